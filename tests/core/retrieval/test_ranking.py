"""Ranking by words, by both, and spread: against bm25s and the formulas of the papers."""

from __future__ import annotations

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.retrieval.bm25 import BM25, tokens
from core.retrieval.chunks import cut_all
from core.retrieval.documents import handbook
from core.retrieval.evaluation_questions import labelled
from core.retrieval.fusion import mmr, ranks, reciprocal_rank_fusion
from core.retrieval.settings import Chunking

TEXTS = [chunk.text for chunk in cut_all(handbook(), Chunking())]


@pytest.mark.parametrize(("k1", "b"), [(1.2, 0.75), (2.0, 0.0), (0.0, 0.5), (3.0, 1.0)])
def test_scores_are_those_of_bm25s(k1: float, b: float) -> None:
    theirs = bm25s.BM25(k1=k1, b=b, method="lucene", dtype="float64")
    theirs.index([tokens(text) for text in TEXTS], show_progress=False)
    ours = BM25.of(TEXTS)
    for question in labelled():
        # bm25s does not take words that no text has.
        asked = [word for word in tokens(question.text) if word in ours.postings]
        expected = theirs.get_scores(asked) if asked else np.zeros(len(TEXTS))
        np.testing.assert_allclose(ours.scores(question.text, k1, b), expected, atol=1e-6)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ﬁne ﬂow eﬃcient", "fine flow efficient"),  # ligatures, as PDFs have them
        ("Ｎｅｔｗｏｒｋ　２０２４", "network 2024"),  # full width
        ("cafe\u0301", "café"),  # an accent as a sign of its own
        ("ﾈｯﾄﾜｰｸ", "ネットワーク"),  # half width
    ],
)
def test_one_word_in_two_ways_of_writing_is_one_word(written: str, plain: str) -> None:
    assert tokens(written) == tokens(plain) == plain.split()
    index = BM25.of([written, "other words"])
    assert index.scores(plain)[0] == index.scores(written)[0] > 0


def test_a_rare_word_counts_more_and_a_repeated_one_ever_less() -> None:
    index = BM25.of(["cat dog", "cat cat", "cat fish", "cat cat cat cat"])
    assert index.rarity("dog") > index.rarity("cat") > 0 == index.rarity("unheard")
    one, two, _, four = index.scores("cat", b=0.0)
    assert 0 < four - two < 2 * (two - one)
    long, short = BM25.of(["cat " + "word " * 20, "cat word"]).scores("cat")
    assert short > long


def test_what_each_word_adds_is_the_score() -> None:
    index = BM25.of(TEXTS)
    question = "Who proposed Xavier, and Xavier who?"
    parts = index.by_word(question, 1.2, 0.75)
    np.testing.assert_allclose(sum(parts.values()), index.scores(question))
    assert set(parts) <= set(tokens(question))


def test_nothing_to_go_on_scores_nothing() -> None:
    for texts in (["", "the of"], ["a cat"]):
        assert not BM25.of(texts).scores("the unheard").any()
    assert tokens("What is the ResNet-152?") == ["resnet", "152"]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_ranks_follow_the_scores(values: list[int]) -> None:
    scores = np.array(values, float)
    places = ranks(scores, scores > 0)
    assert sorted(places[places > 0]) == [*range(1, int((scores > 0).sum()) + 1)]
    order = np.argsort(-scores, kind="stable")
    assert [*places[order][: (scores > 0).sum()]] == [*range(1, int((scores > 0).sum()) + 1)]


def test_fusion_is_the_papers_sum() -> None:
    fused = reciprocal_rank_fusion([np.array([1, 2, 3]), np.array([2, 0, 1])])
    np.testing.assert_allclose(fused, [1 / 61 + 1 / 62, 1 / 62, 1 / 63 + 1 / 61])


@given(st.integers(0, 999), st.floats(0, 1))
def test_mmr_is_the_papers_greedy_choice(seed: int, weight: float) -> None:
    generator = np.random.default_rng(seed)
    vectors = generator.normal(size=(8, 5))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    relevance = generator.random(8)
    chosen: list[int] = []
    for _ in range(5):
        left = [i for i in range(8) if i not in chosen]

        def worth(i: int) -> float:
            alike = max((float(vectors[i] @ vectors[j]) for j in chosen), default=0.0)
            return weight * relevance[i] - (1 - weight) * alike

        chosen.append(max(left, key=worth))
    assert mmr(relevance, vectors, weight, 5) == chosen
    assert mmr(relevance, vectors, 1.0, 8) == [*np.argsort(-relevance)]
