"""The digit GANs that come with the app: what they make, and that they can be trained on."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.gans.digits import (
    CLASSES,
    SCRATCH,
    DigitsRun,
    DigitsSettings,
    data,
    opinion,
    path,
    real,
)


@pytest.mark.parametrize("conditional", [False, True])
def test_the_shipped_generators_make_digits(conditional: bool) -> None:
    assert path(conditional).stat().st_size < 2_000_000
    run = DigitsRun(DigitsSettings(conditional=conditional))
    now = {name: values[-1] for name, values in run.frame().measures.items()}
    assert now["classes"] == CLASSES
    assert now["believable"] > 0.5
    assert now["wasserstein"] < 1.5 * real().wasserstein
    assert (now["obeyed"] > 0.95) if conditional else np.isnan(now["obeyed"])


def test_noise_is_no_digit_and_real_digits_are() -> None:
    x, y, _ = data()
    sure, named = opinion(x[:300])
    assert sure.mean() > 0.75
    assert (named == y[:300]).float().mean() > 0.95
    scratch = DigitsRun(DigitsSettings(start=SCRATCH))
    assert scratch.frame().measures["believable"][-1] < 0.1


def test_training_goes_on_from_the_shipped_weights_and_from_scratch() -> None:
    for settings in (DigitsSettings(conditional=True), DigitsSettings(start=SCRATCH)):
        one, other = DigitsRun(settings), DigitsRun(settings)
        first = one.frame().samples
        for _ in range(3):
            one.advance()
            other.advance()
        assert (one.frame().samples == other.frame().samples).all()
        assert (one.frame().samples != first).any()
        assert one.step == 3


def test_a_column_asks_for_its_digit() -> None:
    run = DigitsRun(DigitsSettings(conditional=True))
    made = run.made(run.noise)
    _, named = opinion(made)
    asked = torch.arange(len(made)) % CLASSES
    assert (named == asked).float().mean() > 0.9
