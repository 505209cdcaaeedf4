"""What the sentences say, over random settings, against plain torch and NumPy.

With ``NIGHTLY`` in the environment there are a hundred settings of each view, else a few.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import settings as drawing
from hypothesis import strategies as st

from core.data.datasets import TOY
from core.gradients import chain_narration, narration
from core.gradients.at_initialisation import start
from core.gradients.chain_rule import chain
from core.gradients.data import task
from core.gradients.ladder import BARE, ladder
from core.gradients.presets import ACTING, HAND, START, TRAIN
from core.gradients.settings import NOTHING, Settings
from core.gradients.training import Run
from core.nn.activations import ACTIVATIONS
from tests.core.gradients import recomputed
from tests.core.gradients_oracle import Plain
from tests.strategies import any_settings

EXAMPLES = 100 if "NIGHTLY" in os.environ else 5
SAME = 0.06  # two digits are said
FLOAT32 = float(np.finfo(np.float32).eps)


def only(view: str) -> st.SearchStrategy[Settings]:
    """Settings with the knobs of a view, and one network of them."""
    usual = {name: value for name, value in vars(Settings()).items() if name not in ACTING[view]}
    return any_settings(Settings).map(lambda one: replace(one, **usual | {"versus": NOTHING}))


def number(pattern: str, text: str) -> float:
    """The number that stands in the pattern's group."""
    found = re.search(pattern, text)
    assert found, f"{pattern!r} is not in: {text}"
    superscript = found[1].startswith("10") and not found[1].isascii()
    if superscript:
        return 10.0 ** int(found[1][2:].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")))
    return float(found[1].replace(",", "").replace("−", "-"))


def share(text: str) -> tuple[float, float]:
    """What a percentage allows: from, to."""
    if text.startswith("under"):
        return 0.0, 0.01
    if text.startswith("over"):
        return 0.99, 1.0
    value = float(text.rstrip("%")) / 100
    return value - 0.00501, value + 0.00501


@given(only(START))
@drawing(max_examples=EXAMPLES)
def test_at_initialisation(settings: Settings) -> None:
    text = " ".join(narration.about_start({"A": start(settings)}))
    _speed(settings, text)
    _dead(recomputed.dead(settings), text)
    _difference(settings, text)
    _limits(settings, text)


def _speed(settings: Settings, text: str) -> None:
    weights = recomputed.weight_gradients(settings)
    first, last = weights[0], weights[-1]
    if "of the hidden layers get no gradient" in text:
        assert not weights.any()
    elif match := re.search(r"about (\S+) times (smaller|larger)", text):
        over = last / first if match[2] == "smaller" else first / last
        assert over > 9
        assert abs(np.log10(over) - np.log10(number(r"about (\S+) times", text))) < 0.51
    elif "about the same size" in text:
        assert abs(np.log10(first / last)) < 1.01
        assert ("very small" in text) == (last < 1e-3)
        assert ("very large" in text) == (last > 1e3)
    else:
        assert "get no gradient; the gradient of layer" in text
        assert (first == 0) != (last == 0)
    if "but a weight's gradient is" in text:
        entering = number(r"the inputs of layer 1 are (\S+) times", text)
        arriving = number(r"reaches layer 1 is (\S+) times", text)
        assert 0.099 < arriving * entering / (first / last) < 10.1
        sizes = recomputed.difference(settings)[1]
        x = recomputed.first_batch(settings)[0].numpy()
        assert entering == pytest.approx(np.sqrt(np.mean(x**2)) / sizes[-2], rel=SAME)


def _dead(dead: np.ndarray, text: str) -> None:
    if "All units are dead" in text:
        assert dead.min() == 1
        return
    match = re.search(r"(\S+%) of the units are dead", text)
    assert bool(match) == (dead.mean() >= narration.WORTH_SAYING)
    if match:
        low, high = share(match[1])
        assert low <= dead.mean() <= high
        assert dead[int(number(r"most in layer (\d+)", text)) - 1] == dead.max()


def _difference(settings: Settings, text: str) -> None:
    differs, size = recomputed.difference(settings)
    relative = differs / np.maximum(size, 1e-300)
    if match := re.search(r"from layer (\d+) on, every example gives exactly", text, re.IGNORECASE):
        assert relative[int(match[1]) - 1 :].max() < 1e-12
        return
    assert differs[-1] > 0
    if "less than float32 resolves" in text:
        assert relative[-1] < FLOAT32 * 1.01
    elif "is the same for every example" in text:
        # As shares of the squares: what differs is less than a hundredth of what there is.
        assert FLOAT32 * 0.99 < relative[-1] < 0.1
        assert relative[-1] < relative[0]
    else:
        assert relative[-1] > 0.099 or relative[-1] > 0.49 * relative[0]


def _limits(settings: Settings, text: str) -> None:
    said = re.search(r"(outputs|gradient) overflow", text)
    zero = re.search(r"the gradient of the first (\d+) layers is exactly zero", text)
    if said:
        run = Run({"A": settings})
        run.advance()
        assert run.finished
    if zero:
        first = Run({"A": settings}).frame().tracks[0].first_gradient
        assert not first[: int(zero[1])].any()


@given(only(TRAIN), st.integers(1, 9))
@drawing(max_examples=EXAMPLES)
def test_training(settings: Settings, steps: int) -> None:
    run = Run({"A": settings})
    while run.step < steps and not run.finished:
        run.advance()
    frame = run.frame()
    (track,) = frame.tracks
    text = " ".join(narration.about_training(frame))
    if not len(track.gradient):
        assert "The training loss" not in text  # it overflowed in the first step
        return
    _still(settings, run, text)
    if settings.normalisation == "batch" or track.lost or run.step % run.round:
        return  # what was measured is older than the weights
    network = _copy(settings, run)
    loss = _training_loss(settings, network)
    constant = recomputed.ignoring(settings)
    if match := re.search(
        r"has a training loss of (\S+): so far, the network is (no|hardly)", text
    ):
        assert float(match[1]) == pytest.approx(constant, rel=0.006)
        assert loss > 0.899 * constant
        assert match[2] == "no" or loss < constant * 1.001
    else:
        assert loss < 0.901 * constant
    dead = recomputed.dead(settings, network)
    units = number(r"([\d,]+) of [\d,]+ units are dead", text) if "are dead" in text else 0
    assert units == round(dead.mean() * settings.width * len(dead))


def _still(settings: Settings, run: Run, text: str) -> None:
    weights = run._teams[0].network.weights
    first = Plain(settings, weights[0].shape[1], weights[-1].shape[2])
    same = torch.equal(weights[0][0].detach().T, first.layers[0].weight)
    assert ("have not moved at all" in text) == same
    gradient = run.frame().tracks[0].gradient[:, 0]
    assert ("exactly zero in every step" in text) == (same and not gradient.any())


def _copy(settings: Settings, run: Run) -> Plain:
    """The trained network, as plain modules."""
    trained = run._teams[0].network
    network = Plain(settings, trained.weights[0].shape[1], trained.weights[-1].shape[2])
    with torch.no_grad():
        for layer, weight, bias in zip(
            network.layers, trained.weights, trained.biases, strict=True
        ):
            layer.weight.copy_(weight[0].T)
            layer.bias.copy_(bias[0, 0])
    return network


def _training_loss(settings: Settings, network: Plain) -> float:
    data = task(settings.data, settings.seed)
    with torch.no_grad():
        output = network(data.prepared.x_train)[0]
    y = data.prepared.y_train
    if data.classes == 0:
        return float(torch.nn.functional.mse_loss(output[:, 0], y))
    if data.classes == 2:
        scores = torch.cat([torch.zeros_like(output), output], dim=1)
        return float(torch.nn.functional.cross_entropy(scores, y))
    return float(torch.nn.functional.cross_entropy(output, y))


@given(
    st.integers(2, 8),
    st.integers(2, 12),
    st.sampled_from([*TOY]),
    st.integers(0, 99),
    st.sampled_from([0.01, 0.1, 1.0]),
)
@drawing(max_examples=EXAMPLES)
def test_ladder(depth: int, width: int, data: str, seed: int, rate: float) -> None:
    run = Run(ladder(Settings(depth=depth, width=width, data=data, seed=seed, learning_rate=rate)))
    while run.step < 3 * run.round and not run.finished:
        run.advance()
    frame = run.frame()
    said = narration.about_ladder(frame)
    going = {track.name: track for track in frame.tracks if not track.lost}
    constant = recomputed.ignoring(run.settings)
    back = [name for name, one in going.items() if one.train_loss[-1] >= 0.9 * constant]
    (held,) = [text for text in said if "ignores the input" in text] or [""]
    assert re.findall(r"\*\*(.*?)\*\*", held) == back
    (kept,) = [text for text in said if "the sigmoid stays" in text] or [""]
    names = re.findall(r"\*\*(.*?)\*\*", kept)
    assert names == [
        name for name in back if name in ("He init", "layer normalisation", "residual")
    ]
    assert all(run.members[name].activation == "sigmoid" for name in names)
    if len(going) > 1:
        losses = {name: one.validation_loss[-1] for name, one in going.items()}
        lowest, highest = re.findall(r"\*\*(.*?)\*\*", said[0])
        assert losses[lowest] == min(losses.values())
        assert losses[highest] == max(losses.values())
    assert sum("first layer gets" in text for text in said) == len(set(going) - {BARE})


@given(only(HAND))
@drawing(max_examples=EXAMPLES)
def test_chain_rule(settings: Settings) -> None:
    text = " ".join(chain_narration.about_chain(chain(settings)))
    outputs, slopes = [torch.tensor(settings.chain_input, dtype=torch.float64)], []
    for _ in range(settings.links):
        z = (settings.link_weight * outputs[-1]).detach().requires_grad_()
        outputs.append(ACTIVATIONS[settings.activation](z))
        outputs[-1].backward()
        slopes.append(float(z.grad))
    error = float(outputs[-1].detach()) - settings.chain_target
    factors = np.array(slopes) * settings.link_weight
    product = error * float(np.prod(factors))
    assert number(r"= \*\*(\S+)\*\*", text) == pytest.approx(product, rel=0.006, abs=1e-300)
    if "hits the target exactly" in text:
        assert abs(error) < 1e-12
    elif match := re.search(r"Link (\d+) multiplies by exactly zero", text):
        assert factors[int(match[1]) - 1] == 0
        assert all(factors[int(match[1]) :])
    else:
        mean = float(np.exp(np.mean(np.log(np.abs(factors)))))
        assert number(r"a link multiplies the gradient by ([^.;]+(?:\.\S+?)?)[.;]", text) == (
            pytest.approx(mean, rel=0.006)
        )
        if settings.activation == "sigmoid":
            assert np.abs(factors).max() <= 0.25 * abs(settings.link_weight) + 1e-12
