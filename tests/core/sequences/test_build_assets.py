"""How the shipped models are trained: the rate, the cells' bound, and the same steps twice."""

from __future__ import annotations

import pytest
import torch

from core.sequences import build_assets
from core.sequences.build_assets import CYCLES, FALLING, RATES, Training
from tests.core.sequences.prose import PROSE


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_assets, "UNITS", {"RNN": 12, "GRU": 12, "LSTM": 12})
    monkeypatch.setattr(build_assets, "ROWS", 4)
    monkeypatch.setattr(build_assets, "CYCLES", {"RNN": (10,), "GRU": (10,), "LSTM": (10, 20)})


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("kind", CYCLES)
def test_the_same_steps_give_the_same_weights_and_lower_the_loss(kind: str) -> None:
    runs = [Training(kind, PROSE * 2) for _ in range(2)]
    losses = [[run.advance() for _ in range(10)] for run in runs]
    assert losses[0] == losses[1]
    assert losses[0][-1] < losses[0][0]


@pytest.mark.usefixtures("small")
def test_the_rate_falls_to_nothing_at_the_end_of_each_cycle_and_begins_anew() -> None:
    run = Training("LSTM", PROSE * 2)
    rates = []
    for _ in range(30):
        run.advance()
        rates.append(run.optimiser.param_groups[0]["lr"] / RATES["LSTM"])
    assert rates[:6] == [1] * 6
    assert rates[9] == pytest.approx(1 / (FALLING * 10))
    assert rates[10:22] == [1] * 12
    assert rates[29] == pytest.approx(1 / (FALLING * 20))


def test_only_cells_beyond_the_bound_cost_something() -> None:
    cells = torch.tensor([[0.0, -build_assets.LARGEST, build_assets.LARGEST + 2, -9.0]])
    excess = build_assets._excess((torch.zeros(1, 4), cells))
    expected = (4 + (9 - build_assets.LARGEST) ** 2) / 4
    assert excess.item() == pytest.approx(build_assets.PULL * expected)
    assert build_assets._excess(torch.full((1, 4), 9.0)).item() == 0
