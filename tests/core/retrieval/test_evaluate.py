"""Evaluation: the measures by definition, the labels by rule, and the claims of the page."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import label_ranking_average_precision_score, top_k_accuracy_score

from core.retrieval.bm25 import tokens
from core.retrieval.chunking_grid import GRID, named
from core.retrieval.chunks import Chunk
from core.retrieval.documents import handbook
from core.retrieval.encode import question_vector, shipped_library
from core.retrieval.evaluate import (
    answered,
    held_by_one,
    mean_reciprocal_rank,
    measure,
    measure_shipped,
    of_kind,
    recall,
    table,
)
from core.retrieval.evaluation_questions import ENOUGH, KINDS, NOT_ANSWERED, labelled
from core.retrieval.presets import CHUNKS, EVALUATE, PRESETS, QUERY
from core.retrieval.search import rank, search
from core.retrieval.settings import METHODS, Chunking, SearchSettings

LIBRARY = shipped_library(Chunking())
PLACES = measure_shipped(Chunking())


def test_there_are_enough_questions_of_every_kind() -> None:
    kinds = Counter(question.kind for question in labelled())
    assert kinds.keys() == {*KINDS, NOT_ANSWERED}
    assert min(kinds[kind] for kind in KINDS) >= 15
    assert len(answered()) >= 60
    assert kinds[NOT_ANSWERED] >= 8
    assert len({question.text for question in labelled()}) == len(labelled())


def test_a_paraphrase_has_no_word_of_its_answer() -> None:
    pages = {page.title: page.text for page in handbook()}
    for question in labelled():
        if question.kind == "paraphrase":
            passage = pages[question.document][question.start : question.end]
            assert not set(tokens(question.text)) & set(tokens(passage)), question.text


def test_a_rare_name_is_rare() -> None:
    for question in labelled():
        if question.kind == "rare name":
            having = [
                len(LIBRARY.keywords.postings[word][0])
                for word in tokens(question.text)
                if word in LIBRARY.keywords.postings
            ]
            assert min(having) <= 3, question.text


def test_a_chunk_is_right_when_it_holds_enough_of_the_passage() -> None:
    question = answered()[0]
    length = question.end - question.start
    for share in (0.0, ENOUGH - 0.05, ENOUGH + 0.05, 1.0):
        end = question.start + round(share * length)
        chunk = Chunk("", question.document, "", max(question.start - 30, 0), end)
        assert question.held_by(chunk) == pytest.approx(share, abs=0.02)
        assert question.answered_by(chunk) == (share >= ENOUGH)
        assert not question.answered_by(replace(chunk, document="another"))


def test_measures_are_those_of_scikit_learn() -> None:
    # Where one chunk alone is right, recall at k is top-k accuracy, and MRR is label ranking's.
    scores, right = [], []
    for question in answered():
        ranking = rank(LIBRARY, question.text, question_vector(question.text))
        holds = [question.answered_by(chunk) for chunk in LIBRARY.chunks]
        if sum(holds) == 1:
            scores.append(ranking.scores["dense"])
            right.append(holds.index(True))
    alone = [
        sum(question.answered_by(chunk) for chunk in LIBRARY.chunks) == 1 for question in answered()
    ]
    places = PLACES["dense"][alone]
    assert len(places) > 20
    every = np.arange(len(LIBRARY))
    for k in (1, 3, 5, 10):
        expected = top_k_accuracy_score(right, np.array(scores), k=k, labels=every)
        assert recall(places, k) == pytest.approx(expected)
    hot = np.eye(len(LIBRARY), dtype=int)[right]
    expected = label_ranking_average_precision_score(hot, np.array(scores))
    assert mean_reciprocal_rank(places) == pytest.approx(expected)


@given(arrays(np.int64, st.integers(1, 30), elements=st.integers(0, 40)))
def test_recall_grows_with_k_and_bounds_the_reciprocal_rank(places: np.ndarray) -> None:
    curve = [recall(places, k) for k in range(1, 41)]
    assert curve == sorted(curve)
    assert curve[0] - 1e-12 <= mean_reciprocal_rank(places) <= curve[-1] + 1e-12


def test_no_place_is_found_where_no_chunk_holds_the_answer() -> None:
    small = shipped_library(Chunking(sentences=1))
    whole = held_by_one(small.chunks)
    never = measure(small)["dense"] == 0
    np.testing.assert_array_equal(never, whole < ENOUGH)
    assert held_by_one(LIBRARY.chunks).min() == 1


def test_paraphrases_are_found_by_meaning_and_rare_names_by_words() -> None:
    for chunking in GRID:
        places = measure_shipped(chunking)
        found = {
            (method, kind): mean_reciprocal_rank(places[method][of_kind(kind)])
            for method in METHODS
            for kind in KINDS
        }
        assert found["dense", "paraphrase"] > 2 * found["BM25", "paraphrase"], named(chunking)
        assert found["BM25", "rare name"] > found["dense", "rare name"], named(chunking)


def test_hybrid_is_at_least_as_good_as_the_better_one_as_the_page_opens() -> None:
    for k in (3, 5, 10):
        best = max(recall(PLACES["dense"], k), recall(PLACES["BM25"], k))
        assert recall(PLACES["hybrid"], k) >= best
    rows = {row.method: row for row in table(PLACES) if row.kind == "all"}
    assert rows["hybrid"].mrr > max(rows["dense"].mrr, rows["BM25"].mrr)


# --- Presets -------------------------------------------------------------------------------------


def hits(name: str, **changes: object) -> list:
    settings = replace(PRESETS[QUERY][name], **changes)
    library = shipped_library(settings.chunking)
    return search(library, settings.question, settings, question_vector(settings.question))


def right(name: str, method: str) -> int:
    """The place of the first right chunk of a preset's question; 0 for none."""
    settings = PRESETS[QUERY][name]
    row = [question.text for question in answered()].index(settings.question)
    return int(measure_shipped(settings.chunking)[method][row])


def test_presets_of_the_query_show_what_they_say() -> None:
    assert PRESETS[QUERY]["Meaning or words?"] == SearchSettings()
    first = [hits("Meaning or words?", method=method)[0] for method in METHODS]
    assert first[0].chunk.document == "Vanishing gradients"
    assert len({hit.index for hit in first}) > 1
    assert right("Other words, same meaning", "dense") == 1
    assert not 0 < right("Other words, same meaning", "BM25") <= 10
    assert right("A rare name", "BM25") == 1
    assert right("A rare name", "dense") > 5
    assert right("Hybrid", "hybrid") == 1
    assert max(right("Hybrid", name) for name in METHODS) > 1
    assert hits("Not in the handbook") == []


def test_mmr_takes_the_near_copies_away() -> None:
    def overlapping(found: list) -> int:
        return sum(
            a.chunk.document == b.chunk.document
            and a.chunk.start < b.chunk.end
            and b.chunk.start < a.chunk.end
            for i, a in enumerate(found)
            for b in found[:i]
        )

    assert overlapping(hits("Near-duplicates")) > overlapping(hits("Diversified by MMR"))


def test_presets_of_the_other_views_show_what_they_say() -> None:
    judged = {
        name: measure_shipped(settings.chunking)["hybrid"]
        for name, settings in PRESETS[EVALUATE].items()
    }
    assert recall(judged["Ten sentences"], 5) > recall(judged["One sentence"], 5)
    assert mean_reciprocal_rank(judged["Title in front"]) > mean_reciprocal_rank(
        judged["Four sentences"]
    )
    assert recall(judged["Cut at characters"], 5) < recall(judged["Four sentences"], 5)
    cut = PRESETS[CHUNKS]["Cut through words"]
    assert cut.cut == "characters"
    assert cut.overlap == 0
