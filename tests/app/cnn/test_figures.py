"""Figures of convolutional networks: plotly accepts them, and clicks reach the right tile."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import pytest

from app.figures.cnn import filters, maps, reasons, shifting, tiles, training
from app.plot.pack import pack
from app.theme import DARK, LIGHT
from core.cnn.attribution import deletions, saliency
from core.cnn.build_assets import FLAT, shipped
from core.cnn.features import features, origin
from core.cnn.hierarchy import Level
from core.cnn.images import CANVAS, DIGITS, SHAPES, as_picture, class_names, held_out
from core.cnn.run import Run
from core.cnn.settings import DENSE, Settings
from core.cnn.shift_invariance import AMOUNTS, equivariance


def check(panels):
    """Plotly's own checks; words for those who cannot see; a message that the browser can read."""
    for panel in panels:
        go.Figure(panel.data, panel.layout)
        assert panel.title
        assert len(panel.alt) > 20
        assert panel.layout["xaxis"]["range"]
        if panel.raster:
            assert panel.raster.index.max() < len(panel.raster.colours) <= 256
    message = pack([dict(enumerate(panels))], ["label"], {"rows": []}).encode()
    header = message[4 : 4 + int.from_bytes(message[:4], "little")]
    assert b"NaN" not in header
    assert b"Infinity" not in header


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", [DIGITS, SHAPES])
def test_maps_of_a_picture_can_be_drawn(name, theme):
    network, x = shipped(name), held_out(name)[0][:1]
    found = features(network, x)
    places = maps.on_board(found.maps)
    source = origin(network, found, "ReLU 2", 3)
    image = as_picture(found.image)
    target = found.guesses[0]
    curves = deletions(network, x, target, {"Saliency": saliency(network, x, target)})
    check(
        [
            maps.board(image, found.maps, places, ("ReLU 2", 3), theme),
            maps.enlarged(found.maps["ReLU 2"][3], "ReLU 2", 3, source.cell, theme),
            maps.picture(image, theme, title="Image", window=source.window),
            maps.products(source.patch, source.kernel, source.bias, theme),
            maps.answers(class_names(name), found.probabilities, found.logits, theme),
            reasons.heat(saliency(network, x, 0), image, theme, title="Saliency", note="slope"),
            reasons.deletion(curves, 0.2, "one", theme),
            filters.gallery(
                [image, image[:4, :3]],
                ["a", "b"],
                theme,
                title="Two",
                note="of them",
                across=4,
                selected=1,
            ),
            filters.weights(network.get_submodule("conv 2").weight.numpy(), theme, title="Weights"),
        ]
    )


def test_every_map_has_a_place_and_its_tile_shows_its_numbers():
    found = features(shipped(DIGITS), held_out(DIGITS)[0][:1])
    places = maps.on_board(found.maps)
    assert len(places) == found.count == len({(p.layer, p.channel) for p in places})
    panel = maps.board(as_picture(found.image), found.maps, places, ("ReLU 1", 0), LIGHT)
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
    places = maps.on_board(many)
    assert len(places) == maps.MOST
    strongest = many["stage 1"].max(axis=(1, 2))
    shown = [place.channel for place in places]
    assert min(strongest[shown]) >= max(np.delete(strongest, shown))
    check([maps.board(np.zeros((9, 7, 3), np.uint8), many, places, ("stage 1", 0), LIGHT)])


def test_a_picture_keeps_its_colours_within_what_128_can_do():
    image = as_picture(held_out(SHAPES)[0][6].numpy())
    index, colours = tiles.pictured(image)
    assert np.abs(colours[index].astype(int) - image).mean() < 8
    grey = np.arange(256, dtype=np.uint8).reshape(16, 16)
    index, colours = tiles.pictured(grey)
    assert np.abs(colours[index][..., 0].astype(int) - grey).max() <= 2


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_shifts_and_the_hierarchy_can_be_drawn(theme):
    x = held_out(CANVAS)[0][:1]
    before = features(shipped(FLAT), x)
    names = class_names(CANVAS)
    levels = [
        Level(f"ReLU {k}", 5 * k, np.full(4, 0.2 * k), np.full(4, 0.1), 0.3 * k) for k in (1, 2)
    ]
    check(
        [
            shifting.errors(equivariance(shipped(FLAT), x, 4, 4), theme),
            shifting.accuracy(
                "shift", "pixels", AMOUNTS["shift"], {"a": np.linspace(1, 0, 5)}, 2, theme
            ),
            shifting.votes(names, {"a": before.probabilities}, 3, theme),
            shifting.pair(before.maps["pool 2"][0], before.maps["pool 2"][1], "pool 2", theme),
            filters.ladder(levels, levels, theme),
        ]
    )


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("kind", [DENSE, "convolutional"])
def test_training_can_be_drawn_and_told(kind, theme):
    run = Run(Settings(data=DIGITS, depth=2, samples=100, kind=kind, channels=16))
    frame = run.frame()
    names = run.images.class_names
    check(
        [
            *([training.feature_maps(frame, theme)] if frame.maps else []),
            training.filters(frame, theme),
            training.example(frame, names, theme),
        ]
    )
    said = " ".join(training.in_words(frame, names))
    assert f"{100 * frame.history.validation_metric[-1]:.1f}% on validation images" in said
    assert "Press Play" in said
