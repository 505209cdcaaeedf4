"""Neighbours: those of scikit-learn, by every measure."""

from __future__ import annotations

import numpy as np
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.neighbors import NearestNeighbors

from core.embeddings import narration, sentences, words
from core.embeddings.faithfulness import faithfulness
from core.embeddings.neighbours import COSINE, DOT, EUCLID, nearest, neighbours, similarity
from core.embeddings.projection import TSNE, UMAP, Settings
from core.embeddings.space import Space


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


def test_a_few_things_are_not_said_to_have_more_neighbours_than_there_are() -> None:
    space = words.space()
    few = Space("few", space.vectors[:7], space.texts[:7], space.groups[:7], "")
    for method, count in ((UMAP, "its 6 nearest"), (TSNE, "about 2 neighbours")):
        found = faithfulness(few.vectors, few.vectors[:, :2])
        assert count in narration.about_map(few, Settings(method=method), found, None)[1]
