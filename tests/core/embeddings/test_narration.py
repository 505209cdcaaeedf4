"""What is said of vectors holds for any settings: each sentence against scikit-learn and NumPy."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from sklearn.decomposition import PCA as Pca
from sklearn.manifold import trustworthiness
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.pairwise import cosine_similarity, euclidean_distances
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize

from core.embeddings import clusters, corpora, dimensions, faithfulness, geometry, neighbours, words
from core.embeddings import dimensions_narration as sizes
from core.embeddings import geometry_narration as directions
from core.embeddings import narration as maps
from core.embeddings.choices import Looking
from core.embeddings.dimensions import BINARY, INT8, PCA, Compression
from core.embeddings.projection import TSNE, UMAP, Settings, lay_out
from core.embeddings.space import Space
from tests.strategies import any_settings
from tests.sweep import number, spaces, sweep


def neighbour_rows(vectors: np.ndarray, k: int) -> np.ndarray:
    """The k nearest others by cosine, with scikit-learn."""
    search = NearestNeighbors(n_neighbors=k, metric="cosine").fit(vectors.astype(float))
    return search.kneighbors(return_distance=False)


@sweep
@given(spaces(90), any_settings(Settings), st.integers(2, 30), st.integers(0, 11))
def test_map(space: Space, settings: Settings, near: int, at: int) -> None:
    if settings.method in (UMAP, TSNE):  # their own tests lay out; any places will do here
        rng = np.random.default_rng(settings.seed)
        places = rng.normal(size=(len(space), settings.dimensions)).astype(np.float32)
        explained = None
    else:
        made = lay_out(space.vectors, settings)
        places, explained = made.points, made.explained
        whole = Pca(settings.dimensions).fit(space.vectors.astype(float))
        assert np.allclose(explained, whole.explained_variance_ratio_, atol=1e-4)
    found = faithfulness.faithfulness(space.vectors, places, near)
    said = maps.about_map(space, settings, found, explained)
    k = found.k
    assert k == min(near, (len(space) - 1) // 2)
    if explained is not None:
        assert f"keep {100 * explained.sum():.0f}% of the variance" in said[1]
    ones = normalize(space.vectors.astype(float))
    theirs = trustworthiness(ones, places, n_neighbors=k)
    assert abs(number(r"Trustworthiness ([\d.]+),", said[2]) - theirs) < 2e-3
    back = trustworthiness(places, ones, n_neighbors=k)
    assert abs(number(r"continuity ([\d.]+) ", said[2]) - back) < 2e-3
    shuffled = np.random.default_rng(0).permutation(places)
    assert abs(trustworthiness(ones, shuffled, n_neighbors=k) - 0.5) < 0.2  # as the page says
    true = neighbour_rows(space.vectors, k)
    seen = NearestNeighbors(n_neighbors=k).fit(places).kneighbors(return_distance=False)
    kept = np.array([len({*a} & {*b}) / k for a, b in zip(true, seen, strict=True)])
    assert abs(number(r"keeps ([\d.]+)% among", said[2]) - 100 * kept.mean()) < 1.5
    assert abs(number(r"chance is ([\d.]+)%", said[2]) - 100 * k / (len(space) - 1)) <= 0.51
    point = maps.about_point(space, at, true[at], found)
    assert f"nearest neighbour is “{space.texts[true[at][0]]}”" in point
    for sentence in maps.about_groups(space):
        groups = np.array(space.groups)
        first = neighbour_rows(space.vectors, 1)[:, 0]
        share = (groups[first] == groups).mean()
        assert abs(number(r"same group for ([\d.]+)%", sentence) - 100 * share) < 1.5
        counts = np.unique(groups, return_counts=True)[1]
        chance = (counts * (counts - 1)).sum() / len(groups) / (len(groups) - 1)
        assert abs(number(r"chance: ([\d.]+)%", sentence) - 100 * chance) <= 0.51
        assert ("exception" in sentence) == (share < 1)


@sweep
@given(spaces(), st.integers(1, 11), st.integers(0, 11))
def test_neighbours(space: Space, near: int, at: int) -> None:
    query = space.vectors[at]
    found = neighbours.neighbours(space.vectors, query, near, without=at)
    lengths = np.linalg.norm(space.vectors.astype(float), axis=1)
    said = maps.about_measures(found, lengths)
    others = np.delete(np.arange(len(space)), at)
    whole = space.vectors.astype(float)
    values = {
        "cosine": cosine_similarity(whole, query[None])[:, 0],
        "Euclid": -euclidean_distances(whole, query[None])[:, 0],
        "dot product": whole @ query,
    }
    lists = {
        name: others[np.argsort(-value[others], kind="stable")[:near]]
        for name, value in values.items()
    }
    for one in found:  # equal up to what float32 can tell apart
        best = values[one.measure][lists[one.measure]]
        tolerance = 1e-4 * max(1, np.abs(best).max())
        assert np.allclose(values[one.measure][one.rows], best, atol=tolerance)
    same = all(np.array_equal(found[0].rows, one.rows) for one in found)
    assert ("in the same order" in said[0]) == same
    alike = np.ptp(lengths) <= 1e-3 * lengths.max()
    assert ("all vectors here have the same length" in said[0]) == alike
    if alike:
        return
    assert number(r"Lengths run from ([\d.]+)", said[0]) == round(lengths.min(), 2)
    for one in found:
        mean = number(rf"{one.measure} (\d+\.\d+)", said[1])
        assert abs(mean - lengths[one.rows].mean()) < 0.0051
    assert abs(number(r"of all, (\d+\.\d+)", said[1]) - lengths.mean()) < 0.0051
    # What is said of the lengths: the best at a cosine, by Euclid, is the query's times it.
    cosine, long = 0.6, np.linalg.norm(query)
    tried = np.linspace(0, 2 * long, 401)
    gaps = np.sqrt(tried**2 + long**2 - 2 * tried * long * cosine)
    assert abs(tried[gaps.argmin()] - cosine * long) <= long / 100


@sweep
@given(any_settings(Looking), spaces(150), st.integers(0, 37))
def test_geometry(looking: Looking, space: Space, which: int) -> None:
    analogy_holds(corpora.analogies()[which])
    groups = [*dict.fromkeys(space.groups)]
    group = groups[which % len(groups)]
    found = geometry.centre(space.vectors, space.groups, group)
    said = directions.about_centre(space, group, found)
    ones, listed = normalize(space.vectors.astype(float)), np.array(space.groups)
    centres = np.stack([ones[listed == name].mean(axis=0) for name in groups])
    cosines = cosine_similarity(ones[listed == group], centres)
    assert (
        abs(
            number(r"Most typical: .*? \(cosine ([-\d.]+)\);", said[0])
            - cosines[:, groups.index(group)].max()
        )
        < 0.0051
    )
    lost = int((cosines.argmax(axis=1) != groups.index(group)).sum())
    if len(groups) < 2:
        assert len(said) == 1
    else:
        assert (f"{lost} of {len(cosines)} " in said[1]) if lost else ("None of them" in said[1])
    how = (
        {"count": looking.count}
        if looking.method == clusters.KMEANS
        else {
            "smallest": looking.smallest,
            "axes": 10 * looking.few,
        }
    )
    made = clusters.clusters(space.vectors, space.texts, space.groups, method=looking.method, **how)
    clusters_hold(space, looking, made)
    start, end = space.texts[0], space.texts[-1]
    if np.abs(ones[0] - ones[-1]).max() > 0.05:
        places = geometry.along(space.vectors, space.vectors[0], space.vectors[-1])
        way = ones[-1] - ones[0]
        again = (ones - ones[0]) @ way / (way @ way)
        sentence = directions.about_axis(space, start, end, places)[1]
        rest = [row for row, text in enumerate(space.texts) if text not in (start, end)]
        assert abs(number(r"left is .*? \(([-\d.]+)\), the", sentence) - again[rest].min()) < 0.0051
        assert abs(number(r"right .*? \(([-\d.]+)\)\.", sentence) - again[rest].max()) < 0.0051


def analogy_holds(asked: corpora.Analogy) -> None:
    """An analogy in the shipped words: what is nearest, in all dimensions and on the plane."""
    table = words.space()
    three = [asked.a, asked.b, asked.c]
    rows = [table.texts.index(word) for word in three]
    a, b, c = table.vectors[rows]
    answer = geometry.analogy(table.vectors, a, b, c, rows, 8)
    ones = normalize(table.vectors.astype(float))
    target = ones[rows[0]] - ones[rows[1]] + ones[rows[2]]
    cosines = cosine_similarity(ones, target[None])[:, 0]
    said = " ".join(directions.about_analogy(three, answer, table.texts, ()))
    order = np.argsort(-cosines)
    free = [row for row in order if row not in rows]
    assert f"nearest is “{table.texts[free[0]]}” (cosine {cosines[free[0]]:.2f})" in said
    own = order[0] in rows
    assert (f"“{table.texts[order[0]]}” would come first" in said) == own
    drawn = np.concatenate([ones[rows], target[None], ones[answer.rows[:5]]])
    flat = lay_out(drawn.astype(np.float32), Settings(method=PCA_MAP))
    names = [*three, "", *(table.texts[row] for row in answer.rows[:5])]
    plane = directions.about_plane(flat.points, names, float(flat.explained.sum()))
    theirs = Pca(2).fit(drawn)
    share = 100 * theirs.explained_variance_ratio_.sum()
    assert abs(number(r"keeps (\d+)% of the variance", plane) - share) < 0.51
    seen = theirs.transform(drawn)
    from_target = np.linalg.norm(seen[4:] - seen[3], axis=1)
    from_answer = np.linalg.norm(seen[:4] - seen[4], axis=1)
    nearer = names[4 + from_target.argmin()]
    assert (f"on it “{nearer}” lies nearer" in plane) == (nearer != names[4])
    assert (f"lies nearer to “{names[from_answer.argmin()]}” than" in plane) == (
        from_answer.argmin() != 3
    )


PCA_MAP = "PCA"


def clusters_hold(space: Space, looking: Looking, made: clusters.Clusters) -> None:
    said = " ".join(directions.about_clusters(space, made))
    count = len(set(made.of.tolist()) - {clusters.NOISE})
    assert re.search(rf"(make|found) {count} cluster", said)
    outside = int((made.of == clusters.NOISE).sum())
    assert (f"{outside} of {len(space)} items" in said) == (outside > 0)
    if made.method == clusters.HDBSCAN:
        seen = 10 if looking.few and min(space.vectors.shape) > 10 else space.vectors.shape[1]
        assert f"in {seen} dimensions" in said
        assert ("chosen on its own sentences" in said) == (
            seen < space.vectors.shape[1] and made.agreement is not None
        )
    if made.agreement is not None:
        agreed = adjusted_rand_score(space.groups, made.of)
        assert abs(number(r"Rand index: ([-\d.]+) \(", said) - agreed) < 0.0051
    assert len({name.split(",")[0] for name in made.names}) == count
    for cluster, name in enumerate(made.names):
        for word in re.sub(r" \(\d+\)", "", name).split(", "):
            if re.fullmatch(r"cluster \d+", word):
                continue
            has = np.array(
                [word in re.findall(r"[^\W\d_]{2,}", text.lower()) for text in space.texts]
            )
            assert has[made.of == cluster].mean() > has.mean()


@sweep
@given(spaces(120), st.integers(0, 1000), st.booleans())
def test_seeds(space: Space, seed: int, near_truth: bool) -> None:
    rng = np.random.default_rng(seed)
    ones = normalize(space.vectors.astype(float)).astype(np.float32)
    truth = geometry.spread(ones, space.groups)
    noise = 0.02 if near_truth else 1.0
    flat = [
        (ones if near_truth else ones[:, :2])
        + noise * rng.normal(size=(1, 1))
        + noise * rng.normal(size=ones.shape if near_truth else (len(ones), 2)) / 10
        for _ in range(3)
    ]
    spreads = {f"{at}": geometry.spread(one, space.groups) for at, one in enumerate(flat)}
    found = {
        f"{at}": faithfulness.faithfulness(space.vectors, one, 10) for at, one in enumerate(flat)
    }
    said = maps.about_three(spreads, truth, found)
    kept = [one.kept.mean() for one in found.values()]
    assert f"{100 * min(kept):.0f}% to {100 * max(kept):.0f}% of the true" in said[0]
    if len(said) == 1:
        return
    lists = re.findall(r"-?\d\.\d\d(?:, -?\d\.\d\d){2}", said[2])
    assert len(lists) == 2
    sized = [one.sizes > 1e-3 for one in (*spreads.values(), truth)]
    use = np.all(sized, axis=0)
    lowest = []
    for listed, measure in zip(lists, ("sizes", "gaps"), strict=True):
        mask = use if measure == "sizes" else np.ones(len(truth.gaps), bool)
        theirs = [
            spearmanr(getattr(one, measure)[mask], getattr(truth, measure)[mask]).statistic
            for one in spreads.values()
        ]
        stated = [float(value) for value in listed.split(", ")]
        assert np.abs(np.array(stated) - theirs).max() < 0.0051, (stated, theirs)
        lowest.append(min(theirs))
    both = sum(value >= 0.9 for value in lowest)
    assert ("nearly keep both" in said[2]) == (both == 2)
    assert ("do not read sizes or gaps" in said[2]) == (both == 0)
    ratio = np.stack([one.sizes for one in spreads.values()])[:, use]
    largest = (ratio.max(axis=0) / ratio.min(axis=0)).max()
    assert abs(number(r"looks ([\d.]+) times", said[1]) - largest) < 0.051 * max(1, largest)


@sweep
@given(spaces(120), any_settings(Compression))
def test_dimensions(space: Space, how: Compression) -> None:
    before = dimensions.truth(space.vectors)
    now = dimensions.measured(before, how)
    plain = dimensions.measured(before, Compression(how.reduce, how.dimensions, how.store))
    cut = 0 < how.dimensions < space.vectors.shape[1]
    beside = sizes.Beside(
        plain,
        dimensions.drawn(before, how.dimensions) if cut else None,
        dimensions.measured(before, Compression(PCA, how.dimensions)).recall,
        float(before.shares[: how.dimensions].sum()) if cut else 1.0,
        dimensions.angle_error(before, how),
    )
    said = " ".join(sizes.about(space, how, now, beside))
    ones = normalize(space.vectors.astype(float))
    width = ones.shape[1]
    near = min(10, (len(ones) - 1) // 2)
    true = neighbour_rows(ones, near)

    def recall(vectors: np.ndarray) -> float:
        order = neighbour_rows(vectors + 1e-12, near)
        return float(np.mean([len({*a} & {*b}) / near for a, b in zip(true, order, strict=True)]))

    if cut:
        k = how.dimensions
        assert (
            abs(number(r"first \d+ dimensions? find ([\d.]+)%", said) - 100 * recall(ones[:, :k]))
            < 1.5
        )
        rng = np.random.default_rng(99)  # other draws than the page's
        others = np.array([recall(ones[:, rng.permutation(width)[:k]]) for _ in range(60)])
        share = (others < recall(ones[:, :k])).mean()
        if "more than almost all draws" in said:
            assert share > 0.85
        elif "less than almost all draws" in said:
            assert share < 0.15
        else:
            assert (others <= recall(ones[:, :k]) + 1e-3).mean() >= 0.005
            assert share <= 0.995
        assert (
            abs(
                number(r"random dimensions find ([\d.]+)% \(median", said) - 100 * np.median(others)
            )
            < 6
        )
        _, spread, axes = np.linalg.svd(ones, full_matrices=False)
        assert (
            abs(number(r"components find ([\d.]+)%", said) - 100 * recall(ones @ axes[:k].T)) < 1.5
        )
        squares = (spread[:k] ** 2).sum() / (spread**2).sum()
        assert abs(number(r"keep (\d+)% of the squared", said) - 100 * squares) < 0.6
    else:
        assert "draws" not in said
    if how.store == BINARY and how.reduce != PCA:
        k = how.dimensions or width
        bits = ones[:, :k] > 0
        pairs = np.triu_indices(len(ones), 1)
        differ = (bits[:, None] != bits[None]).mean(axis=2)[pairs]
        angles = np.arccos(np.clip(ones @ ones.T, -1, 1))[pairs] / np.pi
        assert (
            abs(number(r"θ/π by ([\d.]+) on average", said) - np.abs(differ - angles).mean()) < 2e-3
        )
    if how.store == INT8:
        assert "at most 0.4%" in said
    if how.again > 1:
        assert ("raises the share" in said) == (now.recall > plain.recall)
    table = sizes.table(len(space), [(how.reduce, how.store, now)])
    assert f"among these {len(space):,}" in table
    most = len(space) if how.reduce == PCA else width
    assert now.dimensions == min(how.dimensions or width, width, most)
