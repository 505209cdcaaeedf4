"""Data sets: shapes and balance, the geometry of each toy set, scikit-learn's own, round trips."""

import dataclasses
import io
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import sklearn.datasets
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsRegressor
from sklearn.svm import SVC

from core.data.datasets import DOMAIN, REAL, TOY, Dataset, from_points, load, to_csv

CLASSES = [name for name, toy in TOY.items() if toy.classes]
SURFACES = [name for name, toy in TOY.items() if not toy.classes]


def toy(name: str, samples: int = 400, noise: float = 0.0, seed: int = 0) -> Dataset:
    return load(name, samples=samples, noise=noise, seed=seed)


def same(one: Dataset, other: Dataset) -> bool:
    return np.array_equal(one.x, other.x) and np.array_equal(one.y, other.y)


@pytest.mark.parametrize("samples", [10, 101, 500])
@pytest.mark.parametrize("name", TOY)
def test_a_toy_set_has_the_samples_asked_for_in_balance(name, samples):
    data = toy(name, samples, noise=0.3)
    assert data.x.shape == (samples, 2)
    assert data.x.dtype == np.float32
    assert np.isfinite(data.x).all()
    assert data.y.shape == (samples,)
    if data.task == "classification":
        assert data.y.dtype == np.int64
        assert data.class_names == tuple("ABCD"[: TOY[name].classes])
        counts = np.bincount(data.y, minlength=len(data.class_names))
        assert counts.max() - counts.min() <= 1
    else:
        assert data.y.dtype == np.float32


@pytest.mark.parametrize("name", TOY)
def test_a_seed_gives_the_same_set_and_another_seed_another(name):
    assert same(toy(name, noise=0.2, seed=3), toy(name, noise=0.2, seed=3))
    assert not same(toy(name, noise=0.2, seed=3), toy(name, noise=0.2, seed=4))


@pytest.mark.parametrize("name", TOY)
def test_noise_moves_the_same_points_in_proportion(name):
    none, some, twice = (toy(name, noise=noise) for noise in (0.0, 0.2, 0.4))
    np.testing.assert_allclose(twice.x - none.x, 2 * (some.x - none.x), atol=2e-6)
    if none.task == "regression":
        np.testing.assert_array_equal(some.x, none.x)
        np.testing.assert_allclose(twice.y - none.y, 2 * (some.y - none.y), atol=2e-6)
        assert not np.array_equal(some.y, none.y)
    else:
        assert not np.array_equal(some.x, none.x)


@pytest.mark.parametrize("name", CLASSES)
def test_without_noise_a_smooth_classifier_learns_it_and_noise_makes_it_harder(name):
    def score(noise: float) -> float:
        train, fresh = toy(name, noise=noise), toy(name, noise=noise, seed=1)
        return SVC(C=100, gamma=2).fit(train.x, train.y).score(fresh.x, fresh.y)

    clean = score(0.0)
    assert clean >= 0.99
    assert score(0.5) < clean - 0.02


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("circle", 0.4, 0.7),
        ("XOR", 0.4, 0.6),
        ("spiral", 0.4, 0.75),
        ("three spirals", 0.3, 0.7),
        ("moons", 0.8, 0.95),
        ("two gaussians", 0.99, 1.0),
        ("three blobs", 0.99, 1.0),
        ("four quadrants", 0.95, 1.0),
    ],
)
def test_straight_lines_part_only_the_sets_that_say_so(name, low, high):
    data = toy(name)
    assert (
        low <= LogisticRegression(max_iter=1000).fit(data.x, data.y).score(data.x, data.y) <= high
    )


def test_circle_is_a_disc_in_a_ring_of_even_density():
    data = toy("circle", 4000)
    radius = np.linalg.norm(data.x, axis=1)
    assert radius[data.y == 0].max() <= 1.5
    ring = radius[data.y == 1]
    assert ring.min() >= 2.1 - 1e-6
    assert ring.max() <= 3 + 1e-6
    # Half of an evenly filled disc lies within 1/√2 of its radius.
    assert np.mean(radius[data.y == 0] < 1.5 / np.sqrt(2)) == pytest.approx(0.5, abs=0.04)


def test_xor_and_the_four_quadrants_are_the_same_points():
    xor, quadrants = toy("XOR"), toy("four quadrants")
    np.testing.assert_array_equal(xor.x, quadrants.x)
    np.testing.assert_array_equal(xor.y == 0, xor.x.prod(axis=1) > 0)
    corners = (quadrants.x > 0) @ [1, 2]
    assert all(len(set(corners[quadrants.y == corner])) == 1 for corner in range(4))
    assert np.abs(xor.x).min() >= 0.3


@pytest.mark.parametrize(("name", "arms", "turns"), [("spiral", 2, 1.5), ("three spirals", 3, 1.0)])
def test_spirals_are_archimedean(name, arms, turns):
    data = toy(name)
    radius = np.linalg.norm(data.x, axis=1)
    arm = np.arctan2(data.x[:, 1], data.x[:, 0]) / (2 * np.pi) - turns * radius / 3
    offset = (arm - data.y / arms + 0.5) % 1 - 0.5
    np.testing.assert_allclose(offset, 0, atol=1e-5)


def test_moons_are_half_circles_of_radius_two():
    data = toy("moons")
    centres = np.where(data.y[:, None] == 0, [-1.0, -0.5], [1.0, 0.5])
    np.testing.assert_allclose(np.linalg.norm(data.x - centres, axis=1), 2, atol=1e-5)


@pytest.mark.parametrize("name", ["circle", "XOR", "spiral", "moons", *SURFACES])
def test_without_noise_the_domain_holds_every_point(name):
    data = toy(name, 1000)
    assert data.domain == DOMAIN
    assert np.abs(data.x).max() <= DOMAIN[1] + 1e-5


def test_the_plane_is_a_plane_and_noise_takes_the_share_of_variance_it_says():
    clean, noisy = toy("plane"), toy("plane", 20_000, noise=0.5)
    assert LinearRegression().fit(clean.x, clean.y).score(clean.x, clean.y) == pytest.approx(1)
    # Noise of half the standard deviation: R² is at best 1 / (1 + 0.5²).
    score = LinearRegression().fit(noisy.x, noisy.y).score(noisy.x, noisy.y)
    assert score == pytest.approx(0.8, abs=0.02)


def test_many_gaussians_need_more_than_a_plane():
    data, fresh = toy("many gaussians", 2000), toy("many gaussians", 500, seed=1)
    assert LinearRegression().fit(data.x, data.y).score(data.x, data.y) < 0.2
    assert KNeighborsRegressor(3).fit(data.x, data.y).score(fresh.x, fresh.y) > 0.97
    nearest = KNeighborsRegressor(1).fit(data.x, data.y)
    assert nearest.predict([[2, 0], [-2, 0]]) == pytest.approx([1, -1], abs=0.1)


@pytest.mark.parametrize("name", REAL)
def test_a_real_set_is_scikit_learns_whatever_the_toy_knobs_say(name):
    data = load(name, samples=20, noise=0.5, seed=1)
    options = {"scaled": False} if name == "diabetes" else {}
    own = getattr(sklearn.datasets, f"load_{name.replace(' ', '_')}")(**options)
    np.testing.assert_array_equal(data.x, own.data.astype(np.float32))
    np.testing.assert_array_equal(data.y, own.target)
    assert data.x.dtype == np.float32
    assert data.y.dtype == (np.float32 if name == "diabetes" else np.int64)
    assert len(data.feature_names) == len(set(data.feature_names)) == data.x.shape[1]
    assert len(data.class_names) == len(own.get("target_names", ()))
    assert data.domain is None


def test_words_of_real_sets():
    assert load("iris", samples=10, noise=0, seed=0).class_names == (
        "setosa",
        "versicolor",
        "virginica",
    )
    assert load("digits", samples=10, noise=0, seed=0).class_names == tuple("0123456789")
    for name in [*TOY, *REAL]:
        about = toy(name).about
        assert about.startswith("Each row is ")
        assert about.endswith(".")
        assert "predicts" in about


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"name": "cube"}, "circle.*diabetes"),
        ({"samples": 9}, "at least 10"),
        ({"noise": 0.6}, "0 to 0.5"),
        ({"noise": -0.1}, "0 to 0.5"),
        ({"noise": float("nan")}, "0 to 0.5"),
    ],
)
def test_load_says_what_it_accepts(settings, words):
    with pytest.raises(ValueError, match=words):
        load(**{"name": "circle", "samples": 100, "noise": 0.0, "seed": 0} | settings)


def test_the_fingerprint_follows_the_contents():
    data = toy("moons")
    assert data.fingerprint == toy("moons").fingerprint
    assert len(data.fingerprint) == 12
    moved, other = data.x.copy(), data.y.copy()
    moved[7, 1] = np.nextafter(moved[7, 1], 9)
    other[7] = 1 - other[7]
    changes = [
        {"x": moved},
        {"y": other},
        {"feature_names": ("x", "y")},
        {"class_names": ("A", "Z")},
        {"target_name": "moon"},
        {"x": data.x.reshape(-1, 1)},  # (N, 2) -> (2N, 1): the same bytes
    ]
    prints = {dataclasses.replace(data, **change).fingerprint for change in changes}
    assert len(prints | {data.fingerprint}) == len(changes) + 1
    assert dataclasses.replace(data, name="other").fingerprint == data.fingerprint


def test_drawn_points_keep_the_letter_of_their_class():
    data = from_points(np.array([[0, 0], [1, 1], [2, 0], [9, -3]]), np.array([0, 2, 2, 0]))
    assert data.class_names == ("A", "B", "C")
    assert data.y.tolist() == [0, 2, 2, 0]
    assert data.x.dtype == np.float32
    assert data.domain == DOMAIN
    assert data.x[3].tolist() == [9, -3]


@pytest.mark.parametrize(
    ("points", "classes", "words"),
    [
        ([], [], "at least 4"),
        ([[0, 0]] * 3, [0, 1, 0], "at least 4"),
        ([[0, 0]] * 4, [1] * 4, "at least two classes"),
        ([[0, 0]] * 4, [0, 1], "two coordinates and one class"),
        ([[0, 0, 0]] * 4, [0, 1, 0, 1], "two coordinates and one class"),
        ([0, 1, 2, 3], [0, 1, 0, 1], "two coordinates and one class"),
        ([[0, np.nan]] * 4, [0, 1, 0, 1], "finite"),
        ([[0, 0]] * 4, [0, 1, 0, 10], "0 to 9"),
        ([[0, 0]] * 4, [0, 1, 0, -1], "0 to 9"),
        ([[0, 0]] * 4, [0, 1, 0, 0.5], "0 to 9"),
    ],
)
def test_drawn_points_that_make_no_set(points, classes, words):
    with pytest.raises(ValueError, match=words):
        from_points(np.array(points), np.array(classes))


@pytest.mark.parametrize("name", [*TOY, *REAL])
def test_csv_holds_every_value_exactly(name):
    data = toy(name, 50, noise=0.3)
    frame = pd.read_csv(io.StringIO(to_csv(data)), dtype={data.target_name: str})
    assert tuple(frame) == (*data.feature_names, data.target_name)
    np.testing.assert_array_equal(frame.iloc[:, :-1].to_numpy(np.float32), data.x)
    answers = frame[data.target_name]
    if data.task == "classification":
        assert answers.tolist() == [data.class_names[c] for c in data.y]
    else:
        np.testing.assert_array_equal(answers.astype(np.float32), data.y)


def test_the_names_of_the_sets_do_not_wait_for_scikit_learn():
    code = "import sys, core.data.datasets; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
