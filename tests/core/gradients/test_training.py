"""Deep networks in training: single runs are those of plain torch, and an overflow is located."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from core.gradients import network
from core.gradients import training as runs
from core.gradients.data import task
from core.gradients.network import first_weights
from core.gradients.settings import Settings, compared
from core.gradients.training import Run
from core.nn.optimisers import OPTIMISERS
from core.nn.random_streams import generator
from tests.core import gradients_oracle
from tests.core.gradients.samples import SMALL, trained
from tests.core.gradients_oracle import Plain

EXPLODING = replace(SMALL, depth=30, activation="ReLU", initialisation="normal", init_scale=2.0)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"optimiser": "Adam"},
        {"clipping": 0.1},
        {"normalisation": "batch", "residual": True},
        {"data": "three blobs"},
        {"data": "plane", "clipping": 1.0},
    ],
    ids=str,
)
def test_a_run_is_the_loop_that_anyone_would_write(changes: dict) -> None:
    settings = replace(SMALL, learning_rate=0.03, **changes)
    (track,) = trained(Run({"A": settings}), 8).tracks

    data = task(settings.data, settings.seed)
    network = Plain(settings, data.inputs, data.outputs)
    weights = [layer.weight for layer in network.layers[:-1]]
    first = [weight.detach().clone() for weight in weights]
    optimiser = OPTIMISERS[settings.optimiser](network.parameters(), settings.learning_rate)
    loss = {0: lambda z, y: F.mse_loss(z[:, 0], y), 3: F.cross_entropy}.get(
        data.classes, lambda z, y: F.binary_cross_entropy_with_logits(z[:, 0], y.float())
    )
    order, y_train = generator(settings.seed, "order"), data.prepared.y_train
    assert track.first_gradient == pytest.approx(track.gradient[0], rel=1e-6)
    for step in range(8):
        if step % data.round == 0:
            rows = torch.randperm(len(y_train), generator=order).split(50)
        now = rows[step % data.round]
        optimiser.zero_grad()
        loss(network(data.prepared.x_train[now])[0], y_train[now]).backward()
        assert track.gradient[step] == pytest.approx(
            [weight.grad.norm().item() for weight in weights], rel=2e-3, abs=1e-7
        )
        parameters = list(network.parameters())
        length = torch.nn.utils.clip_grad_norm_(parameters, settings.clipping or 1e9)
        assert track.length[step] == pytest.approx(length.item(), rel=1e-3)
        before = [weight.detach().clone() for weight in weights]
        optimiser.step()
        ratio = [
            (w - b).norm().item() / b.norm().item() for w, b in zip(weights, before, strict=True)
        ]
        assert track.ratio[step] == pytest.approx(ratio, rel=2e-3, abs=1e-7)
    moved = [(w - f).norm().item() / f.norm().item() for w, f in zip(weights, first, strict=True)]
    assert track.moved == pytest.approx(moved, rel=2e-3)
    network.eval()
    measured = loss(network(data.prepared.x_train)[0], y_train)
    assert track.train_loss[-1] == pytest.approx(measured.item(), rel=1e-3)


def test_networks_of_different_shape_and_optimiser_train_side_by_side() -> None:
    one, other = SMALL, Settings(depth=3, width=4, optimiser="Adam", clipping=1.0)
    frame = trained(Run(compared(other, one)), 6)
    assert [track.settings for track in frame.tracks] == [one, other]
    for track in frame.tracks:
        (alone,) = trained(Run({"alone": track.settings}), 6).tracks
        assert (track.gradient == alone.gradient).all()
        assert track.gradient.shape == (6, track.settings.depth)


def test_overflow_is_caught_with_its_step_and_layer_and_the_other_goes_on() -> None:
    run = Run({"A": EXPLODING, "B": replace(EXPLODING, initialisation="He")})
    frame = trained(run, 6)
    wild, tame = frame.tracks
    step = int(re.match(r"A overflowed at step (\d+): an output of hidden layer \d+", wild.lost)[1])
    assert len(wild.gradient) == step - 1
    assert np.isfinite(wild.moved).all()
    assert tame.lost is None
    assert len(tame.gradient) == 6
    assert np.isfinite(tame.gradient).all()
    assert run.finished is None


def located(settings: Settings) -> tuple[str, Plain, torch.Tensor, torch.Tensor]:
    """What the run says of its first step, and the oracle with that step's batch."""
    run = Run({"A": settings})
    run.advance()
    data = task(settings.data, settings.seed)
    x, y = data.batches(generator(settings.seed, "order"))[0]
    return run.finished, Plain(settings, data.inputs, data.outputs), x, y


def test_an_overflow_on_the_way_forward_is_in_the_layer_where_torch_has_it() -> None:
    said, plain, x, _ = located(replace(EXPLODING, depth=100, width=64, data="three blobs"))
    finite = [bool(hidden.isfinite().all()) for hidden in plain(x)[1]]
    assert f"at step 1: an output of hidden layer {finite.index(False) + 1} is" in said
    # There was no step yet that clipping or a lower rate could have made smaller.
    assert "clipping" not in said


def test_an_overflow_on_the_way_back_is_in_the_layer_where_torch_has_it(monkeypatch) -> None:
    """Pairs of units that cancel out pass on nothing, and still make the gradient explode."""

    def cancelling(settings: Settings, sizes: list[int]) -> list[torch.Tensor]:
        first, *middle, last = first_weights(settings, sizes)
        first[1::2] = first[::2]
        pair = torch.tensor([[4.0, -4.0], [-4.0, 4.0]])
        return [first, *[torch.block_diag(pair, pair, pair)] * len(middle), last]

    monkeypatch.setattr(network, "first_weights", cancelling)
    monkeypatch.setattr(gradients_oracle, "first_weights", cancelling)
    said, plain, x, y = located(replace(SMALL, depth=100))
    output, hidden = plain(x)
    assert all(one.isfinite().all() for one in hidden)
    F.binary_cross_entropy_with_logits(output[:, 0], y[:, 0]).backward()
    finite = [bool(layer.weight.grad.isfinite().all()) for layer in plain.layers]
    last = max(place for place, fine in enumerate(finite) if not fine)
    assert f"at step 1: the gradient of hidden layer {last + 1} is" in said


def test_when_all_have_overflowed_the_run_ends_with_what_to_try() -> None:
    run = Run({"A": replace(EXPLODING, learning_rate=10.0)})
    while not run.finished:
        run.advance()
    assert run.step < 20
    assert run.finished.startswith("The network overflowed at step")
    assert "gradient clipping" in run.finished
    with pytest.raises(RuntimeError, match="overflowed"):
        run.advance()


def test_the_budget_ends_a_run_and_the_same_settings_give_the_same_frames(monkeypatch) -> None:
    monkeypatch.setattr(runs, "STEPS", 10)
    frames = []
    for _ in range(2):
        run = Run({"A": SMALL})
        assert (run.step, run.round, run.total) == (0, 4, 12)
        frames.append(trained(run, 12))
        assert "12 steps" in run.finished
    (one,), (other,) = (frame.tracks for frame in frames)
    for name in ("gradient", "ratio", "moved", "train_loss", "silent"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()
    assert frames[0].nbytes == one.moved.nbytes
    assert list(one.epochs) == [0, 4, 8, 12]


def test_a_frame_stays_as_it_was_while_the_run_goes_on() -> None:
    run = Run({"A": SMALL})
    (early,) = trained(run, 3).tracks
    kept = early.gradient.copy(), early.moved.copy()
    trained(run, 3)
    assert (early.gradient == kept[0]).all()
    assert (early.moved == kept[1]).all()


def test_neither_the_global_random_numbers_nor_small_numbers_are_touched() -> None:
    state, tiny = torch.get_rng_state(), torch.tensor(1e-40)
    trained(Run({"A": SMALL}), 2)
    assert torch.equal(torch.get_rng_state(), state)
    assert (tiny * 1.0).item() > 0


def test_silent_units_are_those_whose_output_never_varies() -> None:
    settings = Settings(depth=6, width=4, activation="ReLU", initialisation="He", seed=2)
    (track,) = Run({"A": settings}).frame().tracks
    data = task(settings.data, settings.seed)
    rows = torch.cat([data.prepared.x_train, data.prepared.x_validation])
    _, hidden = Plain(settings, 2, 1)(rows)
    expected = [(h.amax(0) == h.amin(0)).float().mean().item() for h in hidden]
    assert track.silent[0] == pytest.approx(expected)
    assert 0 < track.silent.mean() < 1
