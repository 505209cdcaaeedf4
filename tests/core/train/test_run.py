"""A run step by step: its terms in closed form, its batches, what stops, edits and repeats it."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.data.datasets import Dataset, from_points, load
from core.nn.optimisers import SCHEDULES
from core.train import Run, Settings
from core.train.run import batch_sizes

BASE = Settings(samples=60, hidden=(6, 5), batch_size=10, epochs=50)


def run_to(epoch: int, settings: Settings, dataset: Dataset | None = None) -> Run:
    run = Run(settings, dataset)
    while run.epoch < epoch and not run.finished:
        run.advance()
    return run


# --- Single terms in closed form ------------------------------------------------------------------


def one_step(settings: Settings) -> tuple[list[torch.Tensor], Run]:
    """The weights before the first step, and the run after it; its gradients are still there."""
    run = Run(replace(settings, optimiser="SGD", learning_rate=0.1))
    before = [layer.weight.detach().clone() for layer in run.layers]
    run.advance()
    return before, run


def test_l2_decays_weights_and_leaves_biases():
    before, run = one_step(replace(BASE, l2=0.3))
    for weight, layer in zip(before, run.layers, strict=True):
        expected = weight - 0.1 * (layer.weight.grad + 0.3 * weight)
        torch.testing.assert_close(layer.weight.detach(), expected)
        torch.testing.assert_close(layer.bias.detach(), -0.1 * layer.bias.grad)


def test_l1_pulls_with_the_sign_of_a_weight():
    _, plain = one_step(BASE)
    before, pulled = one_step(replace(BASE, l1=0.03))
    for weight, one, other in zip(before, plain.layers, pulled.layers, strict=True):
        torch.testing.assert_close(other.weight.grad - one.weight.grad, 0.03 * weight.sign())
        torch.testing.assert_close(other.bias.grad, one.bias.grad)


def test_clipping_shortens_and_never_turns():
    _, plain = one_step(BASE)
    _, clipped = one_step(replace(BASE, clipping=0.1))
    gradients = [
        torch.cat([p.grad.flatten() for p in run.network.parameters()]) for run in (plain, clipped)
    ]
    assert gradients[0].norm() > 0.1
    torch.testing.assert_close(gradients[1], gradients[0] / gradients[0].norm() * 0.1)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_learning_rates_follow_their_formula(schedule):
    rates = run_to(50, replace(BASE, schedule=schedule, batch_size=0)).history.learning_rate
    done = np.arange(50)  # epochs behind each of the epochs 1 to 50
    share = {
        "constant": np.ones(50),
        "step": 0.1 ** (done // 17),
        "cosine": (1 + np.cos(np.pi * done / 50)) / 2,
        "warm-up": np.minimum(0.01 + 0.99 * done / 5, 1),
    }[schedule]
    assert math.isnan(rates[0])
    np.testing.assert_allclose(rates[1:], BASE.learning_rate * share, rtol=1e-5, atol=1e-9)


# --- Batches --------------------------------------------------------------------------------------


@given(
    examples=st.integers(2, 200),
    size=st.sampled_from([0, 2, 5, 10, 50, 100]),
    normalisation=st.sampled_from(["none", "batch"]),
)
def test_batches_cover_the_examples_and_suit_batch_normalisation(examples, size, normalisation):
    sizes = batch_sizes(Settings(batch_size=size, normalisation=normalisation), examples)
    assert sum(sizes) == examples
    assert set(sizes[:-1]) <= {size}
    assert sizes[-1] <= (size or examples) + (normalisation == "batch")
    assert normalisation == "none" or min(sizes) > 1


def test_an_epoch_has_every_example_once_in_a_new_order():
    run = Run(BASE)
    orders = []
    for _ in range(2):
        run.advance()
        x = torch.cat([batch for batch, _ in run._batches])
        assert torch.equal(x.sort(dim=0).values, run.prepared.x_train.sort(dim=0).values)
        orders.append(x)
        while run.step % run.round:
            run.advance()
    assert not torch.equal(*orders)


# --- What stops a run -----------------------------------------------------------------------------


def test_early_stopping_goes_back_to_the_best_epoch():
    settings = Settings(
        samples=50, noise=0.5, hidden=(32, 32), activation="ReLU", early_stopping=10
    )
    run = run_to(settings.epochs, settings)
    best = int(run.history.validation_loss.argmin())
    assert 0 < best == run.epoch - 10
    assert f"epoch {run.epoch}" in run.finished
    assert f"epoch {best}, the best" in run.finished
    there = run_to(best, settings)
    for one, other in zip(run.layers, there.layers, strict=True):
        assert torch.equal(one.weight, other.weight)
    frame = run.frame()
    assert frame.kept == best
    assert there.frame().kept is None
    assert frame.verdict.name == "stopped early"
    # The scores are those of the weights that are there again, as beside the map.
    scores = frame.metrics
    assert f"{100 * scores[0]:.0f}% right on the training data" in frame.verdict.sentence
    assert f"{100 * scores[1]:.0f}% on validation" in frame.verdict.sentence
    with pytest.raises(RuntimeError, match="Stopped early"):
        run.advance()


DIVERGING = Settings(
    data="many gaussians", optimiser="SGD", learning_rate=3.0, activation="identity", hidden=(8, 8)
)


def test_divergence_names_the_step_the_layer_and_what_to_try():
    run = run_to(500, DIVERGING)
    epoch = math.ceil(run.step / run.round)
    assert run.finished.startswith(f"Diverged after step {run.step}, in epoch {epoch}: ")
    assert "layer" in run.finished
    assert "lower learning rate or gradient clipping." in run.finished
    assert "standardised" not in run.finished
    with pytest.raises(RuntimeError, match="Diverged"):
        run.advance()


def test_divergence_keeps_the_last_finite_picture():
    run = run_to(500, DIVERGING)
    frame, there = run.frame(), run_to(run.epoch, DIVERGING).frame()
    assert f"The picture shows epoch {run.epoch}." in run.finished
    assert frame.verdict.name == "diverged"
    assert frame.verdict.sentence == run.finished
    assert np.isfinite(frame.map).all()
    assert np.array_equal(frame.map, there.map)
    for loss in (frame.history.train_loss, frame.history.validation_loss):
        assert np.isfinite(loss).all()
        assert len(loss) == run.epoch + 1


def test_divergence_offers_what_has_not_been_tried():
    for data, said in (
        ("moons", "Try a lower learning rate. "),  # whose inputs are of one size
        ("wine", "Try standardised inputs or a lower learning rate. "),
    ):
        run = Run(replace(DIVERGING, data=data, clipping=5.0, standardise=False))
        run.edit_weight(0, 0, 0, 3e38)  # times inputs above 2
        run.advance()
        assert "Diverged before the first step: an output of hidden layer 1" in run.finished
        assert said in run.finished


def test_inputs_too_large_for_the_initial_weights_still_give_a_frame():
    rng = np.random.default_rng(0)
    table = Dataset(
        "huge",
        (1e30 * rng.standard_normal((50, 2))).astype(np.float32),
        rng.standard_normal(50).astype(np.float32),
        ("a", "b"),
        (),
        "target",
        "A row is a point.",
    )
    run = Run(replace(BASE, data="own table", standardise=False, activation="ReLU"), table)
    frame = run.frame()
    assert "Diverged before the first step" in run.finished
    assert frame.verdict.name == "diverged"
    assert len(frame.history) == len(frame.validation_mean) == 1


def test_weights_that_overflow_in_the_last_step_of_an_epoch_are_noticed():
    run = Run(replace(BASE, data="plane", batch_size=0, optimiser="SGD", activation="identity"))
    run.edit_weight(2, 0, 0, 1e18)
    run.advance()
    assert run.step == 1
    assert run.finished.startswith("Diverged after step 1, in epoch 1: ")


# --- Weights, data, repetition --------------------------------------------------------------------


def test_the_same_settings_start_from_the_same_weights():
    one, other, third = Run(BASE), Run(BASE), Run(replace(BASE, seed=1))
    for layers in zip(one.layers, other.layers, third.layers, strict=True):
        assert torch.equal(layers[0].weight, layers[1].weight)
        assert not torch.equal(layers[0].weight, layers[2].weight)


def test_weights_and_biases_can_be_set_by_hand():
    run = Run(BASE)
    assert not run.edited
    run.edit_weight(1, 2, 3, 0.75)
    run.edit_weight(2, 0, None, -0.5)
    frame = run.frame()
    assert run.edited
    assert frame.weights[1][2, 3] == 0.75
    assert frame.biases[2][0] == -0.5
    run.advance()
    assert run.frame().weights[1][2, 3] != 0.75


def test_a_weight_set_by_hand_shows_in_the_numbers_at_once():
    run = Run(BASE)
    before = run.frame()
    run.edit_weight(2, 0, None, 50.0)  # from now on everything is the second class
    frame = run.frame()
    assert frame.losses[0] > 10 > before.losses[0]
    data = run.prepared
    shares = [y.float().mean().item() for y in (data.y_train, data.y_validation)]
    np.testing.assert_allclose(frame.metrics, shares)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ((3, 0, 0, 1.0), "no layer 3"),
        ((-1, 0, 0, 1.0), "no layer -1"),
        ((0, 6, 0, 1.0), "no unit 6"),
        ((0, 0, 2, 1.0), "no input 2"),
        ((0, 0, 0, math.nan), "finite"),
    ],
)
def test_only_weights_that_are_there_can_be_set(where, said):
    run = Run(BASE)
    with pytest.raises(ValueError, match=said):
        run.edit_weight(*where)
    assert not run.edited


def test_own_data_have_to_be_there():
    for data in ("own points", "own table"):
        with pytest.raises(ValueError, match=data):
            Run(replace(BASE, data=data))


def test_own_points_are_learnt():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(40, 2))
    drawn = from_points(points, (points[:, 0] > 0).astype(int))
    run = run_to(50, replace(BASE, data="own points", learning_rate=0.03), drawn)
    assert run.dataset is drawn
    assert run.history.train_metric[-1] == 1


def test_own_tables_may_have_any_number_of_features():
    x = np.random.default_rng(0).normal(size=(60, 5)).astype(np.float32)
    table = Dataset("mine", x, x @ np.arange(5, dtype=np.float32), tuple("abcde"), (), "t", "")
    run = run_to(50, replace(BASE, data="own table", learning_rate=0.03), table)
    assert run.history.train_metric[-1] > 0.9
    assert run.frame().input_maps.shape == (5, 20, 20)


def test_own_data_are_ignored_where_others_are_chosen():
    points = from_points(np.eye(4, 2), np.array([0, 1, 0, 1]))
    assert Run(BASE, points).dataset.name == "moons"


def test_predictions_are_classes_or_values_in_the_targets_unit():
    digits = run_to(20, Settings(data="iris", epochs=50, hidden=(8,)))
    data = digits.prepared
    right = (digits.predict(data.raw_validation) == data.y_validation.numpy()).mean()
    assert right == pytest.approx(digits.history.validation_metric[-1])
    heights = run_to(50, replace(BASE, data="diabetes", hidden=(), batch_size=50))
    raw = load("diabetes", samples=50, noise=0, seed=0)
    assert np.corrcoef(heights.predict(raw.x), raw.y)[0, 1] > 0.6
    assert heights.predict(raw.x).mean() == pytest.approx(raw.y.mean(), rel=0.05)


def test_the_measured_metrics_are_those_of_the_predictions():
    run = run_to(5, BASE)
    data = run.prepared
    for raw, y, column in (
        (data.raw_train, data.y_train, run.history.train_metric),
        (data.raw_validation, data.y_validation, run.history.validation_metric),
    ):
        assert (run.predict(raw) == y.numpy()).mean() == pytest.approx(column[-1])
