"""Which feature map is enlarged: clicked on the board, or set in the sidebar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from app.figures.cnn.maps import Place


def selection(
    slug: str, network: str, maps: Mapping[str, np.ndarray], places: Sequence[Place]
) -> tuple[str, int]:
    """Its layer and channel. A click turns the widgets, so that they always say what is shown."""
    layer_key = f"{slug}-layer-{network}"
    clicked = (st.session_state.get(f"{slug}-maps-stage") or {}).get("selected")
    if clicked and clicked != st.session_state.get(f"{slug}-clicked"):
        st.session_state[f"{slug}-clicked"] = clicked
        at = clicked.get("point")
        # A browser can send anything, and the board may be another one by now.
        if clicked.get("panel") == "board" and isinstance(at, int) and 0 <= at < len(places):
            place = places[at]
            st.session_state[layer_key] = place.layer
            st.session_state[f"{slug}-map-{network}-{place.layer}"] = place.channel + 1
    layers = list(maps)
    with st.sidebar:
        layer = st.selectbox("Layer", layers, index=min(1, len(layers) - 1), key=layer_key)
        channel = st.number_input(
            "Map", 1, len(maps[layer]), key=f"{slug}-map-{network}-{layer}",
            help="Or click one on the board.",
        )  # fmt: skip
    return layer, int(channel) - 1
