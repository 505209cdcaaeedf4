"""What filters want, what pleases them, and the numbers of the hierarchy."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import NearestCentroid

from core.convolution import filters, hierarchy, precomputed
from core.convolution import network_narration as narration
from core.convolution.build_assets import shipped
from core.convolution.feature_maps import forward_with_layers
from core.convolution.images import DIGITS, SHAPES, SIZES, class_names, held_out
from core.convolution.network import sights


def test_climbing_beats_every_real_image_and_stays_within_what_a_pixel_can_be() -> None:
    network, (x, _) = shipped(DIGITS), held_out(DIGITS)
    for layer, below in (("ReLU 1", "conv 1"), ("ReLU 2", "conv 2")):
        wanted = filters.maximise(network, layer, SIZES[DIGITS], low=0.0, seed=0)
        with torch.inference_mode():
            maps = forward_with_layers(network, x)[below]
        middle = maps[:, :, maps.shape[2] // 2, maps.shape[3] // 2].numpy()
        # Most units: smoothness is asked for as well, and some want the specks that it forbids.
        assert np.median(wanted.values - np.quantile(middle, 0.99, axis=0)) > 0
        assert wanted.images.min() >= 0
        assert wanted.images.max() <= 1
        again = filters.maximise(network, layer, SIZES[DIGITS], low=0.0, seed=0)
        assert np.array_equal(wanted.images, again.images)
        kept = precomputed.wanted(DIGITS, layer)
        assert np.allclose(kept.images, wanted.images, atol=1 / 255)
        assert np.allclose(kept.values, wanted.values, rtol=1e-3)
        assert kept.sight == wanted.sight


def test_top_patches_are_the_strongest_and_lie_where_the_cell_sees() -> None:
    network, (x, _) = shipped(DIGITS), held_out(DIGITS)
    found = filters.responses(network, x)["ReLU 1"]
    patches = filters.top_patches(found, sights(network)["ReLU 1"], SIZES[DIGITS], 2, 5)
    values = [patch.value for patch in patches]
    assert values == sorted(values, reverse=True)
    assert values[0] == found.strongest[:, 2].max()
    for patch in patches:
        top, bottom, left, right = patch.window
        alone = torch.zeros(1, 1, 8, 8)
        alone[..., top:bottom, left:right] = x[patch.row, :, top:bottom, left:right]
        again = forward_with_layers(network, alone)["ReLU 1"][0, 2].max().item()
        assert again == pytest.approx(patch.value, abs=1e-4)


def test_orientation_selectivity_is_zero_for_all_alike_and_one_for_a_single_direction() -> None:
    alike, single = np.ones((12, 1)), np.eye(12)[:, :1]
    opposite = np.eye(12)[:, :1] + np.roll(np.eye(12)[:, :1], 6, axis=0)  # at a right angle
    tuned = np.concatenate([alike, single, opposite], axis=1)
    assert hierarchy.orientation_selectivity(tuned) == pytest.approx([0, 1, 0], abs=1e-9)


def test_class_selectivity_is_zero_for_all_alike_and_one_for_a_single_class() -> None:
    y = np.arange(30) % 3
    answers = np.stack([np.ones(30), (y == 1).astype(float), np.where(y == 0, 3.0, 1.0)], axis=1)
    assert hierarchy.class_selectivity(answers, y) == pytest.approx([0, 1, 0.5])


def test_readability_is_the_nearest_centroid_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 4, 200)
    answers = rng.normal(size=(200, 5)) + y[:, None] * rng.normal(size=5)
    scaled = answers / answers.std(axis=0)
    oracle = NearestCentroid().fit(scaled[:100], y[:100]).score(scaled[100:], y[100:])
    assert hierarchy.readability(answers, y) == pytest.approx(oracle)


def test_the_words_follow_the_numbers() -> None:
    def level(name: str, orientation: float, readable: float) -> hierarchy.Level:
        units = np.full(4, orientation)
        return hierarchy.Level(name, 5, units, np.full(4, 0.2), readable)

    falling = [level("ReLU 1", 0.8, 0.9), level("ReLU 2", 0.2, 0.5)]
    none, some = preferring([0.9, 0.8]), preferring([0.99, 0.8])
    said = " ".join(narration.about_levels(falling, falling, none))
    assert "strongest in block 1, as textbooks say" in said
    assert "more in each block. With" not in said
    assert "learnt" not in said
    assert "none of its 2 filters detects a class by itself" in said
    climbing = [level("ReLU 1", 0.2, 0.5), level("ReLU 2", 0.8, 0.9)]
    said = " ".join(narration.about_levels(climbing, falling, some))
    assert "strongest in block 2, not block 1" in said
    assert "more in each block. With" in said
    assert "With random weights, the last block reaches 50%: the rest is learnt" in said
    assert "1 of its 2 filters detect a class by themselves" in said


def preferring(pairs: list[float]) -> hierarchy.Preferences:
    units = len(pairs)
    return hierarchy.Preferences(
        np.zeros(units, int), np.full(units, 0.5), np.full(units, 0.1), np.array(pairs), 500
    )


def test_pairs_are_the_area_under_the_curve() -> None:
    rng = np.random.default_rng(0)
    answers, y = np.maximum(rng.normal(size=(60, 5)), 0).round(1), np.arange(60) % 4
    found = hierarchy.preferences(answers, y)
    for unit, (best, pairs) in enumerate(zip(found.best, found.pairs, strict=True)):
        assert pairs == pytest.approx(roc_auc_score(y == best, answers[:, unit]))
    assert not found.detects.any()  # they are random numbers


def test_a_filter_that_prefers_a_class_is_said_to_and_others_are_not() -> None:
    """Filter 23 of the last block has eight discs among its eight favourites."""
    x, y = held_out(SHAPES)
    answers = filters.responses(shipped(SHAPES), x)["ReLU 3"].strongest
    found = hierarchy.preferences(answers, y.numpy())
    names = class_names(SHAPES)
    said = narration.about_filter(22, found, ["disc"] * 8, names)
    assert "8 of its 8 strongest images belong to disc" in said
    assert "By itself, it detects disc." in said
    blind = hierarchy.preferences(answers, np.random.default_rng(1).permutation(y.numpy()))
    for unit in range(answers.shape[1]):
        assert "detects" not in narration.about_filter(unit, blind, [], names)
