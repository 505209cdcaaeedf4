"""What a learner picked with a click on a picture of tiles, or in the sidebar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from app import selection
from app.figures.convolution.feature_maps import Place


def clicked(stage: str, panel: str, tiles: int) -> int | None:
    """Which of a panel's tiles was clicked since this was asked last; None where none was."""
    at = _point(stage, panel)
    # A browser can send anything, and the picture may be another one by now.
    return at if isinstance(at, int) and 0 <= at < tiles else None


def _point(stage: str, panel: str) -> object:
    """What was clicked on this panel since this was asked last; None where nothing was."""
    click = selection.unanswered(stage)
    if click is None or click.get("panel") != panel:
        return None
    selection.take(stage)
    return click.get("point")


def chosen_map(
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
        st.session_state.pop(f"{slug}-cell-{network}", None)
    for key, value in kept.items():
        st.session_state.setdefault(key, value)
    layers = list(maps)
    with st.sidebar:
        layer = st.selectbox("Layer", layers, index=min(1, len(layers) - 1), key=layer_key)
        map_key = f"{slug}-map-{network}-{layer}"
        channel = st.number_input(
            "Map", 1, len(maps[layer]), key=map_key, help="You can also click a map in the picture."
        )
    kept.update({layer_key: layer, map_key: channel})
    return layer, int(channel) - 1


def unit(
    slug: str, network: str, layer: str, channel: int, shape: tuple[int, int]
) -> tuple[int, int] | None:
    """The cell (row, column) that was clicked in the enlarged map; None while none of it was."""
    key = f"{slug}-cell-{network}"
    match _point(f"{slug}-maps-stage", "map"):
        case [int() as row, int() as column] if 0 <= row < shape[0] and 0 <= column < shape[1]:
            st.session_state[key] = (layer, channel, (row, column))
    # A cell of another map says nothing about this one.
    clicked_layer, clicked_channel, cell = st.session_state.get(key, (None, None, None))
    return cell if (clicked_layer, clicked_channel) == (layer, channel) else None
