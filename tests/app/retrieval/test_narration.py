"""What is said of a search: every number in it is that of the search."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.figures.retrieval.query import ORDER
from app.views.retrieval import narration
from core.retrieval import search
from core.retrieval.encode import question_vector
from core.retrieval.evaluation_questions import labelled
from core.retrieval.settings import SearchSettings
from tests.app.retrieval.samples import LIBRARY

ASKED = SearchSettings().question


def about(**changes: object) -> tuple[str, list[search.Hit]]:
    settings = replace(SearchSettings(), **changes)
    known = {one.text for one in labelled()} | {SearchSettings().question}
    vector = question_vector(settings.question if settings.question in known else ASKED)
    ranking = search.rank(LIBRARY, settings.question, vector)
    rankings = {
        method: search.hits(LIBRARY, settings.question, replace(settings, method=method), ranking)
        for method in ORDER
    }
    label = next((one for one in labelled() if one.text == settings.question), None)
    said = narration.about_search(settings, LIBRARY, ranking, rankings, label)
    return "\n".join(said), rankings[settings.method]


def test_the_winner_of_hybrid_is_a_sum_that_adds_up() -> None:
    said, hits = about(method="hybrid", question="What do the three gates of an LSTM control?")
    first, second, whole = re.search(
        r"1/\(60 \+ (\d+)\) \+ 1/\(60 \+ (\d+)\) = (0\.\d+)", said
    ).groups()
    assert 1 / (60 + int(first)) + 1 / (60 + int(second)) == pytest.approx(float(whole), abs=5e-5)
    assert float(whole) == pytest.approx(hits[0].score, abs=5e-5)
    # Second by meaning and first by words is worth what the other way round is.
    assert hits[0].score == hits[1].score
    assert "The GRU, scores the same." in said


def test_what_each_word_adds_makes_the_score() -> None:
    said, hits = about(method="BM25", question="Sepp Hochreiter, thesis of 1991")
    added = [float(number) for number in re.findall(r"adds (\d+\.\d+)", said)]
    assert len(added) == len(hits[0].words) > 2
    assert sum(added) == pytest.approx(hits[0].score, abs=0.01 * len(added))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"method": "BM25", "question": "How do I bake sourdough bread?"}, "finds nothing"),
        ({"threshold": 0.8}, "may also drop chunks that answer"),
        ({"diverse": True}, "MMR with λ = 0.70"),
        ({"threshold": 0.3}, "The minimum cosine of 0.30 leaves"),
        ({"question": "Can a chatbot invent untrue statements?"}, "no search word of the question"),
        ({"method": "BM25", "question": "the of and"}, "The question has **no search word**"),
        ({"diverse": True, "mmr_lambda": 1.0}, "does not make the hits more diverse here"),
    ],
)
def test_every_case_has_its_sentence(changes: dict, said: str) -> None:
    assert said in about(**changes)[0]
