"""The pictures of feature maps: drawable, and tiles lie where clicks go."""

from __future__ import annotations

import numpy as np
import pytest

from app.figures import tiles
from app.figures.convolution import feature_maps as figures
from app.theme import LIGHT
from core.convolution.build_assets import shipped
from core.convolution.feature_maps import features, origin
from core.convolution.images import DIGITS, SHAPES, as_picture, class_names, held_out
from tests.app.convolution.panels import THEMES, check


@THEMES
@pytest.mark.parametrize("name", [DIGITS, SHAPES])
def test_maps_of_a_picture_can_be_drawn(name, theme):
    network, x = shipped(name), held_out(name)[0][:1]
    found = features(network, x)
    places = figures.on_board(found.maps)
    source = origin(network, found, "ReLU 2", 3)
    image = as_picture(found.image)
    check(
        figures.board(image, found.maps, places, ("ReLU 2", 3), theme),
        figures.enlarged(found.maps["ReLU 2"][3], "ReLU 2", 3, source.cell, theme),
        figures.picture(image, theme, title="Image", window=source.window),
        figures.products(source.patch, source.kernel, source.bias, theme),
        figures.answers(class_names(name), found.probabilities, found.logits, theme),
    )


def test_every_map_has_a_place_and_its_tile_shows_its_numbers():
    found = features(shipped(DIGITS), held_out(DIGITS)[0][:1])
    places = figures.on_board(found.maps)
    assert len(places) == found.count == len({(p.layer, p.channel) for p in places})
    panel = figures.board(as_picture(found.image), found.maps, places, ("ReLU 1", 0), LIGHT)
    index = panel.raster.index[::-1]
    for place, x, y in zip(places, panel.data[0]["x"], panel.data[0]["y"], strict=True):
        values = found.maps[place.layer][place.channel]
        limit = np.abs(found.maps[place.layer]).max()
        shown = index[place.top : place.top + tiles.TILE, place.left : place.left + tiles.TILE]
        small = shown[:: tiles.TILE // len(values), :: tiles.TILE // len(values)]
        assert np.abs((small / 63.0 - 1) * limit - values).max() < limit / 60
        # A click in the middle of the tile is one on its point.
        assert place.left < x < place.left + tiles.TILE
        assert place.top < y < place.top + tiles.TILE


def test_of_very_many_maps_the_strongest_are_shown():
    rng = np.random.default_rng(0)
    many = {"stage 1": rng.normal(size=(200, 7, 7))}
    places = figures.on_board(many)
    assert len(places) == figures.MOST
    strongest = many["stage 1"].max(axis=(1, 2))
    shown = [place.channel for place in places]
    assert min(strongest[shown]) >= max(np.delete(strongest, shown))
    check(figures.board(np.zeros((9, 7, 3), np.uint8), many, places, ("stage 1", 0), LIGHT))
