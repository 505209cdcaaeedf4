"""Feature maps: every map of every layer for the chosen picture, one enlarged, and the answer."""

from __future__ import annotations

import streamlit as st

from app import controls, images, page, plot, theme
from app.figures.convolution import feature_maps as figures
from app.views.convolution import downloads, pretrained
from app.views.convolution.source_picker import chosen_map, unit
from core.convolution import network_narration as narration
from core.convolution.build_assets import shipped
from core.convolution.feature_maps import (
    PRETRAINED,
    Settings,
    features,
    forward_with_layers,
    origin,
)
from core.convolution.images import (
    DIGITS,
    ImageChoice,
    as_input,
    as_picture,
    class_names,
    fitting,
)
from core.convolution.network import build, sights
from core.convolution.network_presets import FEATURE_MAPS
from core.data.images import Picture


def show(slug: str) -> None:
    """The view: the picture and the network in the sidebar, then all maps."""
    seen = f"{slug}-seen"
    picture = images.chosen(seen, ImageChoice, own=slug)
    with st.sidebar:
        settings = controls.settings(f"{slug}-maps", Settings)
    controls.presets(slug, FEATURE_MAPS, images.choice(seen, ImageChoice), knobs=seen)
    if settings.network == PRETRAINED and pretrained.show(slug, picture):
        return
    name = fitting(settings.network, picture)
    network, names = shipped(name), class_names(name)
    found = features(network, as_input(name, picture.pixels))
    places = figures.on_board(found.maps)
    layer, channel = chosen_map(slug, name, found.maps, places)
    cell = unit(slug, name, layer, channel, found.maps[layer][channel].shape)
    source = origin(network, found, layer, channel, cell)
    colours = theme.current()
    looks = as_picture(found.image)
    sight = sights(network)[layer]
    panels = {
        "board": figures.board(looks, found.maps, places, (layer, channel), colours),
        "map": figures.enlarged(
            found.maps[layer][channel], layer, channel, source.cell, colours, clicks=True
        ),
        "image": figures.picture(
            looks,
            colours,
            title="The input",
            note="frame: what the cell sees",
            window=source.window,
        ),
        "answers": figures.answers(names, found.probabilities, found.logits, colours),
    }
    if source.patch is not None and source.kernel is not None:
        panels["products"] = figures.products(source.patch, source.kernel, source.bias, colours)
    plot.show(
        panels,
        key=f"{slug}-maps-stage",
        rows=[[("board", 1)], [("map", 3), ("image", 3), ("products", 3), ("answers", 4)]],
    )
    page.explanation(
        slug,
        [
            narration.about_guess(found, names, truth(picture, names, digits=name == DIGITS)),
            narration.about_map(found, layer, channel, source, sight.size),
            narration.about_flatten(found, network, names),
            narration.about_softmax(found, names),
        ],
    )
    page.code(
        slug,
        {
            "all layers at once": forward_with_layers,
            "the network": build,
            "a cell's origin": origin,
        },
        downloads=lambda: downloads.home(slug, name, found),
    )


def truth(picture: Picture, names: tuple[str, ...], *, digits: bool) -> str | None:
    """The picture's class, where it is one that the network knows."""
    known = picture.name.removeprefix("digit ") if digits else picture.name
    return known if known in names else None
