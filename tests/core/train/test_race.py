"""Every member of a race is the run of its settings; standings and maps are theirs together."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from core.data.datasets import from_points
from core.data.preprocessing import feature_plane
from core.nn.activations import ACTIVATIONS
from core.nn.batched import BatchedDropout, FlatParameters, batched
from core.nn.initialisers import INITIALISERS
from core.nn.optimisers import OPTIMISERS
from core.nn.random_streams import generator
from core.train import Race, RaceSettings, Run, Settings
from core.train.network import build
from core.train.race_frame import RACE_MAP_SIZE, RaceRecorder

BASE = Settings(samples=60, hidden=(8, 6), batch_size=10, epochs=50)
TWO = RaceSettings(activations=("ReLU", "tanh"), seeds=2)


def race_to(epoch: int, settings: Settings, race: RaceSettings = TWO, dataset=None) -> Race:
    running = Race(settings, race, dataset)
    while running.epoch < epoch and not running.finished:
        running.advance()
    return running


def run_to(epoch: int, settings: Settings, dataset=None) -> Run:
    run = Run(settings, dataset)
    while run.epoch < epoch and not run.finished:
        run.advance()
    return run


# --- Members are runs -----------------------------------------------------------------------------

OVER = {
    "activations": RaceSettings(activations=tuple(ACTIVATIONS), seeds=2),
    "optimisers": RaceSettings("optimiser", optimisers=tuple(OPTIMISERS), seeds=2),
    "initial weights": RaceSettings("initialisation", initialisations=tuple(INITIALISERS), seeds=2),
    "learning rates": RaceSettings("learning rate", learning_rates=("0.001", "0.01", "0.03")),
}
CASES = {
    **{over: (BASE, race) for over, race in OVER.items()},
    **{
        f"{data}, {loss}": (replace(BASE, data=data, loss=loss), TWO)
        for data in ("moons", "three blobs", "many gaussians", "iris")
        for loss in ("cross-entropy", "hinge", "squared")
    },
    "dropout": (replace(BASE, dropout=0.3), TWO),
    "batch normalisation": (replace(BASE, normalisation="batch"), TWO),
    "layer normalisation": (replace(BASE, normalisation="layer"), TWO),
    "dropout after batch normalisation": (
        replace(BASE, dropout=0.3, normalisation="batch", optimiser="SGD", batch_size=20),
        TWO,
    ),
    "penalties": (replace(BASE, l1=0.001, l2=0.01), OVER["optimisers"]),
    "clipping": (replace(BASE, clipping=0.1), OVER["optimisers"]),
    "cosine": (replace(BASE, schedule="cosine"), OVER["learning rates"]),
    "a batch left over": (replace(BASE, train_share=55, batch_size=20), TWO),
    "all at once": (replace(BASE, batch_size=0), TWO),
    "activations of layers": (
        replace(BASE, layer_activations=("ReLU", "sigmoid")),
        OVER["initial weights"],
    ),
    "no hidden layer": (replace(BASE, hidden=()), OVER["optimisers"]),
}


@pytest.mark.parametrize("name", CASES)
def test_every_member_has_the_losses_of_its_run(name):
    race = race_to(3, *CASES[name])
    frame = race.frame()
    train = frame.train_loss.reshape(len(race.members), -1)
    validation = frame.validation_loss.reshape(len(race.members), -1)
    for member, settings in enumerate(race.members):
        history = run_to(3, settings).history
        np.testing.assert_allclose(train[member], history.train_loss, rtol=0, atol=1e-5)
        np.testing.assert_allclose(validation[member], history.validation_loss, rtol=0, atol=1e-5)


def test_members_go_by_variant_and_then_by_seed():
    race = Race(replace(BASE, seed=7), TWO)
    assert [(one.activation, one.seed) for one in race.members] == [
        ("ReLU", 7),
        ("ReLU", 8),
        ("tanh", 7),
        ("tanh", 8),
    ]
    frame = race.frame()
    assert (frame.variants, frame.seeds) == (("ReLU", "tanh"), (7, 8))
    assert frame.train_loss.shape == frame.validation_loss.shape == (2, 2, 1)


def test_own_data_race_with_other_splits():
    points = np.random.default_rng(0).normal(size=(40, 2))
    drawn = from_points(points, (points[:, 0] > 0).astype(int))
    settings = replace(BASE, data="own points")
    race = race_to(2, settings, TWO, drawn)
    history = run_to(2, race.members[3], drawn).history
    np.testing.assert_allclose(race.frame().train_loss[1, 1], history.train_loss, atol=1e-5)
    with pytest.raises(ValueError, match="own points"):
        Race(settings)


def test_without_hidden_layers_activations_cannot_race():
    with pytest.raises(ValueError, match="hidden layers"):
        Race(replace(BASE, hidden=()))


# --- Divergence -----------------------------------------------------------------------------------

FALLING = replace(BASE, data="many gaussians", optimiser="SGD", activation="identity", clipping=0.0)


def test_a_diverged_member_is_named_and_the_others_go_on():
    race = race_to(
        50, FALLING, RaceSettings("learning rate", learning_rates=("0.01", "10"), seeds=2)
    )
    frame = race.frame()
    assert "50 epochs" in frame.finished
    assert (frame.diverged_in[0] == -1).all()
    last, wild = frame.standings
    assert (last.variant, last.diverged, wild.variant, wild.diverged) == ("0.01", 0, "10", 2)
    assert math.isnan(wild.loss)
    assert np.isnan(frame.maps[1]).all()
    assert np.isfinite(frame.maps[0]).all()
    for seed, epoch in enumerate(frame.diverged_in[1]):
        assert np.isfinite(frame.validation_loss[1, seed, :epoch]).all()
        assert np.isnan(frame.validation_loss[1, seed, epoch:]).all()
        run = run_to(50, race.members[2 + seed])
        assert run.finished.startswith("Diverged")
        assert epoch == math.ceil(run.step / run.round)
    calm = run_to(50, race.members[0]).history.validation_loss
    np.testing.assert_allclose(frame.validation_loss[0, 0], calm, atol=1e-5)


def test_a_race_ends_when_all_have_diverged():
    race = race_to(50, FALLING, RaceSettings("learning rate", learning_rates=("10",), seeds=2))
    assert race.epoch < 50
    assert "All 2 runs have diverged" in race.finished
    with pytest.raises(RuntimeError, match="diverged"):
        race.advance()


# --- The picture ----------------------------------------------------------------------------------


def test_standings_are_means_and_spreads_over_the_seeds():
    frame = race_to(5, BASE).frame()
    assert [row.loss for row in frame.standings] == sorted(row.loss for row in frame.standings)
    for row in frame.standings:
        losses = frame.validation_loss[frame.variants.index(row.variant), :, -1]
        assert row.loss == pytest.approx(losses.mean())
        assert row.loss_spread == pytest.approx(losses.std(ddof=1))
        assert (row.seeds, row.diverged) == (2, 0)
    scores = {member.activation: [] for member in Race(BASE, TWO).members}
    for member in Race(BASE, TWO).members:
        scores[member.activation].append(run_to(5, member).history.validation_metric[-1])
    for row in frame.standings:
        assert row.metric == pytest.approx(np.mean(scores[row.variant]))
        assert row.metric_spread == pytest.approx(np.std(scores[row.variant], ddof=1))


def test_standings_put_the_diverged_last():
    recorder = RaceRecorder(("a", "b", "c"), seeds=2, epochs=0)
    losses = torch.tensor([0.1, 0.1, 0.5, 0.5, 0.3, 0.3])
    running = torch.tensor([True, False, True, True, True, True])
    recorder.append(losses, losses, losses, running=running)
    rows = recorder.standings()
    assert [row.variant for row in rows] == ["c", "b", "a"]
    assert (rows[-1].loss, rows[-1].loss_spread) == (pytest.approx(0.1), 0.0)


def members_of(race: Race, variant: int) -> list[Run]:
    seeds = len(race.seeds)
    return [run_to(race.epoch, race.members[variant * seeds + seed]) for seed in range(seeds)]


@pytest.mark.parametrize("data", ["moons", "many gaussians"])
def test_maps_are_means_over_the_seeds(data):
    race = race_to(3, replace(BASE, data=data))
    raw = race.plane.grid(RACE_MAP_SIZE)
    for variant, shown in enumerate(race.frame().maps):
        maps = []
        for run in members_of(race, variant):
            with torch.no_grad():
                opinion = run.objective.opinion(run.network(run.prepared.inputs(raw))).numpy()
            maps.append(opinion * run.prepared.target_scale + run.prepared.target_mean)
        np.testing.assert_allclose(shown.ravel(), np.mean(maps, axis=0), atol=1e-4)


def test_maps_of_more_classes_are_votes_of_the_seeds():
    race = race_to(3, replace(BASE, data="three blobs"), replace(TWO, seeds=3))
    frame, raw = race.frame(), race.plane.grid(RACE_MAP_SIZE)
    assert frame.maps is None
    for variant in range(2):
        answers = np.stack([run.predict(raw) for run in members_of(race, variant)])
        counts = np.stack([(answers == c).sum(axis=0) for c in range(3)])
        np.testing.assert_allclose(frame.map_votes[variant].ravel(), counts.max(axis=0) / 3)
        chosen = np.take_along_axis(counts, frame.map_classes[variant].reshape(1, -1), axis=0)
        assert np.array_equal(chosen[0], counts.max(axis=0))


def test_another_plane_changes_the_maps_alone():
    race = race_to(2, replace(BASE, data="iris"))
    before = race.frame()
    race.plane = feature_plane(race.prepared[0], 2, 3)
    after = race.frame()
    assert not np.array_equal(before.map_classes, after.map_classes)
    assert before.standings == after.standings


def test_taking_frames_does_not_change_a_race():
    chosen = replace(BASE, normalisation="batch", dropout=0.4)
    watched, alone = Race(chosen, TWO), Race(chosen, TWO)
    for _ in range(10):
        watched.advance()
        watched.frame()
        alone.advance()
    assert np.array_equal(watched.frame().maps, alone.frame().maps)
    assert watched.frame().standings == alone.frame().standings


def test_curves_are_thinned():
    race = race_to(500, Settings(samples=50, hidden=(2,), batch_size=0, epochs=500))
    frame = race.frame()
    assert 100 <= len(frame.epochs) <= 200
    assert (frame.epochs[0], frame.epochs[-1]) == (0, 500)
    assert frame.validation_loss.shape == (2, 2, len(frame.epochs))


# --- Batched layers -------------------------------------------------------------------------------


@pytest.mark.parametrize("normalisation", ["none", "batch", "layer"])
def test_batched_layers_give_what_each_network_gives(normalisation):
    settings = replace(BASE, normalisation=normalisation, dropout=0.2)
    chosen = [replace(settings, activation=name, seed=i) for i, name in enumerate(ACTIVATIONS)]
    networks, others = ([build(one, 3, 2) for one in chosen] for _ in range(2))
    together = batched(networks)
    x = torch.randn(len(chosen), 12, 3, generator=generator(0, "test"))
    for mode in (True, False):
        together.train(mode)
        expected = torch.stack([net.train(mode)(part) for net, part in zip(others, x, strict=True)])
        torch.testing.assert_close(together(x), expected, rtol=1e-4, atol=1e-6)


def test_batched_dropout_draws_for_each_model_from_its_own_generator():
    chosen = [replace(BASE, dropout=0.5, seed=seed) for seed in (1, 1, 2)]
    layer = batched([build(one, 2, 1) for one in chosen])[2]
    assert isinstance(layer, BatchedDropout)
    first, same, other = layer(torch.ones(3, 10, 8))
    assert torch.equal(first, same)
    assert not torch.equal(first, other)


def test_flat_parameters_follow_their_values():
    network = batched([build(replace(BASE, seed=seed), 2, 1) for seed in range(3)])
    parameters = list(network.parameters())
    before = [parameter.detach().clone() for parameter in parameters]
    flat = FlatParameters(parameters)
    assert flat.values.shape == (3, 8 * 2 + 8 + 6 * 8 + 6 + 6 + 1)
    for parameter, old in zip(parameters, before, strict=True):
        assert torch.equal(parameter, old)
    flat.values[1] += 1
    for parameter, old in zip(parameters, before, strict=True):
        assert torch.equal(parameter[1], old[1] + 1)
        assert torch.equal(parameter[::2], old[::2])


# --- To take home ---------------------------------------------------------------------------------


def test_the_results_are_every_member_at_every_epoch():
    race = race_to(3, BASE)
    results = race.results()
    assert set(zip(results["variant"], results["seed"], results["epoch"], strict=True)) == {
        (member.activation, member.seed, epoch) for member in race.members for epoch in range(4)
    }
    own = (results["variant"] == "tanh") & (results["seed"] == 1)
    history = run_to(3, replace(BASE, activation="tanh", seed=1)).history
    for name in ("train_loss", "validation_loss", "validation_metric"):
        np.testing.assert_allclose(results[name][own], getattr(history, name), rtol=1e-5)


def test_the_leader_as_a_run_comes_to_its_losses_of_the_race():
    race = race_to(3, replace(BASE, early_stopping=5))
    leader = race.leader()
    assert leader.settings.activation == race.standings()[0].variant
    while leader.epoch < 3:
        leader.advance()
    results = race.results()
    own = (results["variant"] == leader.settings.activation) & (results["seed"] == 0)
    np.testing.assert_allclose(
        results["validation_loss"][own], leader.history.validation_loss, rtol=1e-5
    )
