"""Each cause on runs that have it, and every sentence against numbers found another way."""

from __future__ import annotations

import os
import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LinearRegression
from torch import nn

from app.figures.train.narration import in_words
from core.data.best_possible import best_possible
from core.nn.activations import ACTIVATIONS, dead_units
from core.train import Frame, Run, Settings
from tests.strategies import any_settings

KILLED = Settings(data="circle", activation="ReLU", initialisation="He", learning_rate=1.0)
STOPPED = Settings(
    noise=0.5,
    samples=50,
    hidden=(64, 64),
    activation="ReLU",
    learning_rate=0.03,
    early_stopping=20,
    seed=11,
)
DIED = "dead: off for every training point.*happened during training: lower the learning rate"
# Settings, what the verdict is to say, and what it is not to say.
FOUND = {
    "a rate of 1 kills": (KILLED, DIED, "initial weights made"),
    "moons at rate 3": (
        replace(KILLED, data="moons", optimiser="SGD", learning_rate=3.0, seed=1),
        DIED,
        "Overfit|initial weights",
    ),
    "the same slower": (replace(KILLED, learning_rate=0.01), "100% right on", "dead|Underfit"),
    "diabetes as it comes": (
        Settings(data="diabetes", standardise=False),
        r"range from 1\.\d+ to 1\d\d, .* Standardise the inputs",
        "more epochs",
    ),
    "wine as it comes": (
        Settings(data="wine", standardise=False),
        "Standardise the",
        "more epochs",
    ),
    "early stopping": (STOPPED, "cut off overfitting: .* epoch 4, .* epoch 24", "Underfit"),
    "zero weights": (
        Settings(data="circle", initialisation="zero"),
        "stay alike: choose other initial weights",
        "more epochs|more units|longer",
    ),
    "zero ReLUs": (
        Settings(data="circle", initialisation="zero", activation="ReLU"),
        "All 8 units of hidden layer 1 are dead.* The initial weights made it so",
        "learning rate",
    ),
    "XOR without a hidden layer": (
        Settings(data="XOR", hidden=()),
        "Add a hidden layer, or the input x1·x2",
        "more epochs|longer",
    ),
    "identity": (
        Settings(data="circle", activation="identity"),
        "only identity between.*another activation, or the inputs x1² and x2²",
        "longer",
    ),
    "a plane to hills": (
        Settings(data="many gaussians", hidden=()),
        r"A linear fit by least squares gets R²",
        "right",
    ),
    "overlapping circles": (
        Settings(data="circle", noise=0.5),
        "Good .* the best possible classifier reaches 82% of new points",
        "Underfit",
    ),
    "too much decay": (Settings(l2=1.0), "Under L2, the weights have shrunk to under 1%", "longer"),
    "too early": (Settings(data="spiral"), "still falling.*longer", "dead"),
    "jumps": (
        Settings(data="spiral", learning_rate=0.3),
        "jumps between .* lower the learning rate",
        "longer",
    ),
    "sigmoids in a row": (
        Settings(data="XOR", hidden=(8,) * 8, activation="sigmoid", optimiser="SGD"),
        "vanishes on its way back",
        "dead",
    ),
    "digits of few": (
        Settings(data="digits", train_share=10, epochs=100),
        "Overfit since",
        "Good",
    ),
}


def played(chosen: Settings, epochs: int) -> tuple[Run, Frame]:
    run = Run(chosen)
    while not run.finished and run.epoch < epochs:
        run.advance()
    return run, run.frame()


@pytest.mark.parametrize("name", FOUND)
def test_what_is_known_to_be_wrong_is_named(name):
    chosen, said, unsaid = FOUND[name]
    _, frame = played(chosen, 100 if name.startswith("digits") else 50)
    sentence = frame.verdict.sentence
    assert re.search(said, sentence), sentence
    assert not re.search(unsaid, sentence), sentence
    assert "initial weights would help" not in in_words(frame, chosen)


def sums_of(run: Run) -> list[torch.Tensor]:
    """The sums (N, units) that arrive at each activation, by hooks on the modules themselves."""
    kinds = tuple(type(one.module()) for one in ACTIVATIONS.values())
    caught: list[torch.Tensor] = []
    hooks = [
        module.register_forward_pre_hook(lambda _, given: caught.append(given[0].detach()))
        for module in run.network
        if isinstance(module, kinds)
    ]
    run.network.eval()
    with torch.no_grad():
        run.network(run.prepared.x_train)
    run.network.train()
    for hook in hooks:
        hook.remove()
    return caught


CAN_DIE = ("ReLU", "sigmoid", "softplus")


def dead_by_slope(run: Run) -> list[int]:
    """Dead units per hidden layer: without slope for any training point, and faint with it."""
    counts = []
    for sums, name in zip(sums_of(run), run.settings.activation_names(), strict=True):
        x = sums.double().requires_grad_()
        value = ACTIVATIONS[name](x)
        (slope,) = torch.autograd.grad(value.sum(), x)
        off = (slope.abs() < 1e-6) & (value.abs() < 1e-6)
        counts.append(int(off.all(dim=0).sum()) if name in CAN_DIE else 0)
    return counts


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("x", [-60.0, 60.0])
def test_dead_is_off_and_without_a_slope(name, x):
    sums = torch.full((5, 1), x, dtype=torch.float64).requires_grad_()
    value = ACTIVATIONS[name](sums)
    (slope,) = torch.autograd.grad(value.sum(), sums)
    off = name in CAN_DIE and bool((value.abs() + slope.abs() < 1e-9).all())
    assert off == (name in CAN_DIE and x < 0)
    assert dead_units(value.detach(), name).item() == off
    assert dead_units(torch.cat([value.detach(), torch.ones(1, 1)]), name).item() is False


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_sum_of_zero_is_dead_for_relu_alone(name):
    """GELU and SiLU put out 0 there too, with a slope of a half."""
    assert dead_units(ACTIVATIONS[name](torch.zeros(3, 1)), name).item() == (name == "ReLU")


def test_a_relu_with_tiny_outputs_is_not_dead():
    """Its slope is 1 wherever its sum is above 0."""
    sums = torch.tensor([[-1.0, -1.0], [-1.0, 1e-20]])
    assert dead_units(ACTIVATIONS["ReLU"](sums), "ReLU").tolist() == [True, False]


def small(chosen: Settings) -> Settings:
    """The settings where they train in a second."""
    chosen = (
        chosen if chosen.data not in ("own table", "own points") else replace(chosen, data="moons")
    )
    least = chosen.batch_size if chosen.batch_size in (0, 50, 100) else 20
    return replace(chosen, batch_size=least, epochs=50, samples=min(chosen.samples, 300))


def reached(run: Run) -> tuple[float, float]:
    """The scores on both parts, from the answers to the raw rows."""
    data = run.prepared
    scores = []
    for raw, y in ((data.raw_train, data.y_train), (data.raw_validation, data.y_validation)):
        answer, y = run.predict(raw), y.numpy()
        if run.classes:
            scores.append((answer == y).mean())
        else:
            y = y * data.target_scale + data.target_mean
            scores.append(1 - ((answer - y) ** 2).mean() / y.var())
    return scores[0], scores[1]


@settings(max_examples=100 if "NIGHTLY" in os.environ else 8)
@given(chosen=any_settings(Settings))
def test_every_sentence_agrees_with_numbers_found_another_way(chosen):
    chosen = small(chosen)
    run, frame = played(chosen, 50)
    name, said = frame.verdict.name, frame.verdict.sentence
    dead = dead_by_slope(run)
    words = in_words(frame, chosen)
    counted = re.search(r"(\d+) of \d+ hidden units (?:is|are) dead", words)
    if "Press Play" not in words:
        assert (int(counted[1]) if counted else 0) == sum(dead)
    if name in ("diverged", "not started"):
        return
    history = run.history.until(frame.kept) if frame.kept is not None else run.history
    losses = history.train_loss

    # The scores, and what they are compared with.
    data = run.prepared
    scores = reached(run)
    y = data.y_train.numpy()
    chance = np.bincount(y).max() / len(y) if run.classes else 0.0
    if run.classes:
        assert [int(n) for n in re.search(r"(\d+)% right on .*? (\d+)% on val", said).groups()] == (
            pytest.approx([100 * score for score in scores], abs=0.51)
        )
        assert f"most frequent class gives {100 * chance:.0f}%" in said
    best = best_possible(chosen.data, chosen.noise)
    assert ("best possible" in said) == (best is not None and best < 0.995)
    enough = chance + 0.8 * ((1 if best is None else best) - chance)
    if name == "underfit":
        assert scores[0] < enough + 1e-6
    if name == "good" or "from then on" in said:
        assert scores[0] >= enough - 1e-6

    # Overfitting by the means, and what early stopping cut off.
    if "was lowest then" in said:
        since = frame.verdict.since
        v = history.validation_loss.astype(float)
        means = np.convolve(np.r_[[v[0]] * 4, v], np.full(5, 0.2), "valid")
        assert since == means.argmin()
        assert means[-1] > 1.1 * means[since]
        assert losses[-1] < losses[since]
    if "cut off overfitting" in said:
        after = run.history.validation_loss[-5:].mean()
        assert after > 1.1 * run.history.validation_loss[frame.kept]
        assert frame.kept == run.history.validation_loss.argmin()
    if name != "underfit":
        return

    # The causes.
    fresh = Run(chosen)
    all_dead = [k for k, count in enumerate(dead) if count == chosen.hidden[k]]
    assert (" dead" in said) == bool(all_dead or (dead and 2 * sum(dead) >= sum(chosen.hidden)))
    if all_dead:
        layer = all_dead[0]
        assert f"hidden layer {layer + 1}" in said
        died = dead[layer] - dead_by_slope(fresh)[layer]
        assert ("happened during training" in said) == (2 * died >= dead[layer])
    if "of guessing" in said:
        assert losses[-1] > losses[0]
        if chosen.loss == "cross-entropy" and run.classes:
            shares = np.bincount(y)[np.unique(y)] / len(y)
            assert losses[-1] > -(shares * np.log(shares)).sum()
    if "jumps between" in said:
        steps = np.diff(losses[-10:])
        assert (steps > 0).any()
        assert (steps < 0).any()
        low, high = map(float, re.search(r"between (\S+) and (\S+) in", said).groups())
        assert (low, high) == pytest.approx(
            (losses[-10:].min(), losses[-10:].max()), rel=1e-2, abs=1e-3
        )
    x = data.x_train.double().numpy()
    if "network is linear" in said:
        kinds = (nn.Linear, nn.Identity, nn.BatchNorm1d)
        assert all(isinstance(one, kinds) or "Dropout" in str(one) for one in run.network)
        fit = LinearDiscriminantAnalysis() if run.classes else LinearRegression()
        assert fit.fit(x, y).score(x, y) < enough + 0.02
        if run.classes:
            told = int(re.search(r"analysis get (\d+)% right", said)[1])
            assert told == pytest.approx(100 * fit.score(x, y), abs=2)
    if "have shrunk" in said:
        lengths = [
            sum(float(layer.weight.detach().square().sum()) for layer in one.layers) ** 0.5
            for one in (run, fresh)
        ]
        assert lengths[0] < 0.5 * lengths[1]
        assert chosen.l1 or chosen.l2
    if "vanishes" in said:
        norms = [float(layer.weight.grad.norm()) for layer in run.layers]
        assert 0 < norms[0] < 1e-3 * norms[-1]
    if "still falling" in said:
        first, last, ago = re.search(r"from (\S+) to (\S+) in the last (\d+) epochs", said).groups()
        assert float(first) == pytest.approx(losses[-1 - int(ago)], rel=0.05, abs=1e-3)
        assert float(last) == pytest.approx(losses[-1], rel=0.05, abs=1e-3)
        assert losses[-1] < losses[-1 - int(ago)]
    if "not standardised" in said:
        sizes = np.sqrt((x**2).mean(axis=0))
        sizes = sizes[sizes > 0]
        assert not chosen.standardise
        assert max(sizes.max() / sizes.min(), sizes.max(), 1 / sizes.min()) >= 10
