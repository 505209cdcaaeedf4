"""The picture of a window that slides: it tells the browser the numbers that were computed."""

from __future__ import annotations

import numpy as np
import pytest

from app.figures.convolution.slide import slide as figure
from app.theme import LIGHT
from core.convolution import narration
from core.convolution.presets import SLIDE
from core.convolution.settings import AVERAGE, MAXIMUM, Settings
from core.convolution.slide import slide
from core.data import images
from tests.app.convolution.panels import THEMES, readable


def test_rounding_is_not_painted_as_an_edge():
    even = images.Picture("even", np.full((1, 1), 85, np.uint8), "An even grey.")
    done = slide(even, Settings())
    assert 0 < np.abs(done.output).max() < 1e-6
    look = figure(done, (0, 0), LIGHT).diagram["pictures"]["output"]["look"]
    assert look == {"kind": "plain", "limit": 1.0}


EXTREMES = {
    "average beyond the end": Settings(
        operation=AVERAGE,
        pool_size=3,
        overhang=True,
        colour=True,
        takes="the image itself",
        resolution=7,
    ),
    "border that cannot win": Settings(operation=MAXIMUM, pool_padding=1, resolution=7),
    "seven by seven": Settings(size=7, padding=6, colour=True, resolution=64),
    "nothing but zeros": Settings(kernel="edges", size=1),
}


@THEMES
@pytest.mark.parametrize("name", SLIDE | EXTREMES)
def test_a_slide_tells_the_browser_every_number(name, theme):
    done = slide(images.drawing("house"), (SLIDE | EXTREMES)[name])
    panel = figure(done, narration.strongest(done), theme)
    readable(panel)
    spec = panel.diagram
    assert spec["padded"] is done.padded
    assert spec["output"] is done.output
    assert spec["kernel"] is done.kernel
    assert spec["formula"] == narration.formulas(done)
    assert len(spec["channels"]) == len(done.taken)
    # Every window of the output lies within the numbers that were sent.
    for side in (0, 1):
        span = spec["dilation"][side] * (spec["window"][side] - 1) + 1
        last = (done.output.shape[1 + side] - 1) * spec["stride"][side] + span
        assert last <= done.padded.shape[1 + side]
    for picture in spec["pictures"].values():
        finite = picture["array"][np.isfinite(picture["array"])]
        assert np.abs(finite).max(initial=0) <= picture["look"]["limit"] * (1 + 1e-6)
        assert len(picture["alt"]) > 20
    coloured = done.kernel is not None and len(done.kernel) == 3
    assert ("red" in spec["pictures"]) == coloured
