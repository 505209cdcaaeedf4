"""The ladder of fixes: its batched networks are those of single runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.gradients.ladder import ladder
from core.gradients.training import Run
from core.nn.optimisers import OPTIMISERS
from tests.core.gradients.samples import SMALL, trained


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_the_batched_ladder_equals_single_runs(optimiser: str) -> None:
    rungs = ladder(replace(SMALL, optimiser=optimiser, clipping=0.5))
    together = trained(Run(rungs), 12)
    assert [track.name for track in together.tracks] == list(rungs)
    for track in together.tracks:
        (alone,) = trained(Run({track.name: rungs[track.name]}), 12).tracks
        assert track.gradient == pytest.approx(alone.gradient, rel=2e-3, abs=1e-7)
        assert track.length == pytest.approx(alone.length, rel=2e-3, abs=1e-7)
        assert track.train_loss == pytest.approx(alone.train_loss, rel=1e-4)
        assert track.validation_loss == pytest.approx(alone.validation_loss, rel=1e-4)
        assert track.ratio == pytest.approx(alone.ratio, rel=2e-3, abs=1e-7)
        assert (track.silent == alone.silent).all()
