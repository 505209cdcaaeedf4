"""What a learner picked with a click on a picture of tiles, or in the sidebar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from app.figures.cnn.maps import Place


def clicked(stage: str, panel: str, tiles: int) -> int | None:
    """Which of a panel's tiles was clicked since this was asked last; None where none was."""
    click = (st.session_state.get(stage) or {}).get("selected")
    if not click or click == st.session_state.get(f"{stage}-answered"):
        return None
    st.session_state[f"{stage}-answered"] = click
    at = click.get("point")
    # A browser can send anything, and the picture may be another one by now.
    fits = click.get("panel") == panel and isinstance(at, int) and 0 <= at < tiles
    return at if fits else None


def selection(
    slug: str, network: str, maps: Mapping[str, np.ndarray], places: Sequence[Place]
) -> tuple[str, int]:
    """Layer and channel of a map. A click turns the widgets: they always say what is shown.

    What is selected outlives the widgets, which go with another network and another view.
    """
    kept: dict[str, str | int] = st.session_state.setdefault(f"{slug}-selected-{network}", {})
    layer_key = f"{slug}-layer-{network}"
    at = clicked(f"{slug}-maps-stage", "board", len(places))
    if at is not None:
        st.session_state[layer_key] = places[at].layer
        st.session_state[f"{slug}-map-{network}-{places[at].layer}"] = places[at].channel + 1
    for key, value in kept.items():
        st.session_state.setdefault(key, value)
    layers = list(maps)
    with st.sidebar:
        layer = st.selectbox("Layer", layers, index=min(1, len(layers) - 1), key=layer_key)
        map_key = f"{slug}-map-{network}-{layer}"
        channel = st.number_input(
            "Map", 1, len(maps[layer]), key=map_key, help="Or click one on the board."
        )
    kept.update({layer_key: layer, map_key: channel})
    return layer, int(channel) - 1
