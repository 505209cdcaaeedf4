"""A frame shows what the network does; taking one changes nothing; runs repeat bit for bit."""

import dataclasses
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix

from core.data.datasets import from_points
from core.data.preprocessing import feature_plane
from core.train import Frame, Race, RaceSettings, Run, Settings
from core.train.frame import MAP_SIZE, UNIT_MAP_SIZE
from core.train.network import forward_with_hidden
from tests.strategies import any_settings

BASE = Settings(samples=60, hidden=(6, 5), epochs=50)


def after(steps: int, chosen: Settings) -> Run:
    run = Run(chosen)
    for _ in range(steps):
        run.advance()
    return run


def assert_same(one, other) -> None:
    """Bit for bit, NaN included."""
    if dataclasses.is_dataclass(one):
        for field in dataclasses.fields(one):
            assert_same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, tuple):
        for parts in zip(one, other, strict=True):
            assert_same(*parts)
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)
    else:
        assert one == other or (one != one and other != other)


# --- The map ------------------------------------------------------------------------------------


def test_the_map_of_two_classes_has_the_sign_of_the_prediction():
    run = after(50, BASE)
    frame = run.frame()
    predicted = run.predict(run.plane.grid(MAP_SIZE)).reshape(MAP_SIZE, MAP_SIZE)
    assert frame.map.dtype == np.float32
    assert np.array_equal(frame.map > 0, predicted == 1)
    assert np.abs(frame.map).max() <= 1
    assert (frame.map_class, frame.map_confidence) == (None, None)


def test_the_map_is_the_probability_as_a_sign():
    run = after(50, BASE)
    with torch.no_grad():
        z = run.network(run.prepared.inputs(run.plane.grid(MAP_SIZE)))
    expected = 2 * torch.sigmoid(z).view(MAP_SIZE, MAP_SIZE) - 1
    np.testing.assert_allclose(run.frame().map, expected, atol=1e-5)


def test_rows_of_the_map_go_up_and_columns_to_the_right():
    rng = np.random.default_rng(0)
    points = rng.uniform(-3, 3, (60, 2))
    drawn = from_points(points, (points[:, 1] > 0).astype(int))  # class B above
    run = Run(replace(BASE, data="own points", hidden=(), learning_rate=0.1), drawn)
    for _ in range(100):
        run.advance()
    frame = run.frame()
    assert (frame.map[-5:] > 0).all()
    assert (frame.map[:5] < 0).all()


def test_the_map_of_a_regression_is_in_the_targets_unit():
    run = after(100, replace(BASE, data="diabetes", hidden=()))
    frame = run.frame()
    np.testing.assert_allclose(
        frame.map, run.predict(run.plane.grid(MAP_SIZE)).reshape(MAP_SIZE, MAP_SIZE), rtol=1e-4
    )
    assert 100 < frame.map.mean() < 200
    assert (frame.confusion_train, frame.metric_name) == (None, "R²")


def test_the_map_of_more_classes_has_the_winner_and_how_clearly():
    run = after(100, replace(BASE, data="three blobs"))
    frame = run.frame()
    grid = run.plane.grid(MAP_SIZE)
    assert frame.map is None
    assert np.array_equal(frame.map_class, run.predict(grid).reshape(MAP_SIZE, MAP_SIZE))
    with torch.no_grad():
        share = run.network(run.prepared.inputs(grid)).softmax(dim=1).amax(dim=1)
    np.testing.assert_allclose(frame.map_confidence.ravel(), share, atol=1e-6)


def test_another_plane_changes_the_map_and_nothing_else():
    run, other = after(20, replace(BASE, data="iris")), after(20, replace(BASE, data="iris"))
    other.plane = feature_plane(other.prepared, 2, 3)
    frame, turned = run.frame(), other.frame()
    assert not np.array_equal(frame.map_class, turned.map_class)
    assert not np.array_equal(frame.input_maps, turned.input_maps)
    assert_same(frame.history, turned.history)
    assert_same(frame.weights, turned.weights)
    assert_same(frame.confusion_train, turned.confusion_train)
    other.advance()
    run.advance()
    assert_same(run.frame().weights, other.frame().weights)


# --- Units ----------------------------------------------------------------------------------------


def test_unit_maps_are_the_outputs_of_each_unit():
    run = after(50, replace(BASE, normalisation="batch", dropout=0.3))
    frame = run.frame()
    run.network.eval()
    with torch.no_grad():
        grid = run.prepared.inputs(run.plane.grid(UNIT_MAP_SIZE))
        _, hidden = forward_with_hidden(run.network, grid)
    for outputs, maps, scales in zip(hidden, frame.unit_maps, frame.unit_scales, strict=True):
        expected = outputs.T.reshape(-1, UNIT_MAP_SIZE, UNIT_MAP_SIZE).numpy()
        np.testing.assert_allclose(scales, np.abs(expected).max(axis=(1, 2)), rtol=1e-5)
        decoded = (maps.astype(float) - 128) / 127 * scales[:, None, None]
        assert maps.dtype == np.uint8
        # Off by no more than half of one of the 127 steps to the scale.
        assert (np.abs(decoded - expected) <= (0.5 / 127 + 1e-5) * scales[:, None, None]).all()
        assert np.abs(maps.astype(int) - 128).max(axis=(1, 2)).tolist() == [127] * len(maps)


def test_input_maps_are_the_inputs_over_the_plane():
    frame = Run(replace(BASE, features=("x1", "x2", "x1·x2"))).frame()
    across, up, product = frame.input_maps.astype(int) - 128
    assert (np.diff(across, axis=1) > 0).all()
    assert (np.diff(up, axis=0) > 0).all()
    assert (across == across[0]).all()
    assert product[0, 0] > 0 > product[0, -1]


def test_frames_share_their_input_maps():
    run = Run(BASE)
    assert run.frame().input_maps is run.frame().input_maps


def test_statistics_of_the_units_are_over_the_training_points():
    run = after(20, BASE)
    frame = run.frame()
    with torch.no_grad():
        _, hidden = forward_with_hidden(run.network, run.prepared.x_train)
    for outputs, means, spreads in zip(hidden, frame.unit_means, frame.unit_spreads, strict=True):
        np.testing.assert_allclose(means, outputs.numpy().mean(axis=0), atol=1e-6)
        np.testing.assert_allclose(spreads, outputs.numpy().std(axis=0), atol=1e-6)


def test_a_dead_relu_is_silent_and_its_map_is_zero():
    run = Run(replace(BASE, activation="ReLU"))
    run.edit_weight(0, 2, None, -100.0)
    frame = run.frame()
    assert frame.silent[0].tolist() == [False, False, True, False, False, False]
    assert (frame.unit_maps[0][2] == 128).all()
    assert frame.unit_scales[0][2] == 0


def test_without_hidden_layers_there_are_no_units():
    frame = Run(replace(BASE, hidden=())).frame()
    assert frame.unit_maps == frame.unit_scales == frame.silent == ()
    assert len(frame.weights) == 1


# --- Numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", ["moons", "iris"])
def test_confusion_matrices(data):
    run = after(10, replace(BASE, data=data))
    frame, prepared = run.frame(), run.prepared
    for counts, raw, y in (
        (frame.confusion_train, prepared.raw_train, prepared.y_train),
        (frame.confusion_validation, prepared.raw_validation, prepared.y_validation),
    ):
        expected = confusion_matrix(y, run.predict(raw), labels=range(run.classes))
        assert np.array_equal(counts, expected)


def test_gradient_norms_are_those_of_the_last_step():
    run = Run(BASE)
    assert np.isnan(run.frame().gradient_norms).all()
    before = Run(BASE)
    run.advance()
    before._shuffle()
    x, target = before._batches[0]
    before.objective.error(before.network(x), target, "mean").backward()
    expected = [np.linalg.norm(layer.weight.grad.numpy()) for layer in before.layers]
    np.testing.assert_allclose(run.frame().gradient_norms, expected, rtol=1e-5)


def test_weights_are_copies():
    run = Run(BASE)
    frame = run.frame()
    weights = frame.weights[0].copy()
    run.advance()
    assert np.array_equal(frame.weights[0], weights)
    assert frame.biases[0].shape == (6,)


def test_the_history_of_a_frame_is_thinned_and_that_of_the_run_is_not():
    run = after(500, Settings(samples=50, hidden=(), batch_size=0, epochs=500))
    frame = run.frame()
    assert len(run.history) == 501
    assert 200 <= len(frame.history) <= 400
    assert frame.history.epochs[-1] == frame.epoch == 500


def test_the_weight_of_a_frame_counts_each_of_its_arrays():
    frame = after(5, BASE).frame()
    arrays = [frame.map, *frame.unit_maps, *frame.weights, *frame.biases]
    known = sum(array.nbytes for array in arrays) + frame.history.nbytes
    assert known < frame.nbytes < known + 1_000


@pytest.mark.parametrize("data", ["moons", "three blobs", "plane"])
def test_the_numbers_of_a_frame_are_of_its_own_weights(data):
    run = after(6, replace(BASE, data=data))  # two epochs of three steps
    frame, history = run.frame(), run.history
    np.testing.assert_allclose(
        frame.losses, [history.train_loss[-1], history.validation_loss[-1]], rtol=1e-5
    )
    np.testing.assert_allclose(
        frame.metrics, [history.train_metric[-1], history.validation_metric[-1]], rtol=1e-4
    )
    run.advance()  # within an epoch
    assert (run.frame().losses != frame.losses).all()
    assert len(run.history) == len(history)


# --- Purity ---------------------------------------------------------------------------------------


def test_taking_frames_does_not_change_a_run():
    chosen = replace(BASE, normalisation="batch", dropout=0.4)
    watched, alone = Run(chosen), Run(chosen)
    for _ in range(20):
        watched.advance()
        watched.frame()
        alone.advance()
    assert_same(watched.frame(), alone.frame())
    assert all(layer.training for layer in watched.network)


def affordable(chosen: Settings) -> Settings:
    """The settings of a run that needs no upload, and no more time than a test has."""
    data = "plane" if chosen.data.startswith("own") else chosen.data
    return replace(chosen, data=data, hidden=chosen.hidden[:3])


@settings(max_examples=60)
@given(chosen=any_settings(Settings).map(affordable), steps=st.integers(0, 12))
def test_any_settings_run_and_repeat_bit_for_bit(chosen, steps):
    frames = []
    for _ in range(2):
        run = Run(chosen)
        while not run.finished and run.step < steps:
            run.advance()
        frames.append(run.frame())
    one, other = frames
    assert isinstance(one, Frame)
    assert_same(one, other)
    for name, values in vars(one).items():
        if name != "gradient_norms" and isinstance(values, np.ndarray):
            assert np.isfinite(values).all(), name


@settings(max_examples=15)
@given(
    chosen=any_settings(Settings).map(affordable),
    over=st.sampled_from(["activation", "optimiser", "learning rate"]),
)
def test_any_race_runs_and_repeats_bit_for_bit(chosen, over):
    frames = []
    for _ in range(2):
        race = Race(replace(chosen, hidden=chosen.hidden or (2,)), RaceSettings(over, seeds=2))
        for _ in range(min(race.round, 4) + 1):
            if not race.finished:
                race.advance()
        frames.append(race.frame())
    assert_same(*frames)
