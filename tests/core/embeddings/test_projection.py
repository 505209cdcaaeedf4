"""Maps agree with the libraries, stay where they were, and say how far to trust them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.distance import cdist, pdist
from sklearn.decomposition import PCA as LibraryPCA
from sklearn.manifold import TSNE as LibraryTSNE
from sklearn.manifold import trustworthiness

from core.embeddings import projection, sentences, shipped, tsne, umap_learn, words
from core.embeddings.alignment import aligned, normalised
from core.embeddings.faithfulness import faithfulness
from core.embeddings.projection import LEAST, PCA, TSNE, UMAP, Settings, lay_out


@pytest.fixture(scope="module")
def few() -> np.ndarray:
    """Vectors of 60 sentences about six topics."""
    return sentences.space().vectors[::5]


def test_pca_is_the_librarys_up_to_signs_and_size(few: np.ndarray) -> None:
    layout = lay_out(few, Settings(method=PCA, dimensions=3))
    library = LibraryPCA(3).fit(few)
    oracle = library.transform(few)
    oracle = normalised(oracle)(oracle)
    np.testing.assert_allclose(np.abs(layout.points), np.abs(oracle), atol=1e-4)
    np.testing.assert_allclose(layout.explained, library.explained_variance_ratio_, atol=1e-5)
    np.testing.assert_allclose(layout.place(few[:4]), layout.points[:4], atol=1e-5)


def test_the_written_out_tsne_reaches_what_the_librarys_does() -> None:
    ratios = []
    # One run of either may end in a better or a worse valley, on each processor in another.
    for part in np.split(sentences.space().vectors, 5):
        start = lay_out(part, Settings(method=PCA)).points
        p = tsne.joint_chances(cdist(part, part, "cosine") ** 2, 10)
        assert p.sum() == pytest.approx(1, abs=1e-6)
        maps, steps = tsne.frames(part, start, perplexity=10, metric="cosine", pictures=5)
        assert steps[0] == 0
        assert steps[-1] == tsne.ITERATIONS
        library = LibraryTSNE(
            2,
            perplexity=10,
            metric="cosine",
            method="exact",
            max_iter=tsne.ITERATIONS,
            init=(start / start[:, 0].std() * 1e-4).astype(np.float32),
            random_state=0,
        ).fit(part)
        theirs = tsne.divergence(p, library.embedding_)
        # The chances are the library's: its own divergence is the one that is measured here.
        assert theirs == pytest.approx(library.kl_divergence_, rel=0.01)
        assert tsne.divergence(p, maps[0]) > 2 * theirs
        ratios.append(tsne.divergence(p, maps[-1]) / theirs)
    assert np.mean(ratios) < 1.1


@pytest.mark.parametrize("method", [UMAP, TSNE])
def test_no_picture_of_a_film_is_larger_than_the_map(few: np.ndarray, method: str) -> None:
    frames = lay_out(few, Settings(method=method)).frames
    sizes = (frames**2).sum(axis=2).mean(axis=1)
    assert sizes[-1] == pytest.approx(1, rel=1e-3)
    assert sizes.max() < 1.001


def test_the_gradient_of_tsne_is_the_slope_of_its_divergence() -> None:
    rng = np.random.default_rng(0)
    points, data = rng.normal(size=(12, 2)), rng.normal(size=(12, 5))
    p = tsne.joint_chances(cdist(data, data) ** 2, 3)
    slope = tsne.gradient(p, points)
    for at in ((0, 0), (7, 1)):
        moved = [points.copy(), points.copy()]
        moved[0][at] += 1e-5
        moved[1][at] -= 1e-5
        up, down = (tsne.divergence(p, one) for one in moved)
        assert slope[at] == pytest.approx((up - down) / 2e-5, rel=1e-3)


def test_a_larger_tsne_is_the_librarys(monkeypatch: pytest.MonkeyPatch, few: np.ndarray) -> None:
    monkeypatch.setattr(tsne, "MOST", 10)
    layout = lay_out(few, Settings(method=TSNE, perplexity=5))
    assert layout.points.shape == (60, 2)
    assert len(layout.frames) == 2


def test_what_ships_is_what_a_fresh_computation_gives() -> None:
    for space in (sentences.space(), words.space()):
        ready = shipped.layout(space.vectors, "UMAP 2")
        fresh = lay_out(space.vectors, Settings())
        ours, theirs = (faithfulness(space.vectors, one) for one in (ready, fresh.points))
        # Another processor may place some groups elsewhere; the map is alike, and as good.
        assert np.corrcoef(pdist(ready), pdist(fresh.points))[0, 1] > 0.7
        assert ours.trustworthiness == pytest.approx(theirs.trustworthiness, abs=0.02)
        assert len(fresh.steps) == len(fresh.frames) > 20
        assert fresh.place(space.vectors[:2]).shape == (2, 2)
    again = lay_out(space.vectors, Settings())
    assert np.array_equal(again.frames, fresh.frames)


def test_umap_tells_apart_what_is_apart_with_any_knob() -> None:
    rng = np.random.default_rng(1)
    centres = np.eye(8)[:3] * 4
    data = np.repeat(centres, 12, axis=0) + rng.normal(size=(36, 8)) * 0.3
    for settings in (
        Settings(neighbours=2, minimum_distance=0.0, metric="euclidean"),
        Settings(neighbours=100, minimum_distance=0.99, metric="correlation", dimensions=3),
    ):
        layout = lay_out(data.astype(np.float32), settings)
        assert layout.points.shape == (36, settings.dimensions)
        assert np.isfinite(layout.points).all()
    found = faithfulness(data, lay_out(data.astype(np.float32), Settings(neighbours=8)).points, 5)
    assert found.trustworthiness > 0.8


@pytest.mark.parametrize("method", [UMAP, TSNE, PCA])
def test_the_fewest_things_have_a_map_and_fewer_are_refused(method: str) -> None:
    data = np.random.default_rng(0).normal(size=(LEAST, 2)).astype(np.float32)
    for dimensions in (2, 3):
        layout = lay_out(data, Settings(method=method, dimensions=dimensions, metric="euclidean"))
        assert np.isfinite(layout.points).all()
        assert np.isfinite(layout.place(data[:1])).all()
    with pytest.raises(ValueError, match="takes 5 to 2,000 items"):
        lay_out(data[:4], Settings(method=method))


def test_a_turned_map_comes_back_to_where_it_was() -> None:
    rng = np.random.default_rng(0)
    before = rng.normal(size=(40, 2))
    before = normalised(before)(before)
    turn = np.array([[0.6, 0.8], [0.8, -0.6]])  # turned and mirrored
    after = 7 * before @ turn + 100
    np.testing.assert_allclose(aligned(after, before)(after), before, atol=1e-4)


def test_maps_with_other_knobs_stay_near_the_usual_one() -> None:
    space = sentences.space()
    usual = shipped.layout(space.vectors, "UMAP 2")
    other = lay_out(space.vectors, Settings(seed=7)).points
    mirrored = other * [-1, 1]

    def gap(one: np.ndarray) -> float:
        return float(np.linalg.norm(one - usual, axis=1).mean())

    assert gap(other) < 0.7 * gap(mirrored)
    turns = [
        other @ np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
        for a in np.linspace(0.3, 6, 12)
    ]
    assert gap(other) < min(map(gap, turns))


def test_trustworthiness_is_the_librarys_and_continuity_its_mirror(few: np.ndarray) -> None:
    points = lay_out(few, Settings(method=PCA)).points
    found = faithfulness(few, points, 7)
    assert found.trustworthiness == pytest.approx(
        trustworthiness(few, points, n_neighbors=7, metric="cosine"), abs=1e-6
    )
    mirrored = trustworthiness(
        points, few / np.linalg.norm(few, axis=1, keepdims=True), n_neighbors=7
    )
    assert found.continuity == pytest.approx(mirrored, abs=1e-6)
    assert faithfulness(few, few, 7).kept.min() == 1.0


def test_a_shuffled_map_keeps_as_much_as_chance(few: np.ndarray) -> None:
    shuffled = np.random.default_rng(0).permutation(few)
    found = faithfulness(few, shuffled, 10)
    assert found.chance == pytest.approx(10 / 59)
    assert found.kept.mean() == pytest.approx(found.chance, abs=0.06)
    assert found.trustworthiness == pytest.approx(0.5, abs=0.1)


def test_what_umap_compiles_is_kept_on_disk_for_the_next_server(few: np.ndarray) -> None:
    lay_out(few, Settings(seed=1)).place(few[:1])
    compiled = (
        umap_learn.library().utils.fast_knn_indices,
        umap_learn.library().umap_.smooth_knn_dist,
        umap_learn.library().layouts._nb_optimize_layout_euclidean_single_epoch,
    )
    for one in compiled:
        kept = Path(one.stats.cache_path)
        assert list(kept.glob(f"*{one.py_func.__name__}*.nbi"))
        assert one.stats.cache_hits or one.stats.cache_misses


@pytest.mark.parametrize("metric", projection.METRICS)
@pytest.mark.parametrize("method", projection.METHODS)
def test_a_vector_of_zeros_or_of_ones_has_a_place(method: str, metric: str) -> None:
    vectors = np.random.default_rng(0).normal(size=(30, 4)).astype(np.float32)
    vectors[0], vectors[1], vectors[2] = 0, 0, 1
    settings = projection.Settings(method=method, metric=metric, perplexity=5)
    assert np.isfinite(projection.lay_out(vectors, settings).points).all()


@pytest.mark.parametrize("metric", ["cosine", "correlation"])
def test_the_librarys_tsne_takes_a_vector_of_zeros(metric: str) -> None:
    vectors = np.random.default_rng(0).normal(size=(20, 4)).astype(np.float32)
    vectors[0], vectors[1] = 0, 1
    start = vectors[:, :2] * np.float32(1e-4)
    assert np.isfinite(tsne._library(vectors, start, 5, metric)).all()
