"""Influence: influence is the gradient, by finite differences."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.sequences import build_assets
from core.sequences.characters import (
    CharacterModel,
)
from core.sequences.influence import effective_length, influence


def test_influence_is_the_gradient_by_finite_differences() -> None:
    model, text = build_assets.shipped("GRU"), "Anna found a letter"
    found = influence(model, text, 10, "e")
    assert found.shape == (11,)
    x = model.one_hot(model.encode(text[:11])).double()
    twin = CharacterModel(model.vocabulary, "GRU", build_assets.UNITS["GRU"], torch.Generator())
    twin.load_state_dict(model.state_dict())
    twin = twin.double()
    target = int(model.encode("e")[0])

    def logit(x: torch.Tensor) -> float:
        with torch.no_grad():
            return float(twin.readout(twin.recurrent(x[:, None])[0][-1, 0])[target])

    for t in (2, 10):
        slopes = []
        for place in range(x.shape[1]):
            up, down = x.clone(), x.clone()
            up[t, place] += 1e-4
            down[t, place] -= 1e-4
            slopes.append((logit(up) - logit(down)) / 2e-4)
        assert found[t] == pytest.approx(np.linalg.norm(slopes), rel=1e-3)


def test_effective_length() -> None:
    assert effective_length(np.array([0.0, 0, 1])) == 1
    assert effective_length(np.ones(10), 0.9) == 9
