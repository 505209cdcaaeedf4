"""Every sentence of the view Play, over random settings, beside an independent computation."""

from __future__ import annotations

import os
import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from core.gans import narration
from core.gans.diagnosis import RECENT, STALLED, Sign, signs
from core.gans.distributions import SHAPES, distribution
from core.gans.evaluate import evaluator_for
from core.gans.frame import Frame
from core.gans.history import History
from core.gans.play import Run
from core.gans.remedies import COLLAPSE, FIXES, OSCILLATION, STRONG, helpful, record
from core.gans.settings import Settings
from core.nn.random_streams import generator
from tests.core.gans import oracle
from tests.core.gans.games import SMALL, quick
from tests.strategies import any_settings

MANY = 100 if "NIGHTLY" in os.environ else 6


@settings(max_examples=MANY, phases=(Phase.generate,))  # smaller games are no clearer
@given(chosen=any_settings(Settings), iterations=st.integers(0, 80), alone=st.integers(0, 2))
def test_every_sentence_says_what_is_so_now(chosen: Settings, iterations: int, alone: int) -> None:
    run = quick(chosen)
    fresh = generator(chosen.seed, "fresh")
    for _ in range(iterations):
        if run.finished:
            break
        fresh = run._fresh.clone_state()  # what a measurement at the end of this step draws from
        run.advance()
    for _ in range(0 if run.finished else alone):
        run.advance_discriminator()
    if run._measured != (run.step, run.updates):
        fresh = run._fresh.clone_state()
    frame = run.frame()
    said = narration.about(frame, run.floor)
    text = "\n".join(said)
    assert not re.search(r"\b(nan|inf)\b|1 of 1 modes|\b0 of 0\b", text)
    if run.finished:  # the picture is that of an earlier measurement
        return
    assert frame.history.step[-1] == frame.step
    check_measures(run, frame, fresh)
    check_distances(run, frame, text)
    check_signs(run, frame)
    check_claims(run, frame, text)


def check_measures(run: Run, frame: Frame, fresh: torch.Generator) -> None:
    """All of the last measurement, from points drawn anew."""
    now = {name: float(values[-1]) for name, values in vars(frame.history).items()}
    fake, real = oracle.fresh_points(run, fresh), run.evaluator.real
    a, b = fake.numpy().astype(float), real.numpy().astype(float)
    close = {"rel": 2e-3, "abs": 2e-4}
    assert now["wasserstein"] == pytest.approx(oracle.sliced(a, b), **close)
    assert now["mmd"] == pytest.approx(oracle.discrepancy(a, b), **close)
    spread = np.sqrt(a.var(axis=0).sum() / b.var(axis=0).sum())
    assert now["variety"] == pytest.approx(spread, **close)
    if run.modes:
        covered, good = oracle.near_modes(a, run.distribution)
        assert abs(now["covered"] - covered) <= 1  # a point on the border
        assert now["good"] == pytest.approx(good, abs=0.005)
    if run.settings.spectral or frame.step % run.round == 0:
        return  # at a round's end, D's norms went on while it was measured
    on_real, on_fake = oracle.outputs(run, real, fake)
    middle = (on_real.mean() + on_fake.mean()) / 2
    border = {"least squares": 0.5, "WGAN-GP": middle}.get(run.settings.loss, 0.0)
    right = (on_real > border).float().mean().item(), (on_fake < border).float().mean().item()
    assert (now["real_accuracy"], now["fake_accuracy"]) == pytest.approx(right, abs=0.005)
    slope = oracle.slopes(run, fake).median().item()
    assert now["generator_gradient"] == pytest.approx(slope, rel=0.01, abs=1e-5)
    if run.settings.loss == "WGAN-GP":
        gap = (on_real.mean() - on_fake.mean()).item()
        assert now["score_gap"] == pytest.approx(gap, rel=0.01, abs=1e-4)
        assert now["earth_mover"] == pytest.approx(oracle.exact(a, b), rel=1e-3)


def check_distances(run: Run, frame: Frame, text: str) -> None:
    """The numbers in the sentence are those of the frame."""
    now = frame.history
    assert f"distance is {now.wasserstein[-1]:.3f} (for a perfect sampler" in text
    assert f"squared MMD is {now.mmd[-1]:.4f}".replace(" is", "") in text.replace(" is", "")
    assert ("modes have a point" in text) == (run.modes > 1)
    assert ("of the points lie within 3 standard deviations of the centre" in text) == (
        run.modes == 1
    )


def check_signs(run: Run, frame: Frame) -> None:
    """Each name by its own rule, from the measurements alone."""
    history, floor = frame.history, run.floor
    names = {sign.name for sign in frame.signs}
    count = len(history)
    if count < 6:
        assert names == {"too early to tell"}
        return
    window = min(RECENT, count // 2)
    far, good = history.wasserstein, history.good / floor.good
    before, now = np.median(far[-2 * window : -window]), np.median(far[-window:])
    falls = before - now > max(0.1 * before, floor.wasserstein_high - floor.wasserstein)
    right = min(
        np.median(history.real_accuracy[-window:]), np.median(history.fake_accuracy[-window:])
    )
    assert (STRONG in names) == (right >= 0.9 and not falls and now >= 2.5 * floor.wasserstein)
    times = max(far[-1], now) / floor.wasserstein
    if "close to the data" in names:
        assert times < 2.5
        assert not run.modes or min(good[-1], np.median(good[-window:])) > 0.4
    if "getting closer" in names:
        assert falls
    if "not getting closer" in names:
        assert not falls
    if OSCILLATION in names:
        x, y = history.centre_x[-window:], history.centre_y[-window:]
        way = np.hypot(np.diff(x), np.diff(y)).sum()
        assert np.hypot(x[-1] - x[0], y[-1] - y[0]) <= way / 2
        assert now >= 2 * floor.wasserstein
    if COLLAPSE in names:
        few = run.modes > 1 and history.covered[-window:].max() <= 0.9 * run.modes
        assert np.median(history.variety[-window:]) < 0.5 or few


def check_claims(run: Run, frame: Frame, text: str) -> None:
    """What is said of the gradient, of the best D, of the losses and of WGAN-GP's scores."""
    chosen, now = run.settings, frame.history
    stands = "do not mean that G stands still" in text
    assert stands == (chosen.generator_optimiser != "SGD")
    known = run.distribution.known and chosen.loss != "WGAN-GP"
    assert ("The dots mark where p = q" in text) == known
    narrower = chosen.spread < 0.15 and chosen.data != "checkerboard"
    assert ("more than the data's own spread" in text) == (known and narrower)
    assert ("the best D" in text) == (known and chosen.loss != "hinge")
    bounded = chosen.penalty > 0 or chosen.spectral or chosen.statistics
    assert ("the best D without" in text) == (known and chosen.loss != "hinge" and bounded)
    if chosen.loss != "WGAN-GP":
        return
    gap, exact = float(now.score_gap[-1]), float(now.earth_mover[-1])
    assert ("about the same" in text) == (abs(gap - exact) <= 0.1 * exact)
    assert (f"{gap / exact:.1f} times as much" in text) == (gap > 1.1 * exact)
    assert ("which is larger" in text) == (gap < 0.9 * exact)
    steep = "slope is above 1 somewhere" in text
    assert steep == (gap > 1.1 * exact and not chosen.statistics)


def test_adam_moves_g_however_flat_the_loss_is() -> None:
    """On two moons with minimax and spectral norm, G learns from gradients near 0."""
    chosen = Settings(data="two moons", loss="minimax", spectral=True, seed=0)
    run = Run(chosen)
    for _ in range(600):
        run.advance()
    frame = run.frame()
    assert frame.history.wasserstein[-1] < 0.5 * frame.history.wasserstein[0]
    text = "\n".join(narration.about(frame, run.floor))
    assert "hardly" not in text
    assert "learns nothing" not in text
    assert "do not mean that G stands still" in text
    assert "Too strong" not in text


@pytest.mark.parametrize("alone", ["advance_discriminator", "advance_generator"])
def test_a_single_step_is_measured(alone: str) -> None:
    run = Run(replace(SMALL, discriminator_rate=0.1, generator_rate=0.1))
    before = run.frame().history
    getattr(run, alone)()
    after = run.frame().history
    assert after.step[-1] == 0
    if alone == "advance_discriminator":
        assert after.real_accuracy[-1] != before.real_accuracy[-1]
        assert after.wasserstein[-1] != before.wasserstein[-1]  # other points, of the same G
    else:
        assert after.wasserstein[-1] != before.wasserstein[-1]
    assert np.isfinite([after.discriminator_loss[-1], after.generator_loss[-1]]).all()


def test_a_frame_keeps_the_settings_that_it_was_played_with() -> None:
    run = Run(replace(SMALL, loss="minimax"))
    run.advance()
    early = run.frame()
    run.retune(replace(run.settings, loss="hinge"))
    run.advance()
    late = run.frame()
    assert early.settings.loss == "minimax"
    assert not early.edited
    assert late.settings.loss == "hinge"
    assert late.edited
    assert "not probabilities" not in "\n".join(narration.about(early, run.floor))
    assert "not probabilities" in "\n".join(narration.about(late, run.floor))


def test_close_is_said_only_where_the_points_are_close_now() -> None:
    run = Run(SMALL)
    history = run.frame().history
    rows = {name: np.repeat(values[-1:], 20) for name, values in vars(history).items()}
    rows["wasserstein"] = np.full(20, 1.5 * run.floor.wasserstein, np.float32)
    rows |= {name: np.full(20, 0.9, np.float32) for name in ("good", "variety")}
    rows["covered"] = np.full(20, 8, np.float32)
    (close,) = signs(History(**rows), run.floor, 8)
    assert close.name == "close to the data"
    rows["wasserstein"] = rows["wasserstein"].copy()
    rows["wasserstein"][-1] = 4.1 * run.floor.wasserstein
    (far,) = signs(History(**rows), run.floor, 8)
    assert far.name == STALLED
    assert "the distance is 4.1 times" in far.sentence


def test_19_of_20_new_samples_of_a_perfect_sampler_stay_below_the_high_value() -> None:
    shares = []
    for name in SHAPES:
        data = distribution(name, 0.1)
        evaluator, floor = evaluator_for(data)
        rng = torch.Generator().manual_seed(5)
        drawn = [evaluator.distances(data.sample(500, rng)) for _ in range(60)]
        shares.append(np.mean(np.array(drawn) > [floor.wasserstein_high, floor.mmd_high]))
    assert 0.02 < np.mean(shares) < 0.08


def test_remedies_are_named_with_their_record() -> None:
    for trouble in (COLLAPSE, STRONG, OSCILLATION):
        named = helpful(trouble)
        assert named, trouble
        for fix in FIXES:
            helped, count = record(trouble, fix)
            assert (fix in named) == (helped >= 2 / 3 * count > 0)
    frame = replace(Run(SMALL).frame(), signs=(Sign(COLLAPSE, "It fell.", helpful(COLLAPSE)),))
    text = narration.sign_sentence(frame)
    for fix in helpful(COLLAPSE):
        helped, count = record(COLLAPSE, fix)
        assert f"{fix} ({helped} of {count})" in text
