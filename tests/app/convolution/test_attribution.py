"""The pictures of where a network looks."""

from __future__ import annotations

import pytest

from app.figures.convolution import attribution as figures
from core.convolution.attribution import deletions, saliency
from core.convolution.build_assets import shipped
from core.convolution.feature_maps import features
from core.convolution.images import DIGITS, SHAPES, as_picture, held_out
from tests.app.convolution.panels import THEMES, check


@THEMES
@pytest.mark.parametrize("name", [DIGITS, SHAPES])
def test_importance_and_its_test_can_be_drawn(name, theme):
    network, x = shipped(name), held_out(name)[0][:1]
    found = features(network, x)
    target = found.guesses[0]
    curves = deletions(network, x, target, {"Saliency": saliency(network, x, target)})
    image = as_picture(found.image)
    check(
        figures.heat(saliency(network, x, 0), image, theme, title="Saliency", note="slope"),
        figures.deletion(curves, 0.2, "one", theme),
    )
