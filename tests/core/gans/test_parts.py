"""Losses, penalties, networks and distributions of the game, against torch and closed forms."""

from __future__ import annotations

import copy
import re
import subprocess
import sys

import numpy as np
import pytest
import torch
from torch.nn import functional
from torch.nn.utils import parametrizations

from core.gans import export
from core.gans.distributions import SHAPES, SPAN, distribution, fitted, of_points
from core.gans.frame import believed
from core.gans.game import Game
from core.gans.losses import LOSSES, r1_penalty, slope_penalty
from core.gans.network import MinibatchStatistics, SpectralLinear, build
from core.gans.play import Run
from core.gans.settings import Settings


def stream(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


REAL, FAKE = torch.randn(50, 1, generator=stream(1)), torch.randn(50, 1, generator=stream(2))


@pytest.mark.parametrize("label", [1.0, 0.8])
def test_cross_entropy_is_torchs(label: float) -> None:
    wanted = functional.binary_cross_entropy_with_logits(
        REAL, torch.full_like(REAL, label)
    ) + functional.binary_cross_entropy_with_logits(FAKE, torch.zeros_like(FAKE))
    for name in ("minimax", "non-saturating"):
        torch.testing.assert_close(LOSSES[name].discriminator(REAL, FAKE, label), wanted)
    ones = torch.ones_like(FAKE)
    fooled = functional.binary_cross_entropy_with_logits(FAKE, ones)
    torch.testing.assert_close(LOSSES["non-saturating"].generator(FAKE), fooled)
    caught = -functional.binary_cross_entropy_with_logits(FAKE, 1 - ones)
    torch.testing.assert_close(LOSSES["minimax"].generator(FAKE), caught)


def test_least_squares_is_torchs() -> None:
    wanted = functional.mse_loss(REAL, torch.ones_like(REAL)) + functional.mse_loss(
        FAKE, torch.zeros_like(FAKE)
    )
    torch.testing.assert_close(LOSSES["least squares"].discriminator(REAL, FAKE, 1.0), wanted / 2)


def test_where_d_is_sure_minimax_is_flat_and_the_others_are_not() -> None:
    sure = torch.full((1, 1), -8.0, requires_grad=True)
    slopes = {}
    for name, loss in LOSSES.items():
        (slope,) = torch.autograd.grad(loss.generator(sure), sure)
        slopes[name] = abs(slope.item())
    assert slopes.pop("minimax") < 0.001
    assert min(slopes.values()) > 0.9


def test_penalties_of_a_plane_are_known() -> None:
    plane = torch.tensor([[3.0], [4.0]])  # slope 5 everywhere
    points = torch.randn(20, 2, generator=stream())
    mix = torch.rand(20, 1, generator=stream())
    found = slope_penalty(lambda x: x @ plane, points, points + 1, mix)
    assert found.item() == pytest.approx((5 - 1) ** 2, rel=1e-5)
    assert r1_penalty(lambda x: x @ plane, points).item() == pytest.approx(25 / 2, rel=1e-5)


def test_spectral_norm_is_torchs() -> None:
    layer = SpectralLinear(5, 4, stream())
    plain = torch.nn.Linear(5, 4)
    plain.load_state_dict({"weight": layer.weight.detach().clone(), "bias": layer.bias.detach()})
    theirs = parametrizations.spectral_norm(plain)
    x = torch.randn(8, 5, generator=stream(3))
    for _ in range(60):  # both come to the same largest singular value, whatever they begin at
        ours, other = layer(x), theirs(x)
    torch.testing.assert_close(ours, other, rtol=1e-4, atol=1e-5)
    weight = layer.weight.detach()
    layer.eval()
    before = layer.u.clone()
    stretched = torch.linalg.matrix_norm(weight / torch.linalg.matrix_norm(weight, 2), 2)
    torch.testing.assert_close(
        layer(torch.eye(5)) - layer.bias,
        (weight / torch.linalg.matrix_norm(weight, 2)).T,
        rtol=1e-3,
        atol=1e-4,
    )
    assert stretched.item() == pytest.approx(1, rel=1e-5)
    assert torch.equal(layer.u, before)


def test_minibatch_statistics_are_each_batchs_own() -> None:
    layer = MinibatchStatistics()
    one, other = torch.randn(30, 3, generator=stream()), torch.zeros(30, 3)
    layer.groups = 2
    first, second = layer(torch.cat([one, other])).split(30)
    torch.testing.assert_close(first[:, 3:], one.std(dim=0, correction=0).expand(30, 3))
    assert second[:, 3:].max() < 0.001
    torch.testing.assert_close(first[:, :3], one)


def test_first_weights_come_from_the_seed_alone() -> None:
    torch.randn(3)  # what others draw from the shared stream changes nothing
    one, other = (build((2, 8, 1), "ReLU", stream(4), spectral=True) for _ in range(2))
    for a, b in zip(one.state_dict().values(), other.state_dict().values(), strict=True):
        assert torch.equal(a, b)


# --- Distributions -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHAPES)
def test_a_density_adds_up_to_one_and_is_where_the_points_are(name: str) -> None:
    data = distribution(name, 0.15)
    axis = np.linspace(-4.5, 4.5, 300)
    cell = (axis[1] - axis[0]) ** 2
    for blur in (0.0, 0.15):
        density = data.density(axis, axis, blur)
        assert density.sum() * cell == pytest.approx(1, abs=0.02)
    points = data.sample(4000, stream()).numpy()
    assert np.abs(points).max() < SPAN[1] + 0.5
    x, y = np.meshgrid(axis, axis)
    for along, grid in ((0, x), (1, y)):
        mean = (density * grid).sum() * cell
        assert points[:, along].mean() == pytest.approx(mean, abs=0.12)


def test_own_points_stay_where_they_are_or_are_refused() -> None:
    points = np.random.default_rng(0).uniform(0.1, 0.4, (40, 2)).astype(np.float32)
    data = of_points(points, "own points")
    np.testing.assert_array_equal(data.centres, points)
    assert not data.known
    with pytest.raises(ValueError, match="is unknown"):
        data.density(np.zeros(2), np.zeros(2))
    with pytest.raises(ValueError, match="at least 10"):
        of_points(points[:5], "own points")
    with pytest.raises(ValueError, match="the same"):
        of_points(np.ones((12, 2), np.float32), "own points")


@pytest.mark.parametrize(("scale", "offset"), [(1, 0), (1, 1.7e9), (1e6, -40), (1.7e308, 0)])
def test_a_tables_columns_both_fill_the_picture(scale: float, offset: float) -> None:
    """Such as an age and an income: by one scale for both, their cloud would be a line."""
    one = np.random.default_rng(0).uniform(-1, 1, (40, 2))
    table = one * [1, scale] + [0, offset]
    found, columns = fitted(table, ("age", "income"))
    for column, places, numbers in zip(columns, found.T, table.T, strict=True):
        np.testing.assert_allclose(column.numbers(places), numbers, rtol=1e-6, atol=1e-6 * scale)
    np.testing.assert_allclose(found.min(axis=0), -2.5, rtol=1e-6)
    np.testing.assert_allclose(found.max(axis=0), 2.5, rtol=1e-6)
    np.testing.assert_allclose(fitted(table * [1, 0], ("age", "income"))[0][:, 1], 0)
    assert len(np.unique(of_points(found, "own table").centres[:, 1])) == 40


# --- Game --------------------------------------------------------------------------------------


def test_each_player_moves_alone() -> None:
    game = Game(Settings(batch=32, average=0.9), width=2)
    real = torch.randn(32, 2, generator=stream())

    def weights() -> list[list[torch.Tensor]]:
        return [[p.detach().clone() for p in net.parameters()] for net in game.networks.values()]

    def moved(one: list, other: list) -> list[bool]:
        return [
            any(not torch.equal(a, b) for a, b in zip(*nets, strict=True))
            for nets in zip(one, other, strict=True)
        ]

    start = weights()
    game.discriminator_step(real)
    after_d = weights()
    game.generator_step()
    after_g = weights()
    assert moved(start, after_d) == [False, True, False]  # generator, discriminator, average
    assert moved(after_d, after_g) == [True, False, True]
    for average, before, now in zip(after_g[2], after_d[2], after_g[0], strict=True):
        torch.testing.assert_close(average, 0.9 * before + 0.1 * now)


@pytest.mark.parametrize("loss", LOSSES)
def test_the_arrows_are_the_slope_of_the_chosen_loss(loss: str) -> None:
    """A small step of a point along its arrow lowers the generator's loss by the slope's length."""
    game = Game(Settings(loss=loss, discriminator_activation="tanh"), width=2)
    points = torch.randn(6, 2, generator=stream())
    gradient = game.generator_gradient(points)
    small = 1e-2 / gradient.norm(dim=1).max()

    def score(at: torch.Tensor) -> float:
        with torch.no_grad():
            return game.loss.generator(game.discriminate(at)[0]).item()

    gained = score(points - small * gradient) - score(points + small * gradient)
    wanted = 2 * small * gradient.square().sum() / len(points)
    assert gained == pytest.approx(wanted.item(), rel=0.05, abs=1e-6)


def test_company_decides_what_minibatch_statistics_say() -> None:
    game = Game(Settings(statistics=True), width=2)
    points = torch.randn(40, 2, generator=stream())
    together = game.discriminate(points)[0]
    torch.testing.assert_close(game.discriminate_among(points, points), together)
    assert not torch.allclose(game.discriminate_among(points, points * 0.01), together)
    assert torch.equal(game.discriminate(points)[0], together)


def test_what_d_thinks_lies_between_fake_and_real() -> None:
    raw = np.linspace(-5, 5, 11)
    for loss in LOSSES:
        thought = believed(raw, loss)
        assert (np.diff(thought) >= 0).all()
        assert 0 <= thought.min() < thought.max() <= 1
    np.testing.assert_allclose(believed(raw, "minimax"), torch.from_numpy(raw).sigmoid())


# --- The program -------------------------------------------------------------------------------


@pytest.mark.parametrize("label", [0.0, 0.2])
@pytest.mark.parametrize("loss", LOSSES)
def test_losses_in_the_program_are_those_that_ran(loss: str, label: float) -> None:
    smoothing = label if LOSSES[loss].smooths else 0.0
    settings = Settings(loss=loss, smoothing=smoothing)
    names = {"F": functional, "on_real": REAL, "on_fake": FAKE}
    written = re.search(r" loss = (.+)[^$]+ generator_loss = (.+)", export.script(Run(settings)))
    discriminator, generator = (eval(text, dict(names)) for text in written.groups())
    torch.testing.assert_close(discriminator, LOSSES[loss].discriminator(REAL, FAKE, 1 - smoothing))
    torch.testing.assert_close(generator, LOSSES[loss].generator(FAKE))


def test_the_program_runs_by_itself() -> None:
    busy = Settings(loss="WGAN-GP", spectral=True, statistics=True, batch=16, noise="uniform")
    text = export.script(Run(busy)).replace(
        "ITERATIONS, BATCH, D_STEPS = 2000", "ITERATIONS, BATCH, D_STEPS = 40"
    )
    text = text.replace("% 200", "% 20")
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "of 8 modes" in done.stdout


def test_the_program_begins_with_the_games_networks_and_first_weights() -> None:
    run = Run(Settings(statistics=True))
    names: dict = {}
    exec(export.script(run).replace("_STEPS = 2000", "_STEPS = 0"), names)
    assert "-0" not in export.script(run).split('"""')[3]
    for player in ("generator", "discriminator"):
        ours = list(getattr(run.game, player).parameters())
        theirs = list(names[player].parameters())
        assert [one.shape for one in ours] == [one.shape for one in theirs]
        assert theirs[2].std().item() == pytest.approx(ours[2].std().item(), rel=0.1)
        assert not theirs[1].any()


def test_every_program_can_be_read() -> None:
    for settings in (
        Settings(),
        Settings(data="checkerboard", penalty=1.0),
        Settings(data="line", generator_hidden=()),
        Settings(data="spiral", discriminator_hidden=(), statistics=True, smoothing=0.1),
    ):
        compile(export.script(Run(settings)), "game.py", "exec")


def test_a_copy_of_a_game_goes_its_own_way() -> None:
    game = Game(Settings(batch=16), width=2)
    real = torch.randn(16, 2, generator=stream())
    game.discriminator_step(real)
    before = [p.detach().clone() for p in game.discriminator.parameters()]
    other = copy.deepcopy(game)
    assert torch.equal(other.noise(3), game.noise(3))
    other.discriminator_step(real)
    for a, b in zip(before, game.discriminator.parameters(), strict=True):
        assert torch.equal(a, b)
