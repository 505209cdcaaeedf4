"""The sentences of Slow motion, Latent space and Comparison, beside independent computations."""

from __future__ import annotations

import copy
import os
import re
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from core.gans import comparison, latent_space, slow_motion
from core.gans.losses import LOSSES
from core.gans.settings import UNIFORM, Settings
from tests.core.gans import oracle
from tests.core.gans.games import Quick, quick
from tests.strategies import any_settings

MANY = 100 if "NIGHTLY" in os.environ else 5
SWEEP = settings(max_examples=MANY, phases=(Phase.generate,))  # smaller games are no clearer
NUMBER = re.compile(r"−?-?\d[\d,]*\.?\d*(?:e-?\d+)?")


def numbers(text: str) -> list[float]:
    return [float(one.replace(",", "").replace("−", "-")) for one in NUMBER.findall(text)]


def gradient_norm(loss: torch.Tensor, network: torch.nn.Module) -> float:
    slopes = torch.autograd.grad(loss, list(network.parameters()), retain_graph=True)
    return float(torch.cat([slope.flatten() for slope in slopes]).norm())


@SWEEP
@given(chosen=any_settings(Settings), iterations=st.integers(0, 12))
def test_slow_motion_says_the_numbers_of_that_iteration(chosen: Settings, iterations: int) -> None:
    run = quick(chosen)
    for _ in range(iterations):
        if not run.finished:
            run.advance()
    game, draws = copy.deepcopy(run.game), run.draws.clone_state()
    moments = {moment.title: moment.sentence for moment in slow_motion.walk(run)}
    loss, label = LOSSES[chosen.loss], 1 - chosen.smoothing
    close = {"rel": 0.02, "abs": 0.006}

    real = run.distribution.sample(run.settings.batch, draws)
    fake = game.make(game.noise(run.settings.batch)).detach()
    middle = fake.mean(dim=0).tolist()
    assert numbers(moments["G makes points"]) == pytest.approx(middle, abs=0.006)
    if not (chosen.penalty or loss.penalty):
        raw = game.discriminate(real, fake)
        wanted = oracle.discriminator_loss(chosen.loss, *raw, label)
        said = numbers(moments["D's loss and gradient"])
        assert said[0] == pytest.approx(wanted.item(), **close)
        assert said[1] == pytest.approx(gradient_norm(wanted, game.discriminator), **close)
    run.advance()
    if run.finished:
        return
    said = moments["G steps"]
    assert ("%" in said) == (chosen.loss in ("minimax", "non-saturating", "least squares"))
    if "%" in said:
        assert all(0 <= number <= 100 for number in numbers(said)[1:])
    more = run.settings.discriminator_steps - 1
    assert (f"then {more} more step" in moments["D steps"]) == (more > 0)


@SWEEP
@given(
    chosen=any_settings(Settings),
    ends=any_settings(latent_space.Ends),
    iterations=st.integers(0, 9),
)
def test_a_path_is_told_as_it_is(
    chosen: Settings, ends: latent_space.Ends, iterations: int
) -> None:
    run = quick(chosen)
    for _ in range(iterations):
        if not run.finished:
            run.advance()
    walked = latent_space.path(run, ends)
    text = "\n".join(latent_space.words(walked, run))
    assert not re.search(r"\b(nan|inf)\b", text)

    share = np.linspace(0, 1, 41)[:, None]
    line = (1 - share) * [ends.from_z1, ends.from_z2] + share * [ends.to_z1, ends.to_z2]
    used = min(2, chosen.noise_dimension)
    noise = torch.zeros(41, chosen.noise_dimension)
    noise[:, :used] = torch.from_numpy(line[:, :used])
    with torch.no_grad():
        points = run.game.shown(noise).numpy().astype(float)
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    assert numbers(text)[0] == pytest.approx(steps.sum(), rel=1e-3, abs=0.006)
    data = run.distribution
    if data.known and not data.side:
        ways = cdist(points, data.centres)
        off = ways.min(axis=1) > 3 * data.spread
        told = int(re.search(r"along the path, (\d+) lie", text).group(1))
        assert abs(told - off.sum()) <= 1  # a point on the border
        visited = len(set(ways.argmin(axis=1)[~off])) if data.modes else 0
        if "The path visits" in text:
            assert int(re.search(r"visits (\d+) modes", text).group(1)) == visited
            assert visited > 1
            between = off[:-1] | off[1:]
            times = steps[between].mean() / steps[~between].mean()
            told = float(re.search(r"are ([\d.]+) times as long", text).group(1))
            assert told == pytest.approx(times, rel=0.03, abs=0.06)
    outside = chosen.noise == UNIFORM and np.abs(line[:, :used]).max() > 1
    assert ("lies outside the square" in text) == outside
    assert f"trained for {run.step:,} iterations" in text
    assert ("z2 has no effect" in text) == (chosen.noise_dimension == 1)


@SWEEP
@given(chosen=any_settings(comparison.ComparisonSettings), iterations=st.integers(0, 45))
def test_two_games_are_compared_as_they_are(
    chosen: comparison.ComparisonSettings, iterations: int
) -> None:
    pair = comparison.Comparison(chosen)
    pair.games = tuple(Quick(replace(one, batch=32)) for one in chosen.games())
    for _ in range(iterations):
        pair.advance()
    frame, floor = pair.frame(), pair.games[0].floor
    noise = floor.wasserstein_high - floor.wasserstein
    said = comparison.words(frame, noise)
    if not iterations:
        assert "Press Play" in said[0]
        return
    a, b = frame.a.history, frame.b.history
    assert a.step[-1] == b.step[-1] == iterations
    window = slice(-6, None)
    means = [
        np.mean(getattr(one, name)[window])
        for name in ("discriminator_loss", "generator_loss")
        for one in (a, b)
    ]
    count = min(6, len(a))
    assert numbers(said[0])[:5] == pytest.approx([count, *means], abs=0.006)
    apart = max(abs(means[0] - means[1]), abs(means[2] - means[3]))
    varied = max(
        np.ptp(getattr(one, name)[window])
        for name in ("discriminator_loss", "generator_loss")
        for one in (a, b)
    )
    assert ("no more than within one game" in said[0]) == (apart <= varied)
    far = [float(np.mean(one.wasserstein[window])) for one in (a, b)]
    assert numbers(said[1])[:2] == pytest.approx(far, abs=0.006)
    assert ("is closer than" in said[1]) == (abs(far[0] - far[1]) > noise)
    if "is closer than" in said[1]:
        assert ("A is closer than B" in said[1]) == (far[0] < far[1])
    for game, letter in zip(pair.games, "ab", strict=True):
        found = getattr(frame, letter).coverage
        assert f"{found.covered}" in said[2]
        assert game.step == iterations
