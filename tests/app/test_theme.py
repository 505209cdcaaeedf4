"""Colours: told apart with any kind of colour vision, read on both papers, and honest in maps."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import plotly.graph_objects as go
import pytest

from app.theme import CLASSES, DARK, LEVELS, LIGHT, Theme, levels

THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)

# What a dichromat sees of linear RGB, at full severity. Machado, Oliveira & Fernandes 2009,
# "A Physiologically-based Model for Simulation of Color Vision Deficiency", severity 1.0.
VISION = {
    "full": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}

# CIE XYZ of linear sRGB with white D65 (IEC 61966-2-1).
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour: str) -> np.ndarray:
    """A hex colour as linear RGB (3,) from 0 to 1, as WCAG 2.2 and sRGB define it."""
    values = np.array(channels(colour)) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def channels(colour: str) -> list[int]:
    """A hex colour as three numbers from 0 to 255."""
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def hexes(colours: np.ndarray) -> list[str]:
    """Colours (n, 3) as "#RRGGBB"."""
    return ["#{:02X}{:02X}{:02X}".format(*colour) for colour in colours]


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* (3,) of linear RGB."""
    ratio = XYZ @ np.clip(rgb, 0, 1) / XYZ.sum(axis=1)
    x, y, z = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio, from 1 to 21."""
    light, dark = sorted((float(XYZ[1] @ linear(colour)) for colour in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measures_agree_with_their_definitions() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert lab(linear("#FFFFFF")) == pytest.approx([100, 0, 0], abs=0.01)
    # sRGB's red in L*a*b*, as any table has it.
    assert lab(linear("#FF0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    # Whoever lacks a cone sees white as white.
    assert all(matrix.sum(axis=1) == pytest.approx(1, abs=1e-5) for matrix in VISION.values())


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize(("classes", "least"), [(2, 90), (3, 21), (4, 21)])
def test_classes_look_different_to_everyone(vision: str, classes: int, least: float) -> None:
    """In CIE76, where 2.3 is just noticeable: two classes far apart, four over six times that."""
    seen = [lab(VISION[vision] @ linear(colour)) for colour in CLASSES[:classes]]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= least


def test_no_two_classes_share_a_colour() -> None:
    assert len(set(CLASSES)) == len(CLASSES) == 10


@THEMES
def test_words_can_be_read(theme: Theme) -> None:
    """4.5 is what WCAG 2.2 asks of text (1.4.3)."""
    assert contrast(theme.ink, theme.paper) >= 4.5
    assert contrast(theme.muted, theme.paper) >= 4.5


@THEMES
def test_a_signed_map_is_orange_at_one_end_paper_in_the_middle_blue_at_the_other(
    theme: Theme,
) -> None:
    table = theme.diverging.astype(int)
    assert table.shape == (256, 3)
    assert hexes(table[[0, -1]]) == [theme.negative, theme.positive] == list(CLASSES[:2])
    paper = channels(theme.paper)
    assert np.abs(table[[127, 128]] - paper).max() <= 2
    # From the middle outwards it only ever leaves the paper.
    away = np.linalg.norm(table - paper, axis=1)
    assert (np.diff(away[:128]) <= 0).all()
    assert (np.diff(away[128:]) >= 0).all()


@THEMES
def test_points_stand_out_from_the_map_of_their_own_class(theme: Theme) -> None:
    for table, point in (
        (theme.diverging_map[0], theme.negative),
        (theme.diverging_map[-1], theme.positive),
    ):
        under = lab(linear(hexes(table[None])[0]))
        assert np.linalg.norm(under - lab(linear(point))) >= 10


@THEMES
@pytest.mark.parametrize("classes", [2, 3, 10])
def test_a_class_map_goes_from_paper_to_each_class(theme: Theme, classes: int) -> None:
    table = theme.class_map(classes)
    assert table.shape == (classes * LEVELS, 3)
    assert len(table) <= 256
    assert set(hexes(table[::LEVELS])) == {theme.paper}
    assert len(set(hexes(table[LEVELS - 1 :: LEVELS]))) == classes


@THEMES
def test_a_scale_and_a_layout_are_what_plotly_takes(theme: Theme) -> None:
    scale = theme.scale(theme.sequential)
    assert scale[0] == [0, "rgb({},{},{})".format(*channels(theme.paper))]
    layout = theme.layout(x="epoch", y="loss", xaxis={"range": [0, 5]}, showlegend=True)
    figure = go.Figure([go.Heatmap(z=[[0, 1]], colorscale=scale)], layout)
    assert figure.layout.xaxis.title.text == "epoch"
    assert figure.layout.yaxis.title.text == "loss"
    assert figure.layout.xaxis.range == (0, 5)
    assert figure.layout.showlegend


def test_thirty_classes_have_thirty_colours_that_fit_a_map() -> None:
    for one in (LIGHT, DARK):
        assert one.class_colours(10) == CLASSES
        assert len(set(one.class_colours(30))) == 30
        for classes in (3, 10, 11, 30):
            shown = one.class_map(classes)
            assert len(shown) == classes * levels(classes) <= 256
    assert levels(10) == LEVELS
