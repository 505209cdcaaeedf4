"""Split, derived features and scaling against scikit-learn and closed forms; the map's planes."""

import dataclasses
from collections import Counter

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from core.data.datasets import REAL, TOY, Dataset, from_points, load
from core.data.preprocessing import (
    FEATURES,
    Prepared,
    default_plane,
    feature_plane,
    prepare,
    principal_plane,
)


def get(name: str, samples: int = 120, noise: float = 0.1) -> Dataset:
    return load(name, samples=samples, noise=noise, seed=0)


def ready(data: Dataset | str, **changes) -> Prepared:
    data = get(data) if isinstance(data, str) else data
    options = {"train_share": 0.6, "standardise": True, "features": ("x1", "x2"), "seed": 0}
    return prepare(data, **options | changes)


def table(x: np.ndarray, y: np.ndarray | None = None, classes: int = 2) -> Dataset:
    """A classification set of plain numbers, features named a, b, c, …"""
    y = np.arange(len(x)) % classes if y is None else y
    names = tuple("abcdefgh"[: x.shape[1]])
    return Dataset("t", x.astype(np.float32), y, names, tuple("ABCDEFGHIJ"[:classes]), "t", "")


def rows(part: np.ndarray) -> Counter:
    return Counter(map(bytes, np.ascontiguousarray(part)))


@pytest.mark.parametrize("name", [*TOY, *REAL])
def test_both_parts_together_are_the_data_set(name):
    data = get(name)
    part = ready(data)
    training = round(0.6 * len(data.y))
    assert len(part.raw_train) == len(part.x_train) == len(part.y_train) == training
    assert len(part.raw_validation) == len(part.x_validation) == len(part.y_validation)
    assert rows(part.raw_train) + rows(part.raw_validation) == rows(data.x)
    assert part.x_train.dtype == part.x_validation.dtype == torch.float32
    assert part.y_train.dtype == (torch.int64 if data.class_names else torch.float32)
    assert part.x_train.shape[1] == len(part.input_names)
    assert part.notes == ()


@given(
    counts=st.lists(st.integers(0, 9), min_size=2, max_size=10).filter(lambda c: sum(c) >= 4),
    share=st.floats(0.05, 0.95),
    seed=st.integers(0, 9999),
)
@settings(max_examples=150)
def test_any_class_sizes_split_as_evenly_as_they_can(counts, share, seed):
    y = np.repeat(np.arange(len(counts)), counts)
    total = len(y)
    data = table(np.arange(total)[:, None] * np.ones((1, 3)), y, len(counts))
    part = ready(data, train_share=share, seed=seed, standardise=False)
    training = min(max(round(share * total), 2), total - 2)
    assert len(part.y_train) == training
    assert rows(part.raw_train) + rows(part.raw_validation) == rows(data.x)
    # Each row still carries its own class.
    np.testing.assert_array_equal(y[part.raw_train[:, 0].astype(int)], part.y_train)

    in_training = np.bincount(part.y_train, minlength=len(counts))
    repeated = np.array(counts) > 1
    single = np.array(counts) == 1
    room = min(training - single.sum(), total - training)
    if repeated.any() and room >= repeated.sum():
        assert (in_training[single] == 1).all()
        assert len(part.notes) == single.sum()
        fair = np.array(counts) * (training - single.sum()) / (total - single.sum())
        assert np.abs(in_training - fair)[repeated].max() < 1
    else:
        assert "too few rows" in part.notes[0]


def test_a_class_of_one_row_trains_and_is_named():
    part = ready(from_points(np.eye(6, 2), np.array([0, 0, 0, 0, 0, 2])), train_share=0.5)
    assert 2 in part.y_train
    assert 2 not in part.y_validation
    assert part.notes == (
        "Class C has a single row, which is in the training part, so "
        "the validation part cannot test it.",
    )


@pytest.mark.parametrize("name", ["moons", "iris", "diabetes", "digits"])
def test_scaling_is_fitted_on_the_training_part_alone(name):
    part = ready(name)
    oracle = StandardScaler().fit(part.raw_train.astype(np.float64))
    for tensor, raw in ((part.x_train, part.raw_train), (part.x_validation, part.raw_validation)):
        np.testing.assert_allclose(tensor, oracle.transform(raw.astype(np.float64)), atol=1e-6)
        assert torch.equal(part.inputs(raw), tensor)
    mean = part.x_train.double().mean(dim=0)
    torch.testing.assert_close(mean, torch.zeros_like(mean), atol=1e-6, rtol=0)


def test_raw_inputs_stay_as_they_came():
    part = ready("wine", standardise=False)
    np.testing.assert_array_equal(part.x_train, part.raw_train)
    np.testing.assert_array_equal(part.x_validation, part.raw_validation)


def test_derived_features_are_what_their_names_say():
    part = ready("moons", standardise=False, features=FEATURES)
    x1, x2 = part.raw_train.astype(np.float64).T
    oracle = [x1, x2, x1**2, x2**2, x1 * x2, np.sin(x1), np.sin(x2)]
    np.testing.assert_allclose(part.x_train, np.stack(oracle, axis=1), rtol=1e-6)
    assert part.input_names == FEATURES
    scaled = ready("moons", features=("x2²", "sin x1"))
    np.testing.assert_allclose(scaled.x_train.std(dim=0, correction=0), 1, rtol=1e-5)
    assert scaled.input_names == ("x2²", "sin x1")


def test_derived_features_carry_the_names_of_the_data():
    part = ready(table(np.random.default_rng(0).normal(size=(20, 2))), features=FEATURES)
    assert part.input_names == ("a", "b", "a²", "b²", "a·b", "sin a", "sin b")


def test_data_with_other_than_two_features_takes_them_as_they_are():
    part = ready("iris", features=("x1²",))
    assert part.input_names == get("iris").feature_names
    assert part.inputs.features == ()


def test_regression_targets_are_standardised_and_can_be_undone():
    data = get("diabetes")
    part = ready(data, standardise=False)
    assert part.y_train.mean().item() == pytest.approx(0, abs=1e-6)
    assert part.y_train.std(correction=0).item() == pytest.approx(1)
    back = torch.cat([part.y_train, part.y_validation]) * part.target_scale + part.target_mean
    np.testing.assert_allclose(np.sort(back), np.sort(data.y), rtol=1e-5)
    assert ready("iris").target_mean == 0
    assert ready("iris").target_scale == 1


def test_constant_columns_and_targets_stay_finite():
    x = np.random.default_rng(0).normal(size=(20, 3))
    x[:, 1] = 7
    part = ready(table(x))
    assert part.x_train[:, 1].eq(0).all()
    assert part.x_train.isfinite().all()
    flat = Dataset(
        "t", x.astype(np.float32), np.full(20, 5, np.float32), ("a", "b", "c"), (), "", ""
    )
    assert ready(flat).y_train.eq(0).all()


def test_the_seed_decides_the_split():
    one, again, other = ready("moons"), ready("moons"), ready("moons", seed=1)
    assert torch.equal(one.x_train, again.x_train)
    assert torch.equal(one.y_validation, again.y_validation)
    assert not torch.equal(one.x_train, other.x_train)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"train_share": 0.0}, "between 0 and 1"),
        ({"train_share": 1.0}, "between 0 and 1"),
        ({"features": ()}, "x1, x2, x1²"),
        ({"features": ("x3",)}, "x3 are not valid"),
        ({"features": ("x1", "x1")}, "each once"),
        ({"data": table(np.eye(3))}, "at least 4"),
    ],
)
def test_prepare_says_what_it_accepts(changes, words):
    with pytest.raises(ValueError, match=words):
        ready(**{"data": "circle"} | changes)


# --- Planes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*TOY, *REAL])
def test_the_plane_holds_every_row_and_its_points_have_their_coordinates(name):
    part = ready(name)
    plane = default_plane(part)
    seen = plane.coordinates(np.concatenate([part.raw_train, part.raw_validation]))
    for axis, (low, high) in enumerate((plane.x_range, plane.y_range)):
        assert low < seen[:, axis].min()
        assert seen[:, axis].max() < high
    np.testing.assert_allclose(plane.coordinates(plane.points(seen)), seen, atol=1e-9)
    assert plane.grid(7).shape == (49, part.raw_train.shape[1])
    assert part.inputs(plane.grid(7)).isfinite().all()


def test_the_grid_runs_row_by_row_from_low_to_high():
    plane = default_plane(ready("moons"))
    grid = plane.grid(5).reshape(5, 5, 2)  # (25, 2) -> (y, x, 2)
    np.testing.assert_allclose(grid[0, :, 0], np.linspace(*plane.x_range, 5))
    np.testing.assert_allclose(grid[:, 0, 1], np.linspace(*plane.y_range, 5))
    np.testing.assert_array_equal(grid[:, :, 0], grid[[0], :, 0].repeat(5, axis=0))


def test_two_features_are_their_own_plane():
    part = ready("two gaussians")
    plane = default_plane(part)
    assert (plane.x_name, plane.y_name, plane.about) == ("x1", "x2", "")
    np.testing.assert_array_equal(plane.coordinates(part.raw_train), part.raw_train)
    np.testing.assert_array_equal(plane.points(part.raw_train), part.raw_train)


def test_a_set_with_a_domain_gets_the_same_square_map_until_a_point_leaves_it():
    inside = np.array([[0, 0], [1, 1], [0.5, 0], [2, 2.9]])
    classes = np.array([0, 1, 0, 1])
    plane = default_plane(ready(from_points(inside, classes)))
    assert plane.x_range == plane.y_range == pytest.approx((-3.3, 3.3))
    wider = default_plane(ready(from_points(np.add(inside, [0, 4.1]), classes)))
    assert wider.x_range == wider.y_range == pytest.approx((-3.5, 7.5))


def test_a_feature_plane_holds_the_others_at_their_training_mean():
    part = ready("iris")
    plane = feature_plane(part, 2, 0)
    assert (plane.x_name, plane.y_name) == ("petal length (cm)", "sepal length (cm)")
    assert "the other 2 features are held at the training mean" in plane.about
    np.testing.assert_allclose(plane.coordinates(part.raw_train), part.raw_train[:, [2, 0]])
    grid = plane.grid(4)
    np.testing.assert_allclose(
        grid[:, [1, 3]], [part.raw_train.mean(axis=0)[[1, 3]]] * 16, rtol=1e-6
    )
    np.testing.assert_allclose(grid[[0, -1], 2], plane.x_range)
    np.testing.assert_allclose(grid[[0, -1], 0], plane.y_range)


@pytest.mark.parametrize("name", ["iris", "wine", "breast cancer", "digits", "diabetes"])
def test_the_principal_plane_is_scikit_learns(name):
    part = ready(name)
    scaler = StandardScaler().fit(part.raw_train.astype(np.float64))
    pca = PCA(2, svd_solver="full").fit(scaler.transform(part.raw_train.astype(np.float64)))
    plane = principal_plane(part)
    oracle = pca.transform(scaler.transform(part.raw_validation.astype(np.float64)))
    np.testing.assert_allclose(
        np.abs(plane.coordinates(part.raw_validation)), np.abs(oracle), atol=1e-6
    )
    share = 100 * pca.explained_variance_ratio_.sum()
    assert f"({share:.0f}% of the variance" in plane.about
    # Cast onto the plane, rows land where scikit-learn's reconstruction from two components is.
    cast = plane.points(plane.coordinates(part.raw_validation))
    restored = scaler.inverse_transform(pca.inverse_transform(oracle))
    np.testing.assert_allclose(cast, restored, rtol=1e-6, atol=1e-6)


def test_nothing_follows_the_rows_of_the_validation_part():
    data = get("iris")
    part = ready(data)
    validating = [bytes(row) in rows(part.raw_validation) - rows(part.raw_train) for row in data.x]
    x = data.x.copy()
    x[validating] *= 100
    far = ready(dataclasses.replace(data, x=x))
    assert far.raw_validation.max() > 100
    np.testing.assert_array_equal(far.raw_train, part.raw_train)
    np.testing.assert_array_equal(far.inputs.mean, part.inputs.mean)
    np.testing.assert_array_equal(far.inputs.scale, part.inputs.scale)
    assert torch.equal(far.x_train, part.x_train)
    np.testing.assert_array_equal(principal_plane(far).basis, principal_plane(part).basis)
    np.testing.assert_array_equal(feature_plane(far, 0, 1).origin, feature_plane(part, 0, 1).origin)


def test_a_single_feature_is_drawn_against_nothing():
    x = np.arange(10.0)[:, None]
    part = ready(table(x))
    plane = default_plane(part)
    assert (plane.x_name, plane.y_name) == ("a", "")
    assert "one feature" in plane.about
    np.testing.assert_array_equal(plane.coordinates(x), np.column_stack([x, 0 * x]))
    assert plane.grid(3)[:, 0].tolist() == pytest.approx([-0.45, 4.5, 9.45] * 3)
    with pytest.raises(ValueError, match="at least two features"):
        principal_plane(part)


@pytest.mark.filterwarnings("error")
def test_rows_that_are_all_alike_still_have_a_plane():
    plane = default_plane(ready(table(np.ones((8, 3)))))
    assert np.isfinite(plane.grid(3)).all()
    assert "(0% of the variance" in plane.about


@pytest.mark.parametrize(("x", "y"), [(1, 1), (0, 4), (-1, 0)])
def test_a_feature_plane_needs_two_features_of_the_data(x, y):
    with pytest.raises(ValueError, match="two different ones, 0 to 3"):
        feature_plane(ready("iris"), x, y)
