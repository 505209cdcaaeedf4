"""Neighbours, directions and clusters: against scikit-learn, closed forms, and what ships."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.neighbors import NearestNeighbors

from core.embeddings import clusters, corpora, encoders, geometry, narration, sentences, words
from core.embeddings.faithfulness import faithfulness
from core.embeddings.neighbours import COSINE, DOT, EUCLID, nearest, neighbours, similarity
from core.embeddings.projection import TSNE, UMAP, Settings
from core.embeddings.space import Space

ENDS = "small", "big"


def test_neighbours_are_scikit_learns() -> None:
    space = words.space()
    query = space.vectors[10]
    by_name = {one.measure: one for one in neighbours(space.vectors, query, 8)}
    for measure, name in ((COSINE, "cosine"), (EUCLID, "euclidean")):
        oracle = NearestNeighbors(n_neighbors=8, metric=name).fit(space.vectors)
        distances, rows = oracle.kneighbors(query[None])
        assert by_name[measure].rows.tolist() == rows[0].tolist()
        values = 1 - distances[0] if measure == COSINE else distances[0]
        np.testing.assert_allclose(by_name[measure].values, values, atol=1e-3)
    dots = space.vectors @ query
    assert by_name[DOT].rows.tolist() == np.argsort(-dots)[:8].tolist()
    assert 10 not in neighbours(space.vectors, query, 8, without=10)[0].rows
    rows, _ = nearest(space.vectors, query[None], 8)
    assert rows[0].tolist() == by_name[COSINE].rows.tolist()
    np.testing.assert_allclose(
        similarity(space.vectors), cosine_similarity(space.vectors), atol=1e-5
    )


def test_measures_agree_at_one_length_and_the_page_says_so() -> None:
    for space, agree in ((sentences.space(), True), (words.space(), False)):
        lengths = np.linalg.norm(space.vectors, axis=1)
        assert (np.ptp(lengths) < 1e-3) == agree
        found = neighbours(space.vectors, space.vectors[0], 6, without=0)
        assert all(np.array_equal(found[0].rows, one.rows) for one in found) == agree
        said = narration.about_measures(found, lengths)[0]
        assert ("in the same order" in said) == agree


def test_static_words_have_one_vector_each_and_a_text_is_their_mean() -> None:
    one = words.encode_texts(["bank", "river", "The bank of the River!"])
    the, of = words.encode_texts(["the"])[0], words.encode_texts(["of"])[0]
    np.testing.assert_allclose(one[2], (2 * the + of + one[0] + one[1]) / 5, atol=1e-6)
    with pytest.raises(ValueError, match="contains none of the table"):
        words.encode_texts(["qqqq ☃"])
    listed = corpora.words()
    assert set(listed.texts) <= set(words.vocabulary().words)
    shipped = words.space().vectors
    np.testing.assert_allclose(shipped, words.encode_texts(listed.texts), atol=1e-3)


def test_shipped_sentences_are_the_encoders() -> None:
    space = sentences.space()
    some = slice(0, 300, 37)
    np.testing.assert_allclose(space.vectors[some], sentences.encode(space.texts[some]), atol=1e-3)


def test_every_corpus_is_whole() -> None:
    topics = corpora.topics()
    assert len(topics.texts) == len(set(topics.texts)) == 300
    assert len(set(topics.groups)) == 10
    for pairs in corpora.pairs().values():
        assert {text for pair in pairs for text in pair} <= set(topics.texts)
    known = set(corpora.words().texts)
    assert len(known) == len(corpora.words().texts) > 290
    for one in corpora.analogies():
        assert {one.a, one.b, one.c, one.answer} <= known
    for name in encoders.ENCODERS:
        for corpus in encoders.corpora_of(name):
            assert len(encoders.space(name, corpus)) >= 20
        with pytest.raises(ValueError, match="called junk"):
            encoders.space(name, "junk")
    with pytest.raises(ValueError, match="none of the encoders"):
        encoders.encoder("junk")


def test_paraphrases_are_nearer_than_near_misses() -> None:
    space = sentences.space()
    row = {text: at for at, text in enumerate(space.texts)}
    mean = {
        kind: np.mean([space.vectors[row[one]] @ space.vectors[row[other]] for one, other in pairs])
        for kind, pairs in corpora.pairs().items()
    }
    assert mean["paraphrases"] > mean["near_misses"]


def test_analogies_work_as_often_as_the_page_says() -> None:
    space = words.space()
    a, b, c = (space.vectors[space.texts.index(word)] for word in ("king", "man", "woman"))
    own = [space.texts.index(word) for word in ("king", "man", "woman")]
    answer = geometry.analogy(space.vectors, a, b, c, own, 5)
    assert space.texts[answer.rows[0]] == "queen"
    assert space.texts[answer.nearest_own] == "king"
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


def test_what_an_encoder_was_told_of_the_groups_is_said() -> None:
    said = {name: narration.about_groups(encoders.space(name))[0] for name in encoders.ENCODERS}
    told = [name for name, sentence in said.items() if not sentence.startswith("The encoder never")]
    assert told == ["images (CNN)", "text and image (two towers)"]
    assert "trained to distinguish exactly these classes" in said[told[0]]


def test_a_few_things_are_not_said_to_have_more_neighbours_than_there_are() -> None:
    space = words.space()
    few = Space("few", space.vectors[:7], space.texts[:7], space.groups[:7], "")
    for method, count in ((UMAP, "its 6 nearest"), (TSNE, "about 2 neighbours")):
        found = faithfulness(few.vectors, few.vectors[:, :2])
        assert count in narration.about_map(few, Settings(method=method), found, None)[1]


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
