"""Feature maps of a network from the hub, by its name, on the learner's own photograph."""

from __future__ import annotations

import streamlit as st

from app import hub, page, plot, theme
from app.figures.convolution import feature_maps as figures
from app.markdown import escape_markdown
from app.views.convolution.source_picker import chosen_map
from core.convolution.pretrained import NAME, Seen, load, look
from core.data.images import Picture
from core.percent import percent


def show(slug: str, picture: Picture) -> bool:
    """The name in the sidebar, the stages on the page; until it is loaded, why there are none.

    Returns whether there are any.
    """
    network = hub.model(f"{slug}-hub", NAME, load, until=missing, field=st.sidebar)
    if network is None:
        return False
    try:
        seen = look(network, picture.pixels)
    except ValueError as problem:
        st.warning(escape_markdown(str(problem)), icon=":material/image:")
        return False
    stages(slug, network.name, seen)
    return True


def missing(name: str) -> None:
    """Say that the network is not loaded, and what is seen instead."""
    st.warning(
        f"{escape_markdown(name) or 'A network'} is not loaded. Press **Load** in the sidebar to "
        f"download its weights (about 45 MB for ResNet-18, only the first time). Until then, you "
        f"see the maps of the small network that fits the picture.",
        icon=":material/cloud_off:",
    )


def stages(slug: str, name: str, seen: Seen) -> None:
    """The board of all stages, one map of them enlarged, and the likeliest answers."""
    colours = theme.current()
    places = figures.on_board(seen.maps)
    layer, channel = chosen_map(slug, "hub", seen.maps, places)
    values = seen.maps[layer][channel]
    strongest = divmod(int(values.argmax()), values.shape[1])
    labels, probabilities = zip(*seen.labels, strict=True)
    plot.show(
        {
            "board": figures.board(seen.image, seen.maps, places, (layer, channel), colours),
            "map": figures.enlarged(values, layer, channel, strongest, colours),
            "image": figures.picture(seen.image, colours, title="The input"),
            "answers": figures.likeliest(labels, probabilities, colours),
        },
        key=f"{slug}-maps-stage",
        rows=[[("board", 1)], [("map", 3), ("image", 3), ("answers", 5)]],
    )
    sizes = ", ".join(
        f"{len(maps)} of {maps.shape[1]} × {maps.shape[2]}" for maps in seen.maps.values()
    )
    page.explanation(
        slug,
        [
            f"{escape_markdown(name)} classifies this picture as **{escape_markdown(labels[0])}** "
            f"with {percent(probabilities[0], 1)}, then as {escape_markdown(labels[1])} "
            f"with {percent(probabilities[1], 1)}.",
            f"Its maps by stage: {sizes}. Of a stage "
            f"with more than {figures.MOST} maps, only the {figures.MOST} strongest are shown.",
        ],
    )
    page.code(slug, {"its stages": look, "loading": load}, downloads=lambda: None)
