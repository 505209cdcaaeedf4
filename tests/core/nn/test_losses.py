"""Losses and metrics against scikit-learn and the formulas of the papers."""

import numpy as np
import pytest
import torch
from sklearn.metrics import accuracy_score, brier_score_loss, hinge_loss, log_loss, r2_score

from core.nn.losses import (
    LOSSES,
    decide,
    metric,
    metric_name,
    objective_for,
    outputs_for,
)
from core.nn.random_streams import generator

ROWS = 40


def outputs(count: int) -> torch.Tensor:
    return 2 * torch.randn(ROWS, count, generator=generator(0, "outputs"))


def classes(count: int) -> torch.Tensor:
    return torch.randint(count, (ROWS,), generator=generator(0, "classes"))


def loss(name: str, z: torch.Tensor, y: torch.Tensor, count: int, reduction: str = "mean"):
    objective = objective_for(name, count)
    return objective.error(z, objective.encode(y, count), reduction)


def sigmoid(z: torch.Tensor) -> np.ndarray:
    return 1 / (1 + np.exp(-z[:, 0].double().numpy()))


def softmax(z: torch.Tensor) -> np.ndarray:
    powers = np.exp(z.double().numpy())
    return powers / powers.sum(axis=1, keepdims=True)


def test_two_classes():
    z, y = outputs(1), classes(2)
    p = sigmoid(z)
    assert loss("cross-entropy", z, y, 2).item() == pytest.approx(log_loss(y, p), rel=1e-5)
    assert loss("hinge", z, y, 2).item() == pytest.approx(hinge_loss(y, z[:, 0]), rel=1e-5)
    assert loss("squared", z, y, 2).item() == pytest.approx(brier_score_loss(y, p), rel=1e-5)


def test_more_classes():
    z, y = outputs(4), classes(4)
    p = softmax(z)
    assert loss("cross-entropy", z, y, 4).item() == pytest.approx(log_loss(y, p), rel=1e-5)
    one_hot = np.eye(4)[y]
    squared = ((p - one_hot) ** 2).mean()
    assert loss("squared", z, y, 4).item() == pytest.approx(squared, rel=1e-5)
    # Crammer & Singer's margins, summed over the wrong classes and divided by all, as torch has it.
    scores = z.double().numpy()
    margins = 1 - (scores[np.arange(ROWS), y][:, None] - scores)
    hinge = (np.maximum(margins, 0) * (1 - one_hot)).sum(axis=1).mean() / 4
    assert loss("hinge", z, y, 4).item() == pytest.approx(hinge, rel=1e-5)


@pytest.mark.parametrize("name", LOSSES)
def test_numbers_are_learnt_by_squared_error_whatever_is_chosen(name):
    z, y = outputs(1), torch.randn(ROWS, generator=generator(0, "numbers"))
    assert loss(name, z, y, 0).item() == pytest.approx((z[:, 0] - y).square().mean().item())


@pytest.mark.parametrize("count", [0, 2, 3])
@pytest.mark.parametrize("name", LOSSES)
def test_the_mean_is_the_mean_of_each(name, count):
    z = outputs(outputs_for(count))
    y = classes(count) if count else z[:, 0] + 1
    each = loss(name, z, y, count, "none")
    assert len(each) == ROWS
    torch.testing.assert_close(each.mean(), loss(name, z, y, count))


def test_one_output_for_two_classes_and_for_numbers():
    assert [outputs_for(count) for count in (0, 2, 3, 10)] == [1, 1, 3, 10]


def test_opinion_on_two_classes_is_a_sign():
    z = outputs(1)
    probability = torch.from_numpy(2 * sigmoid(z) - 1).float()
    torch.testing.assert_close(objective_for("cross-entropy", 2).opinion(z), probability)
    torch.testing.assert_close(objective_for("squared", 2).opinion(z), probability)
    torch.testing.assert_close(objective_for("hinge", 2).opinion(z), z[:, 0].clamp(-1, 1))


def test_opinion_on_more_classes_is_how_clearly_one_wins():
    z = outputs(3)
    probability = torch.from_numpy(softmax(z).max(axis=1)).float()
    torch.testing.assert_close(objective_for("cross-entropy", 3).opinion(z), probability)
    scores = torch.tensor([[2.0, 1.75, -9.0], [0.0, 5.0, 1.0], [1.0, 1.0, 1.0]])
    assert objective_for("hinge", 3).opinion(scores).tolist() == [0.25, 1.0, 0.0]


@pytest.mark.parametrize("name", LOSSES)
def test_the_sign_of_an_opinion_is_the_decision(name):
    z = outputs(1)
    assert torch.equal(objective_for(name, 2).opinion(z) > 0, decide(z, 2) == 1)


@pytest.mark.parametrize("count", [2, 3])
def test_accuracy(count):
    z, y = outputs(outputs_for(count)), classes(count)
    assert metric_name(count) == "accuracy"
    assert metric(z, y, count).item() == pytest.approx(accuracy_score(y, decide(z, count)))


def test_r2():
    y = torch.randn(ROWS, generator=generator(0, "numbers"))
    z = (y + 0.3 * outputs(1)[:, 0])[:, None]
    assert metric_name(0) == "R²"
    assert metric(z, y, 0).item() == pytest.approx(r2_score(y, z[:, 0]), rel=1e-5)


def test_a_target_that_never_varies_has_no_r2():
    assert metric(outputs(1), torch.ones(ROWS), 0).isnan()


@pytest.mark.parametrize("count", [0, 2, 3])
def test_metrics_of_several_models_at_once(count):
    z = outputs(2 * outputs_for(count)).view(2, ROWS, -1)
    y = torch.stack([classes(max(count, 2)), classes(max(count, 2)).flip(0)])
    y = y if count else y.float()
    both = torch.stack([metric(z[i], y[i], count) for i in range(2)])
    torch.testing.assert_close(metric(z, y, count), both)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("count", [2, 3])
def test_scores_that_are_not_finite_are_no_finite_loss(name, count):
    objective = objective_for(name, count)
    target = objective.encode(torch.zeros(ROWS, dtype=torch.long), count)
    scores = torch.zeros(ROWS, outputs_for(count))
    scores[1] = torch.nan
    assert not objective.error(scores, target, "mean").isfinite()
    each = objective.error(scores, target, "none").view(ROWS, -1).isfinite().all(dim=1)
    assert each.tolist() == [row != 1 for row in range(ROWS)]
