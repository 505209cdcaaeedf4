"""Feature maps: they are torch's own, and every strongest cell is what its patch and filter say."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.convolution import network_narration as narration
from core.convolution.build_assets import shipped
from core.convolution.feature_maps import features, origin
from core.convolution.images import DIGITS, SHAPES, class_names, held_out
from core.convolution.network import sights


@pytest.mark.parametrize("name", [DIGITS, SHAPES])
def test_the_last_layer_is_what_the_network_says(name: str) -> None:
    x = held_out(name)[0][:1]
    found = features(shipped(name), x)
    with torch.inference_mode():
        logits = shipped(name)(x)[0]
    assert np.array_equal(found.logits, logits.numpy())
    assert found.probabilities.sum() == pytest.approx(1)
    assert found.guesses[0] == int(logits.argmax())
    assert found.guesses[1] == int(logits.topk(2).indices[1])
    assert found.count == sum(len(maps) for maps in found.maps.values())


@pytest.mark.parametrize("name", [DIGITS, SHAPES])
def test_patch_times_filter_plus_bias_is_the_cell(name: str) -> None:
    network = shipped(name)
    found = features(network, held_out(name)[0][3:4])
    for layer, maps in found.maps.items():
        corner = maps.shape[1] - 1, 0
        for channel, cell in ((0, None), (len(maps) - 1, None), (1, corner), (2, (0, 1))):
            source = origin(network, found, layer, channel, cell)
            assert source.value == maps[channel][source.cell]
            assert source.cell == cell if cell else source.value == maps[channel].max()
            if layer.startswith("pool"):
                assert source.patch is None
                continue
            total = float((source.patch * source.kernel).sum()) + source.bias
            kept = max(total, 0.0) if layer.startswith("ReLU") else total
            assert kept == pytest.approx(source.value, abs=1e-4)


def test_pixels_outside_the_window_change_nothing() -> None:
    network = shipped(SHAPES)
    x = held_out(SHAPES)[0][5:6]
    found = features(network, x)
    for layer, cell in (("ReLU 1", None), ("pool 1", None), ("ReLU 2", None), ("conv 2", (9, 3))):
        channel = int(found.maps[layer].max(axis=(1, 2)).argmax())
        source = origin(network, found, layer, channel, cell)
        top, bottom, left, right = source.window
        changed = torch.zeros_like(x)
        changed[..., top:bottom, left:right] = x[..., top:bottom, left:right]
        again = features(network, changed).maps[layer][channel][source.cell]
        assert again == pytest.approx(source.value, abs=1e-4)


def test_the_words_say_the_softmax_and_the_second_guess() -> None:
    found = features(shipped(DIGITS), held_out(DIGITS)[0][:1])
    names = class_names(DIGITS)
    first, second = found.guesses
    assert f"**{names[first]}**" in narration.about_guess(found, names, names[first])
    assert narration.about_guess(found, names, names[first]).endswith("right.")
    assert narration.about_guess(found, names, names[second]).endswith("wrong.")
    assert f"{100 * found.probabilities[first]:.1f}%" in narration.about_softmax(found, names)
    assert f"{found.logits[first]:.2f}" in narration.about_flatten(found, shipped(DIGITS), names)
    sight = sights(shipped(DIGITS))["ReLU 1"]
    source = origin(shipped(DIGITS), found, "ReLU 1", 0)
    assert f"{source.value:.2f}" in narration.about_map(found, "ReLU 1", 0, source, sight.size)
