"""The game as it is played: what a run promises, and what each preset shows on its own game."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.gans import narration
from core.gans.diagnosis import Sign
from core.gans.distributions import distribution
from core.gans.play import ROUND, Run
from core.gans.presets import BEATEN, CIRCLING, COLLAPSE, GRID, PRESETS, REMEDIES
from core.gans.remedies import FIXES, SPECTRAL, STATISTICS, WGAN_GP, fixed, left
from core.gans.settings import Settings, without_restart
from tests.core.gans.games import SMALL, played, same


def names(run: Run) -> list[str]:
    return [sign.name for sign in run.frame().signs]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"loss": "WGAN-GP", "noise": "uniform"},
        {"spectral": True, "statistics": True},
        {
            "average": 0.9,
            "noise_dimension": 1,
            "generator_optimiser": "SGD",
            "data": "checkerboard",
            "loss": "hinge",
            "discriminator_optimiser": "RMSprop",
        },
    ],
)
def test_the_same_settings_give_the_same_frames_and_looking_changes_nothing(more: dict) -> None:
    settings = replace(SMALL, **more)
    one, other = Run(settings), Run(settings)
    for _ in range(ROUND + 3):
        one.advance()
        other.advance()
        other.frame()
    assert same(one.frame(), other.frame())
    assert one.frame().nbytes < 50_000


def test_a_single_players_step_leaves_the_count_and_the_other_player_alone() -> None:
    run = Run(SMALL)
    before = run.frame()
    run.advance_discriminator()
    after = run.frame()
    assert (before.fake == after.fake).all()
    assert (before.map != after.map).any()
    run.advance_generator()
    assert (after.fake != run.frame().fake).any()
    assert (after.map == run.frame().map).all()
    assert run.step == 0
    assert run.edited


def test_a_knob_can_be_turned_on_the_way() -> None:
    faster = replace(SMALL, generator_rate=0.01, loss="hinge", average=0.9)
    assert without_restart(SMALL, faster)
    assert not without_restart(SMALL, replace(SMALL, spectral=True))
    run = played(SMALL, 5)
    run.retune(faster)
    assert run.game.generator_optimiser.param_groups[0]["lr"] == 0.01
    run.advance()
    assert run.edited
    assert run.step == 6


def test_what_overflows_stops_by_itself_and_says_so() -> None:
    wild = replace(
        SMALL,
        loss="least squares",
        generator_optimiser="SGD",
        discriminator_optimiser="SGD",
        discriminator_rate=0.1,
        generator_rate=0.1,
        discriminator_activation="softplus",
        discriminator_hidden=(128, 128, 128, 128),
        discriminator_steps=10,
    )
    run = played(wild, 60)
    assert "no longer a finite number" in run.finished
    frame = run.frame()
    assert np.isfinite(frame.fake).all()
    assert np.isfinite(frame.map.astype(float)).all()
    with pytest.raises(RuntimeError, match="Diverged"):
        run.advance()


def test_own_data_are_needed_where_they_are_asked_for() -> None:
    with pytest.raises(ValueError, match="own points"):
        Run(Settings(data="own points"))


def test_the_best_d_is_one_half_where_g_is_perfect() -> None:
    run = Run(SMALL)
    real = distribution("ring of 8", 0.1)
    drawn = real.sample(1000, run.draws).numpy()
    best, weight = run._painter._best(drawn)
    assert np.abs(best - 0.5)[weight > 0.05].mean() < 0.06
    nowhere = np.full_like(drawn, 50.0)
    best, weight = run._painter._best(nowhere)
    assert best[weight > 0.01].min() > 0.99


def test_the_first_preset_is_the_default_and_covers_the_ring() -> None:
    assert next(iter(PRESETS.values())) == Settings()
    run = played(Settings(), 1000)
    frame = run.frame()
    assert frame.coverage.covered == 8
    assert frame.coverage.good > 0.5
    assert frame.history.wasserstein[-1] < 0.4 * frame.history.wasserstein[0]
    assert any(
        "perfect sampler" in sentence
        for sentence in narration.about(frame, run.settings, run.floor)
    )


@pytest.mark.parametrize(
    ("preset", "seed", "most"),
    [(COLLAPSE, 0, 3), (COLLAPSE, 1, 3), (COLLAPSE, 2, 3), (GRID, 0, 6)],
)
def test_a_plain_gan_drops_modes_and_a_look_at_the_batch_recovers_them(
    preset: str, seed: int, most: int
) -> None:
    """Metz et al. 2017, table 1; Lin et al. 2018, table 2."""
    remedy = next(iter(REMEDIES[preset].values()))
    assert remedy.statistics
    plain = played(replace(PRESETS[preset], seed=seed), 500)
    helped = played(replace(remedy, seed=seed), 500)
    modes = plain.modes
    recent = slice(-5, None)
    assert plain.history.covered[recent].max() <= most
    assert COLLAPSE.lower() in names(plain)
    assert helped.history.covered[recent].max() >= modes / 2
    assert helped.history.wasserstein[recent].mean() < plain.history.wasserstein[recent].mean() / 2


def test_more_d_steps_recover_the_ring() -> None:
    run = played(PRESETS["↳ more D steps"], 400)
    assert run.history.covered[-4:].max() >= 7
    assert "mode collapse" not in names(run)


def test_a_d_that_is_too_strong_is_named_and_held_back() -> None:
    beaten = played(PRESETS[BEATEN], 450)
    assert names(beaten) == ["too strong discriminator"]
    assert np.median(beaten.history.generator_gradient[-4:]) < 0.05
    for name in REMEDIES[BEATEN]:
        helped = played(PRESETS[name], 450)
        assert "too strong discriminator" not in names(helped), name
        assert np.median(helped.history.generator_gradient[-4:]) > 0.05, name
        assert helped.history.wasserstein[-4:].mean() < beaten.history.wasserstein[-4:].mean(), name


def test_oscillation_is_named_and_calmed() -> None:
    circling = played(PRESETS[CIRCLING], 500)
    assert names(circling) == ["oscillation"]
    calmer = played(PRESETS["↳ statistics"], 500)
    assert "oscillation" not in names(calmer)
    assert np.median(calmer.history.drift[-6:]) < np.median(circling.history.drift[-6:]) / 2


def test_a_fix_turns_its_own_knobs_and_says_nothing_of_what_is_in_use() -> None:
    own = Settings(data="own points", seed=3, batch=16, discriminator_steps=7)
    for name, knobs in FIXES.items():
        helped = fixed(own, name)
        assert {**vars(helped), **{knob: getattr(own, knob) for knob in knobs}} == vars(own)
        assert not left(helped, [name])
    assert left(own, FIXES) == (STATISTICS, SPECTRAL, WGAN_GP), "seven steps are no fewer than five"
    run = played(SMALL, 5)
    frame = replace(run.frame(), signs=(Sign("oscillation", "It circles.", (STATISTICS,)),))
    assert (
        narration.sign_sentence(frame, SMALL)
        == "It circles. Possible remedies: minibatch statistics."
    )
    assert "already on" in narration.sign_sentence(frame, fixed(SMALL, STATISTICS))


def test_every_remedy_among_the_presets_is_a_fix_of_its_trouble() -> None:
    for trouble, remedies in REMEDIES.items():
        fixes = [fixed(PRESETS[trouble], name) for name in left(PRESETS[trouble], FIXES)]
        assert all(remedy in fixes for remedy in remedies.values()), trouble
