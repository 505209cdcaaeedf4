"""Directions, axes and clusters: against closed forms, and what ships."""

from __future__ import annotations

import numpy as np
import pytest

from core.embeddings import clusters, corpora, encoders, geometry, sentences, words
from core.embeddings import geometry_narration as narration

ENDS = "small", "big"


def test_analogies_work_as_often_as_the_page_says() -> None:
    space = words.space()
    a, b, c = (space.vectors[space.texts.index(word)] for word in ("king", "man", "woman"))
    own = [space.texts.index(word) for word in ("king", "man", "woman")]
    answer = geometry.analogy(space.vectors, a, b, c, own, 5)
    assert space.texts[answer.rows[0]] == "queen"
    assert space.texts[answer.first_own[0]] == "king"
    scores = geometry.scores(space.texts, space.vectors, corpora.analogies())
    assert sum(one.asked for one in scores) == len(corpora.analogies())
    assert sum(one.first for one in scores) / len(corpora.analogies()) > 0.8
    shuffled = np.random.default_rng(0).permutation(space.vectors)
    wrong = geometry.scores(space.texts, shuffled, corpora.analogies())
    assert sum(one.first for one in wrong) < 3


def test_an_axis_runs_from_0_to_1() -> None:
    rng = np.random.default_rng(0)
    data = rng.normal(size=(20, 6))
    places = geometry.along(data, data[3], data[8])
    assert places[[3, 8]] == pytest.approx([0, 1])
    with pytest.raises(ValueError, match="two different ends"):
        geometry.along(data, data[3], 2 * data[3])


def test_the_ends_of_an_axis_are_not_what_lies_farthest_along_it() -> None:
    space = words.space()
    places = geometry.along(space.vectors, *(space.vectors[space.texts.index(end)] for end in ENDS))
    said = narration.about_axis(space, *ENDS, places)[1]
    assert not any(f"“{end}”" in said for end in ENDS)
    assert narration.beside(("a", "b"), np.arange(2), ("a", "b")) == [
        0,
        1,
    ]  # and there is always one


def test_a_centre_has_its_oddest_last() -> None:
    angles = np.array([0, 0.1, -0.1, 1.2, 1.5, 1.6])
    data = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    found = geometry.centre(data, list("aaaabb"), "a")
    assert found.rows[-1] == 3
    assert found.nearest_group[-1] == "b"
    with pytest.raises(ValueError, match="no group"):
        geometry.centre(data, list("aaaabb"), "c")


@pytest.mark.parametrize("method", [clusters.KMEANS, clusters.HDBSCAN])
def test_clear_clusters_are_found_and_named_by_their_words(method: str) -> None:
    rng = np.random.default_rng(0)
    groups = np.repeat(["sea", "hill", "town"], 15)
    data = np.eye(3)[np.repeat([0, 1, 2], 15)] + rng.normal(size=(45, 3)) * 0.02
    texts = [f"the {group} and number {at}" for at, group in enumerate(groups)]
    made = clusters.clusters(data, texts, groups, method=method, count=3)
    assert made.agreement == pytest.approx(1)
    assert {made.label(at).split(",")[0] for at in range(45)} == {"sea", "hill", "town"}
    nameless = clusters.clusters(data, ["12"] * 45, [""] * 45, method=method, count=3)
    assert nameless.agreement is None
    assert nameless.names[0] == "cluster 1"


def test_density_shows_on_few_axes_and_hardly_in_all() -> None:
    space = sentences.space()
    found = {
        axes: clusters.clusters(
            space.vectors, space.texts, space.groups, method=clusters.HDBSCAN, axes=axes
        )
        for axes in (0, 10)
    }
    left_out = {axes: int((made.of == clusters.NOISE).sum()) for axes, made in found.items()}
    assert left_out[10] < left_out[0]
    assert found[10].agreement > found[0].agreement
    assert f"{left_out[10]} of 300 items are in no cluster" in " ".join(
        narration.about_clusters(space, found[10])
    )


@pytest.mark.parametrize("name", encoders.ENCODERS)
@pytest.mark.parametrize("how", [{"count": 10}, {"count": 25}, {"method": clusters.HDBSCAN}])
def test_no_two_clusters_have_the_same_name(name: str, how: dict) -> None:
    space = encoders.space(name)
    made = clusters.clusters(space.vectors, space.texts, space.groups, **how)
    # The map shows what stands before a comma.
    assert len({called.split(",")[0] for called in made.names}) == len(made.names)
    assert len(made.names) == len(set(made.of.tolist()) - {clusters.NOISE})
    assert not any("number" in called for called in made.names)  # which every image is called


def test_a_stray_thing_does_not_name_its_cluster() -> None:
    ones = np.array([[1.0, 0], [1, 0.1], [1, -0.1], [0.1, 1], [0, 1]])
    ones /= np.linalg.norm(ones, axis=1, keepdims=True)
    texts = ["wave foam", "wave sand", "wave salt", "aardvark", "hill"]
    named = clusters.names(ones, texts, np.array([0, 0, 0, 0, 1]), most=4)
    assert named[0].startswith("wave")
    assert "aardvark" not in named[0]
    assert named[1] == "hill"


def test_sizes_and_gaps_are_measured() -> None:
    places = np.array([[0.0, 1], [0, -1], [3, 0], [3, 0]])
    found = geometry.spread(places, ["a", "a", "b", "b"])
    assert found.sizes.tolist() == [1, 0]
    assert found.gaps.tolist() == [3]
