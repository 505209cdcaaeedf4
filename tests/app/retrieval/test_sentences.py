"""What is said of searches holds for any settings, against an independent count."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from math import dist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics.pairwise import cosine_similarity

from app.figures.retrieval.query import ORDER
from app.views.retrieval import chunks as chunk_view
from app.views.retrieval import narration, verdict
from core.retrieval import answerability, evaluate, grounding, search
from core.retrieval.answerability import KINDS
from core.retrieval.bm25 import STOP_WORDS
from core.retrieval.chunking_grid import GRID, SWEEPS, named
from core.retrieval.chunks import cut_all
from core.retrieval.documents import handbook
from core.retrieval.encode import question_vector, shipped_library
from core.retrieval.evaluation_questions import labelled
from core.retrieval.graph_walk import WalkSettings, walked, words
from core.retrieval.grounding import GroundingSettings
from core.retrieval.grounding_narration import Judged, about, refusal
from core.retrieval.index_size import EFS, GrowthFrame, GrowthSettings, Measured
from core.retrieval.index_size_narration import about as about_size
from core.retrieval.precomputed import sentence_vectors, unanswered
from core.retrieval.settings import Chunking, SearchSettings
from tests.strategies import any_settings
from tests.sweep import number, shorter, sweep

ASKED = [
    *(one.text for one in labelled()),
    "the of and",
    "zzz qqq",
    "Why?",
    "a network of networks",
]


@st.composite
def searches(draw: st.DrawFn) -> SearchSettings:
    """Any search in a library that ships, for a question that is labelled, or odd."""
    chosen = draw(any_settings(SearchSettings))
    cut = draw(st.sampled_from(GRID))
    return replace(chosen, **vars(cut), question=draw(st.sampled_from(ASKED)), source="handbook")


def vector_of(question: str) -> np.ndarray:
    """Its vector; one of its own for a question that does not ship, without the encoder."""
    if question in {one.text for one in labelled()}:
        return question_vector(question)
    made = np.random.default_rng(len(question)).normal(size=384).astype(np.float32)
    return made / np.linalg.norm(made)


@sweep
@given(searches())
def test_query(settings: SearchSettings) -> None:
    library, question = shipped_library(settings.chunking), settings.question
    vector = vector_of(question)
    ranking = search.rank(library, question, vector, k1=settings.k1, b=settings.b)
    rankings = {
        name: search.hits(library, question, replace(settings, method=name), ranking)
        for name in ORDER
    }
    label = next((one for one in labelled() if one.text == question), None)
    said = narration.about_search(settings, library, ranking, rankings, label)
    asked = {word for word in re.findall(r"\w+", question.lower()) if word not in STOP_WORDS}
    texts = [
        set(re.findall(r"\w+", chunk.searched(settings.titled).lower())) for chunk in library.chunks
    ]
    cosines = cosine_similarity(library.vectors, vector[None])[:, 0]
    if not rankings[settings.method]:
        if settings.method == "BM25":
            assert not any(asked & text for text in texts)
            assert ("no search word" in said[0]) == (not asked)
        else:
            assert cosines.max() < settings.threshold
            assert f"cosine of {cosines.max():.2f}" in said[0]
        return
    first = rankings[settings.method][0]
    if settings.method == "dense":
        assert cosines[first.index] >= cosines.max() - 1e-6
    assert ("**no search word of the question**" in said[1]) == (
        bool(asked) and not asked & texts[first.index]
    )
    assert ("The question has **no search word**" in said[1]) == (not asked)
    lists = [{hit.index for hit in rankings[name]} for name in ("dense", "BM25")]
    if all(lists):
        both = len(lists[0] & lists[1])
        assert f"**{both or 'none'} of them" in said[2]
        chance = len(lists[0]) * len(lists[1]) / len(library)
        assert f"would share {chance:.1f}." in said[2]
    else:
        assert "nothing is found" in said[2]
    for sentence in said:
        if "MMR with" in sentence:
            now, before = (float(one) for one in re.findall(r"\d\.\d{3}", sentence))
            assert ("diversifies the hits" in sentence) == (now < before) or now == before
            rows = [hit.index for hit in rankings[settings.method]]
            alike = cosine_similarity(library.vectors[rows])[np.triu_indices(len(rows), 1)]
            assert abs(now - (alike.mean() if len(rows) > 1 else 1)) < 1e-3
        if sentence.startswith("The minimum cosine"):
            assert f"leaves {(cosines >= settings.threshold).sum()} of" in sentence


@sweep
@given(any_settings(Chunking))
def test_chunks(chunking: Chunking) -> None:
    chunks = cut_all(handbook(), chunking)
    said = " ".join(chunk_view._said(handbook(), chunks, chunking.titled))
    stored = sum(chunk.end - chunk.start for chunk in chunks)
    whole = sum(len(page.text) for page in handbook())
    assert f"**{stored / whole:.2f} times**" in said
    covered = {page.title: np.zeros(len(page.text), int) for page in handbook()}
    for chunk in chunks:
        covered[chunk.document][chunk.start : chunk.end] += 1
    twice = sum(int((times > 1).sum()) for times in covered.values())
    assert ("searched twice" in said) <= (twice > 0)
    cut = 0
    for chunk in chunks:
        text = next(page.text for page in handbook() if page.title == chunk.document)
        rest = text[chunk.end :]
        # The handbook's sentences end with a full stop before white space.
        ends = not rest.strip() or (text[chunk.end - 1] in ".!?:" and rest[:1].isspace())
        cut += not ends
    if "Every chunk ends" in said:
        assert cut == 0
    else:
        assert abs(
            number(r"\*\*([\d,]+) of [\d,]+\*\* chunks? ends? within", said) - cut
        ) <= 0.03 * len(chunks)


@shorter
@given(searches(), st.sampled_from(list(SWEEPS)))
def test_evaluate(settings: SearchSettings, way: str) -> None:
    library = shipped_library(settings.chunking)
    places = evaluate.measure(library, k1=settings.k1, b=settings.b)
    measured = {
        named(one): evaluate.measure_shipped(one, settings.k1, settings.b) for one in SWEEPS[way]
    }
    said = verdict.about(places, settings, library, measured, way)
    asked = [one for one in labelled() if one.answered]

    def share(found: np.ndarray, kind: str = "") -> float:
        kept = [place for place, one in zip(found, asked, strict=True) if kind in ("", one.kind)]
        return float(np.mean([0 < place <= settings.top for place in kept]))

    values = [
        share(places[name], kind)
        for kind in ("paraphrase", "rare name")
        for name in ("dense", "BM25")
    ]
    listed = [int(one) for one in re.findall(r"(\d+)%", said[1])]
    assert np.allclose(listed, [100 * value for value in values], atol=0.51)
    opposite = values[0] > values[1] and values[3] > values[2]
    assert ("the opposite" in said[1]) == opposite
    best = {
        "recall": max(share(places[name]) for name in ("dense", "BM25")) <= share(places["hybrid"]),
        "MRR": max(np.mean([1 / p if p else 0 for p in places[name]]) for name in ("dense", "BM25"))
        <= np.mean([1 / p if p else 0 for p in places["hybrid"]]) + 1e-12,
    }
    assert ("at least as good" in said[2]) == all(best.values())
    shares = [share(found[settings.method]) for found in measured.values()]
    assert ("is the same everywhere" in said[3]) == (max(shares) == min(shares))
    if max(shares) > min(shares):
        won, lost = (number(rf"(\d+){word}", said[3]) for word in (" questions are won", " lost"))
        assert won - lost == round(len(asked) * (max(shares) - min(shares)))
    assert ("more words for the same k" in said[3]) == (way == "size")


@shorter
@given(searches(), any_settings(GroundingSettings))
def test_grounding(searching: SearchSettings, settings: GroundingSettings) -> None:
    library, question = shipped_library(searching.chunking), searching.question
    vector = vector_of(question)
    hits = search.search(library, question, searching, vector)
    gate = answerability.measure(library, searching, settings.kind, settings.worse, settings.set_to)
    own = answerability.evidence(library, question, vector, hits, settings.kind)
    judged = Judged(own, gate, own_documents=False)
    done = grounding.Grounded(question, tuple(map(grounding.source, hits)), "p", "b", (), ())
    said = " ".join(about(done, judged, settings, {}))
    assert "honest" not in said + refusal(done, judged)
    if not hits:
        assert "nothing to quote" in said
        return
    assert ("so there is an answer" in said) == (own >= gate.threshold)
    assert f"refuses {100 * gate.refused:.0f}% of the questions" in refusal(done, judged)
    # Counted anew: each half by the other's threshold, or all by the learner's.
    answered = dict(gate.answered)
    texts = [one.text for one in labelled()] + [*unanswered()["near"], *unanswered()["far"]]
    evidence = dict(gate.answered) | dict(gate.unanswered)
    has = np.array([text in answered for text in texts])
    found = np.array([evidence[text] for text in texts])
    if settings.by_hand:
        assert gate.threshold == max(settings.threshold, answerability.LEAST)
        refused = np.mean(found[has] < gate.threshold)
        made_up = np.mean(found[~has] >= gate.threshold)
        assert "Of these questions" in said
    else:
        passed = np.zeros(len(found), bool)
        for half in (0, 1):
            train, test = slice(1 - half, None, 2), slice(half, None, 2)
            passed[test] = found[test] >= cheapest(found[train], has[train], settings.worse)
        refused, made_up = np.mean(~passed[has]), np.mean(passed[~has])
        assert "not used to choose it" in said
    assert (gate.refused, gate.made_up) == pytest.approx((refused, made_up))
    if settings.kind != KINDS[1]:
        return
    # By meaning: the best chunk's cosine and the best whole sentence's.
    rows = [hit.index for hit in hits]
    best = cosine_similarity(library.vectors[rows], vector[None]).max()
    whole = answerability.whole_sentences(library, hits)
    assert all(any(one in hit.chunk.text for hit in hits) for one in whole)
    if whole:
        best = (best + cosine_similarity(sentence_vectors(whole), vector[None]).max()) / 2
    assert own == pytest.approx(best, abs=1e-5)


def cheapest(found: np.ndarray, has: np.ndarray, worse: float) -> float:
    """The threshold between two questions, or below all, with the least cost; the lowest such."""
    ordered = sorted(set(found.tolist()))
    offered = [ordered[0], *((a + b) / 2 for a, b in pairwise(ordered))]
    costs = [np.mean(found[has] < one) + worse * np.mean(found[~has] >= one) for one in offered]
    return max(offered[int(np.argmin(np.round(costs, 12)))], answerability.LEAST)


@sweep
@given(any_settings(GrowthSettings), st.integers(0, 1000))
def test_index_size(settings: GrowthSettings, seed: int) -> None:
    rng = np.random.default_rng(seed)
    measured = []
    for count in (1000, 2000, 5000)[: rng.integers(1, 4)]:
        recall = np.sort(rng.choice(np.linspace(0.3, 1, 351), len(EFS)))
        measured.append(
            Measured(
                count=count,
                exact_seconds=float(rng.uniform(1e-5, 1e-2)),
                exact_bytes=count * 256,
                bytes=count * 400,
                build_seconds=float(rng.uniform(0.1, 3)),
                recall=recall,
                seconds=rng.uniform(1e-5, 1e-2, len(EFS)),
                comparisons=rng.uniform(10, count, len(EFS)),
            )
        )
    said = about_size(GrowthFrame(1, measured[-1].count, tuple(measured)), settings)
    at, last = EFS.index(settings.ef), measured[-1]
    assert f"**{100 * last.recall[at]:.1f}%**" in said[0]
    enough = [ef for ef, share in zip(EFS, last.recall, strict=True) if share >= 0.95]
    assert (f"is **{enough[0]}**" in said[1]) if enough else ("No efSearch up to" in said[1])
    assert "no search can fix" not in said[1]
    if len(measured) > 1:
        before, now = measured[0].recall[at], last.recall[at]
        error = np.sqrt((before * (1 - before) + now * (1 - now)) / 500)
        assert ("finds less in this larger index" in said[2]) == (before - now > 2 * error)


@sweep
@given(any_settings(WalkSettings))
def test_graph_walk(settings: WalkSettings) -> None:
    done = walked(settings)
    said = words(done, settings)
    distances = [dist(point, done.query) for point in done.graph.points]
    nearest = int(np.argmin(distances))
    missed = done.found != nearest
    assert ("true nearest point" in said[1]) != missed
    assert f"{distances[done.found]:.3f} away" in said[1]
    count = done.moments[-1].comparisons
    assert f"**{count} times**" in said[0]
    assert ("exact search takes fewer" in said[0]) == (count > len(distances))
    if not missed:
        return
    kept = {at for _, at in done.moments[-1].best}
    assert not any(nearest in done.graph.layers[0].get(at, ()) for at in kept)
    wider = re.search(r"With ef (\d+), it finds it", said[1])
    tried = [2**power for power in range(1, 7) if 2**power > settings.ef]
    finds = [ef for ef in tried if walked(replace(settings, ef=ef)).found == nearest]
    assert (int(wider[1]) == finds[0]) if finds else (wider is None)
