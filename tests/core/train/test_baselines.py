"""The baselines against scikit-learn, against class frequencies and against a search."""

import numpy as np
import pytest
import torch
from scipy.optimize import minimize
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LinearRegression

from core.nn.losses import LOSSES, objective_for, outputs_for
from core.train import Run, Settings
from core.train.baselines import guess, helpful_features, input_sizes, linear_score

SHARES = {2: [0.7, 0.3], 3: [0.5, 0.3, 0.2]}


def labels(classes: int) -> torch.Tensor:
    return torch.arange(classes).repeat_interleave(
        torch.tensor([round(100 * share) for share in SHARES[classes]])
    )


@pytest.mark.parametrize("classes", SHARES)
def test_guessing_has_the_loss_of_the_class_frequencies(classes):
    shares = np.array(SHARES[classes])
    entropy = -(shares * np.log(shares)).sum()
    guessed = guess(objective_for("cross-entropy", classes), labels(classes), classes)
    assert guessed.loss == pytest.approx(entropy, rel=1e-5)
    assert guessed.score == pytest.approx(shares.max())


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("classes", SHARES)
def test_no_constant_does_better_than_guessing(classes, loss):
    objective, y = objective_for(loss, classes), labels(classes)
    target = objective.encode(y, classes)

    def error(constant: np.ndarray) -> float:
        output = torch.tensor(constant, dtype=torch.float32).expand(len(y), -1)
        return objective.error(output, target, "mean").item()

    starts = np.random.default_rng(0).normal(size=(10, outputs_for(classes)))
    best = min(minimize(error, start, method="Nelder-Mead").fun for start in starts)
    guessed = guess(objective, y, classes).loss
    # Hinge for three classes has a still better constant than the simple ones; never a much better.
    assert best - 1e-4 <= guessed <= best * (1.1 if (loss, classes) == ("hinge", 3) else 1.001)


def test_guessing_a_number_is_the_mean():
    y = torch.tensor([1.0, 2.0, 6.0])
    assert guess(objective_for("squared", 0), y, 0).loss == pytest.approx(y.var(correction=0))


@pytest.mark.parametrize("data", ["iris", "wine", "breast cancer", "XOR", "three blobs"])
def test_straight_borders_are_those_of_scikit_learn(data):
    prepared = Run(Settings(data=data)).prepared
    x, y = prepared.x_train, prepared.y_train
    expected = LinearDiscriminantAnalysis().fit(x, y).score(x, y)
    classes = len(prepared.dataset.class_names)
    assert linear_score(x, y, classes) == pytest.approx(expected, abs=0.011)


def test_a_linear_fit_of_numbers_is_least_squares():
    prepared = Run(Settings(data="diabetes")).prepared
    x, y = prepared.x_train, prepared.y_train
    assert linear_score(x, y, 0) == pytest.approx(
        LinearRegression().fit(x, y).score(x, y), abs=1e-4
    )


@pytest.mark.parametrize(
    ("data", "names"),
    [("XOR", ("x1·x2",)), ("circle", ("x1²", "x2²")), ("spiral", None), ("wine", None)],
)
def test_helpful_features_are_those_that_lift_a_linear_fit(data, names):
    found = helpful_features(Run(Settings(data=data, noise=0.1)).prepared, 0.9)
    assert (found and found[0]) == names
    if found:
        with_them = Run(Settings(data=data, noise=0.1, features=("x1", "x2", *names))).prepared
        x, y = with_them.x_train, with_them.y_train
        assert found[1] == pytest.approx(
            LinearDiscriminantAnalysis().fit(x, y).score(x, y), abs=0.02
        )


def test_sizes_are_root_mean_squares():
    x = torch.tensor([[3.0, 0.0, 1.0], [-3.0, 0.0, 7.0]])
    assert input_sizes(x) == pytest.approx((3.0, 5.0))
    assert input_sizes(torch.zeros(4, 2)) == (1.0, 1.0)
