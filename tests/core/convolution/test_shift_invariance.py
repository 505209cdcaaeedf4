"""Shifts, turns and noise; which layers move with the image; what the words claim of it."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.convolution import network_narration as narration
from core.convolution import precomputed
from core.convolution.build_assets import FLAT, shipped
from core.convolution.images import CANVAS, held_out
from core.convolution.shift_invariance import (
    AMOUNTS,
    Settings,
    accuracies,
    add_noise,
    change,
    equivariance,
    rotate,
    shift,
)


@pytest.fixture
def digit() -> torch.Tensor:
    return held_out(CANVAS)[0][:1]


@pytest.mark.parametrize(("right", "down"), [(0, 0), (2, 0), (-3, 1), (4, -4)])
def test_a_shift_in_an_empty_margin_is_a_roll_and_back_again(digit, right, down) -> None:
    moved = shift(digit, right, down)
    assert torch.equal(moved, torch.roll(digit, (down, right), dims=(2, 3)))
    assert torch.equal(shift(moved, -right, -down), digit)


def test_what_leaves_the_canvas_is_gone() -> None:
    assert shift(torch.ones(1, 1, 4, 4), 3, 0)[0, 0].tolist() == [[0, 0, 0, 1]] * 4


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_right_angles_turn_exactly_and_clockwise(digit, turns) -> None:
    turned = rotate(digit, 90 * turns)
    assert torch.allclose(turned, torch.rot90(digit, -turns, dims=(2, 3)), atol=1e-5)


def test_noise_has_its_spread_and_comes_from_its_seed(digit) -> None:
    noisy = add_noise(digit.expand(200, -1, -1, -1), 0.3, seed=1)
    assert (noisy - digit).std().item() == pytest.approx(0.3, rel=0.02)
    assert torch.equal(noisy, add_noise(digit.expand(200, -1, -1, -1), 0.3, seed=1))


@pytest.mark.parametrize("right", [1, 2, 3, 4])
def test_maps_move_with_the_image_as_long_as_the_step_is_a_whole_number_of_cells(
    digit, right
) -> None:
    for layer in equivariance(shipped(FLAT), digit, shift(digit, right, 0), right, 0):
        if float(layer.cells[0]).is_integer():
            assert layer.error < 1e-5, layer
        elif layer.layer.startswith("pool"):
            assert layer.error > 0.01, layer


@pytest.mark.parametrize("kind", AMOUNTS)
def test_curves_start_at_the_untouched_accuracy_and_are_told_with_their_numbers(kind) -> None:
    found = accuracies(kind)
    assert {len(values) for values in found.values()} == {len(AMOUNTS[kind])}
    plain = accuracies("shift")
    assert all(found[name][0] == plain[name][0] for name in found)
    for name, values in precomputed.accuracies(kind).items():
        # A digit on the fence may fall to the other side on another processor.
        assert np.allclose(values, found[name], atol=1 / 450)
    said = narration.about_curves(
        kind, "units", AMOUNTS[kind], found, dict.fromkeys(found, 1), now=0
    )
    assert all(f"{100 * values[0]:.1f}%" in said for values in found.values())


def words(digit: torch.Tensor, settings: Settings) -> str:
    changed = change(digit, settings)
    found = equivariance(shipped(FLAT), digit, changed, settings.right, settings.down)
    return narration.about_equivariance(found, settings)


def test_the_words_name_the_layers_that_did_not_move_along(digit) -> None:
    assert "Nothing is changed" in words(digit, Settings(right=0))
    assert "Not exactly: pool 2. A cell of pool 2 stands for 4 pixels" in words(digit, Settings())
    assert "whole number of cells in every layer" in words(digit, Settings(right=4))


@pytest.mark.parametrize(
    ("settings", "cause"),
    [
        (Settings(right=0, turn=45), "A turn changes the maps of conv 1, ReLU 1, pool 1"),
        (Settings(right=0, noise=0.3), "Noise changes the maps of conv 1, ReLU 1, pool 1"),
        (
            Settings(right=2, turn=45, noise=0.3),
            "A turn and noise are more than a shift: they change the maps of conv 1",
        ),
    ],
)
def test_a_turn_and_noise_change_the_maps_and_no_map_is_said_to_have_moved(
    digit, settings, cause
) -> None:
    said = words(digit, settings)
    assert cause in said
    assert "exactly" not in said
