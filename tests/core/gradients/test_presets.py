"""Each preset shows what its name promises, on the very numbers that the page draws.

Sources: He et al. 2015, figure 3 (a 30-layer ReLU network trains with He's first weights and
stalls with Xavier's); He et al. 2016 (residual connections); Pascanu et al. 2013 (clipping).
"""

from __future__ import annotations

import pytest

from core.gradients.at_initialisation import LARGEST, SMALLEST, Start, start
from core.gradients.chain_rule import chain
from core.gradients.ladder import ladder
from core.gradients.presets import HAND, LADDER, PRESETS, START, TRAIN
from core.gradients.recording import Track
from core.gradients.settings import Settings, compared
from core.gradients.training import Run


def measured(name: str) -> list[Start]:
    return [start(settings) for settings in compared(PRESETS[START][name]).values()]


def trained(name: str, steps: int) -> list[Track]:
    run = Run(compared(PRESETS[TRAIN][name]))
    while run.step < steps and not run.finished:
        run.advance()
    return list(run.frame().tracks)


def test_the_first_preset_of_each_part_is_what_the_page_opens_with() -> None:
    assert all(next(iter(presets.values())) == Settings() for presets in PRESETS.values())


def test_vanishing_sigmoid() -> None:
    (one,) = measured("Vanishing sigmoid")
    assert one.shrink < 0.25
    assert one.behind > 10


def test_exploding() -> None:
    (one,) = measured("Exploding")
    assert one.shrink > 1.5
    assert one.arriving[0] > 1e8
    (track,) = trained("Overflow", 20)
    assert "overflowed at step" in track.lost
    assert "hidden layer" in track.lost


def test_he_against_xavier_at_the_start() -> None:
    xavier, he = measured("He against Xavier")
    assert xavier.shrink == pytest.approx(0.5**0.5, rel=0.1)
    assert he.shrink == pytest.approx(1, rel=0.1)
    assert xavier.signal[-1] < 1e-3 < he.signal[-1]


def test_thirty_relu_layers_train_with_he_and_stall_with_xavier() -> None:
    xavier, he = trained("He against Xavier", 260)
    assert xavier.train_loss[-1] > 0.99 * xavier.train_loss[0]
    assert xavier.score[-1] < 0.6
    assert he.train_loss[-1] < 0.1 * he.train_loss[0]
    assert he.score[-1] > 0.95
    assert xavier.moved[0] < 1e-3 * he.moved[0]


def test_a_deep_sigmoid_stands_still() -> None:
    (track,) = trained("Sigmoid stands still", 60)
    assert track.moved[0] == 0  # steps of 1e-17 change no float32 number
    assert track.gradient[:, 0].max() < 1e-10
    assert track.moved[-1] > 1e-3
    assert track.score[-1] < 0.6


def test_residual_to_the_rescue() -> None:
    plain, residual = measured("Residual to the rescue")
    assert plain.arriving[0] < 1e-8
    assert residual.arriving[0] > 1e-2
    plain, residual = trained("Residual to the rescue", 240)
    assert plain.train_loss[-1] > 0.99 * plain.train_loss[0]
    assert residual.score[-1] > 0.9


def test_clipping_saves_a_run() -> None:
    wild, clipped = trained("Clipping saves a run", 240)
    assert wild.lost
    assert len(wild.gradient) < 10
    assert clipped.lost is None
    assert clipped.length.max() > 100  # there was something to clip
    assert clipped.train_loss[-1] < 0.01 * clipped.train_loss[0]
    assert clipped.score[-1] > 0.7  # where it generalises to hangs on roundings: 0.82 to 0.96 seen


def test_dead_relus() -> None:
    relu, leaky = measured("Dead ReLUs")
    assert relu.dead[-1] > 0.5
    assert not leaky.dead.any()
    # Too large steps kill units for good. Two layers: with more, rounding would decide the rest.
    relu, leaky = trained("Dead ReLUs", 300)
    assert relu.silent[0].mean() < 0.05
    assert relu.silent[-1].mean() > 0.25
    assert leaky.silent[-1].mean() < 0.05
    assert relu.score[-1] > 0.95
    assert leaky.score[-1] > 0.95


def test_saturated_tanh() -> None:
    wild, xavier = measured("Saturated tanh")
    assert wild.saturated[5:].min() > 0.4
    assert not xavier.saturated.any()


def test_a_hundred_layers() -> None:
    bare, fixed = measured("A hundred layers")
    assert len(bare.arriving) == 100
    assert bare.arriving[0] < SMALLEST
    assert SMALLEST < fixed.arriving[0] < LARGEST
    assert abs(fixed.behind) < 2


def test_the_ladder_ends_where_the_deep_sigmoid_cannot_follow() -> None:
    run = Run(ladder(PRESETS[LADDER]["Twenty layers"]))
    while run.step < 160:
        run.advance()
    rungs = {track.name: track for track in run.frame().tracks}
    bare, all_fixes = rungs["deep sigmoid"], rungs["all fixes"]
    assert bare.score[-1] < 0.6
    assert all_fixes.score[-1] > 0.95
    assert bare.gradient[-1, 0] < 1e-10
    # Each fix alone brings more of the gradient to the first layer, and He's init by itself little.
    for name in ("ReLU", "He init", "layer normalisation", "residual"):
        assert rungs[name].gradient[0, 0] > 10 * bare.gradient[0, 0]
    assert rungs["He init"].score[-1] < 0.6


@pytest.mark.parametrize("name", PRESETS[HAND])
def test_chains(name: str) -> None:
    made = chain(PRESETS[HAND][name])
    first, last = abs(made.by_hand[0]), abs(made.error)
    promised = {
        "Five sigmoids": 0 < first < last * 0.25**5,
        "Eight sigmoids": 0 < first < last * 0.25**8,
        "ReLU lets it through": first == last > 0,
        "Large weights": first == pytest.approx(last * 2**8),
        "Saturated": made.slopes.max() < 0.1,
        "A dead ReLU": first == 0 < last,
    }
    assert promised[name]
