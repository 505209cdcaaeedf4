"""Grounding: the prompt has it all, the answer is word for word, and the gate errs as it says."""

from __future__ import annotations

import ast
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.embeddings import sentences as encoder
from core.parsing.pdf import read_pdf
from core.retrieval import answerability, grounding, precomputed
from core.retrieval.answerability import BOTH, KINDS, MEANING, cheapest, evidence, rates
from core.retrieval.bm25 import BM25
from core.retrieval.chunks import Document, cut_all
from core.retrieval.encode import question_vector, shipped_library
from core.retrieval.evaluation_questions import labelled
from core.retrieval.grounding import (
    Grounded,
    GroundingSettings,
    Right,
    ground,
    quoted_right,
)
from core.retrieval.grounding_narration import PRESETS, Judged, about
from core.retrieval.programs import grounding_script
from core.retrieval.search import Library, search
from core.retrieval.settings import Chunking, SearchSettings
from core.retrieval.token_count import READ, beyond, token_count
from tests.core.pdf_samples import LINE, pdf

FIRST = PRESETS["A definition"].question


@pytest.fixture(scope="module")
def library() -> Library:
    return shipped_library(Chunking())


def grounded(library: Library, question: str, **chosen: object) -> Grounded:
    vector = question_vector(question)
    hits = search(library, question, SearchSettings(question=question), vector)
    return ground(question, hits, library, vector, GroundingSettings(**chosen))


def test_the_shipped_vectors_are_what_the_encoder_says() -> None:
    texts, asked = precomputed.handbook_sentences(), precomputed.unanswered()
    questions = [*asked[precomputed.NEAR], *asked[precomputed.FAR]]
    held = precomputed.shipped()
    assert [len(held["sentences"]), len(held["unanswered"])] == [len(texts), len(questions)]
    for vectors, said in ((held["sentences"], texts), (held["unanswered"], questions)):
        places = [0, len(said) // 2, len(said) - 1]
        fresh = encoder.encode([said[at] for at in places])
        np.testing.assert_allclose(vectors[places], fresh, atol=2e-3)
    mixed = precomputed.sentence_vectors([texts[3], "No handbook says this.", texts[1]])
    np.testing.assert_array_equal(mixed[[0, 2]], held["sentences"][[3, 1]])
    np.testing.assert_allclose(mixed[1], encoder.encode(["No handbook says this."])[0], atol=1e-6)


def test_the_questions_that_are_not_answered_are_no_others() -> None:
    asked = {question.text for question in labelled()}
    more = [*precomputed.unanswered()[precomputed.NEAR], *precomputed.unanswered()[precomputed.FAR]]
    assert len(set(more)) == len(more) >= 30
    assert not asked & set(more)


def test_coverage_is_the_rare_words_share() -> None:
    keywords = BM25.of(["gates forget", "gates open", "a loss falls"])
    shares = answerability.coverage(keywords, "Does a gate forget dragons?")
    weights = {
        word: log(1 + (3 - n + 0.5) / (n + 0.5))
        for word, n in {"gate": 2, "forget": 1, "dragon": 0}.items()
    }
    for word, weight in weights.items():
        assert shares[word] == pytest.approx(weight / sum(weights.values()))
    expected = [shares["gate"] + shares["forget"], shares["gate"], 0]
    texts = ["The gate forgets; gates forget.", "gates open", "a loss falls"]
    found = [answerability.covered(shares, text) for text in texts]
    np.testing.assert_allclose(found, expected)
    assert answerability.coverage(keywords, "of the") == {}
    assert answerability.covered({}, "of the") == 0


@given(
    st.lists(st.tuples(st.floats(0, 1, width=16), st.booleans()), min_size=2, max_size=12),
    st.sampled_from([0.25, 1.0, 4.0]),
)
def test_no_threshold_costs_less_than_the_cheapest(pairs, worse: float) -> None:
    found = np.array([one for one, _ in pairs])
    has_answer = np.array([there for _, there in pairs])
    if has_answer.all() or not has_answer.any():
        return

    def cost(threshold: float) -> float:
        refused = np.mean(found[has_answer] < threshold)
        return refused + worse * np.mean(found[~has_answer] >= threshold)

    tried = np.concatenate([found, found + 1e-9])
    best = min(map(cost, tried[tried <= found.max()]))
    assert cost(cheapest(found, has_answer, worse)) == pytest.approx(best)


def test_the_gate_errs_as_measured_and_both_kinds_of_evidence_are_better(library: Library) -> None:
    searching = SearchSettings(method="hybrid")
    gates = {kind: answerability.measure(library, searching, kind, worse=1.0) for kind in KINDS}
    for measured in gates.values():
        assert len(measured.answered) == sum(question.answered for question in labelled())
        assert len(measured.unanswered) >= 40
        question, found = measured.answered[5]
        vector = question_vector(question)
        hits = search(library, question, searching, vector)
        assert found == pytest.approx(evidence(library, question, vector, hits, measured.kind))
        refused, made_up = rates(
            np.array([found for _, found in measured.answered]),
            np.array([found for _, found in measured.unanswered]),
            np.array([measured.threshold]),
        )
        # Judged by the other half's threshold, it cannot come out better than by its own.
        assert measured.refused + measured.made_up >= refused[0] + made_up[0] - 1e-9
    cost = {kind: measured.refused + measured.made_up for kind, measured in gates.items()}
    assert cost[BOTH] < cost[MEANING]
    assert cost[BOTH] < 0.45
    strict, lax = (answerability.measure(library, searching, BOTH, worse) for worse in (4.0, 0.25))
    assert strict.threshold > lax.threshold
    assert strict.made_up < lax.made_up
    assert strict.refused > lax.refused


def test_the_presets_are_judged_as_they_say(library: Library) -> None:
    for name, preset in PRESETS.items():
        vector = question_vector(preset.question)
        hits = search(library, preset.question, preset, vector)
        known = answerability.measure(library, preset, BOTH, worse=1.0).threshold
        answered = evidence(library, preset.question, vector, hits, BOTH) >= known
        assert answered is (name not in ("Related, but not covered", "Unrelated")), name
        label = next((one for one in labelled() if one.text == preset.question), None)
        if label is None or not label.answered:
            continue
        done = ground(preset.question, hits, library, vector, GroundingSettings())
        assert any(label.answered_by(hit.chunk) for hit in hits), name
        page = next(one.text for one in library.documents if one.title == label.document)
        passage = page[label.start : label.end]
        quoted = any(passage in one.text or one.text in passage for one in done.answer)
        assert quoted is (name != "Found, but badly quoted"), name


def test_only_what_is_handed_on_is_evidence(library: Library) -> None:
    asked = "What is RoPE?"
    vector = question_vector(asked)
    found = {
        method: evidence(
            library,
            asked,
            vector,
            search(library, asked, SearchSettings(method=method), vector),
            BOTH,
        )
        for method in ("dense", "BM25")
    }
    assert found["dense"] < 0.3 < 0.45 < found["BM25"]
    assert evidence(library, asked, vector, [], BOTH) == 0
    nothing = answerability.measure(library, SearchSettings(threshold=0.8), BOTH, worse=1.0)
    assert (nothing.refused, nothing.made_up) == (1, 0)


def test_the_prompt_has_the_instruction_the_sources_and_the_question(library: Library) -> None:
    done = grounded(library, FIRST)
    hits = search(library, FIRST, SearchSettings(), question_vector(FIRST))
    assert done.prompt.startswith(grounding.INSTRUCTION)
    assert done.prompt.endswith(f"Question: {FIRST}\nAnswer:")
    for number, (hit, name) in enumerate(zip(hits, done.sources, strict=True), start=1):
        assert f"[{number}] {name}\n{hit.chunk.text}" in done.prompt
        assert name.startswith(hit.chunk.document)
    assert FIRST in done.bare
    assert not any(hit.chunk.text in done.bare for hit in hits)


def test_an_answer_is_word_for_word_and_names_its_source(library: Library) -> None:
    done = grounded(library, FIRST, quoted=3)
    hits = search(library, FIRST, SearchSettings(), question_vector(FIRST))
    assert len(done.answer) == 3
    assert done.answer == done.candidates[:3]
    scores = [one.score for one in done.candidates]
    assert scores == sorted(scores, reverse=True)
    for one in done.candidates:
        assert one.text in " ".join(hits[one.source - 1].chunk.text.split("\n"))
        assert not one.text.startswith("#")
    assert any("adds its input to its output" in one.text for one in done.answer)


def test_by_meaning_a_sentence_scores_its_cosine_and_its_chunks(library: Library) -> None:
    done = grounded(library, FIRST, kind=MEANING)
    hits = search(library, FIRST, SearchSettings(), question_vector(FIRST))
    bare = [one for one in done.candidates if one.text in precomputed.handbook_sentences()]
    assert len(bare) > 3
    cosines = precomputed.sentence_vectors([one.text for one in bare]) @ question_vector(FIRST)
    chunks = [hits[one.source - 1].stages["dense"] for one in bare]
    expected = (cosines + np.array(chunks)) / 2
    np.testing.assert_allclose([one.score for one in bare], expected, atol=1e-6)


def test_without_hits_there_is_no_answer(library: Library) -> None:
    done = ground(FIRST, [], library, question_vector(FIRST), GroundingSettings())
    assert done.answer == done.candidates == ()
    assert done.prompt.startswith(grounding.INSTRUCTION)


def test_a_source_in_a_pdf_is_a_page() -> None:
    read = read_pdf(pdf([[LINE], ["Gates decide what a memory keeps."], [LINE]]), "book.pdf")
    documents = (Document(read.name, read.text),)
    chunking = Chunking(sentences=1, overlap=0.0)
    chunks = cut_all(documents, chunking)
    vectors = np.eye(len(chunks), 384, dtype=np.float32)
    library = Library.of(documents, chunking, chunks, vectors)
    hits = search(library, "gates", SearchSettings(method="BM25"), vectors[0])
    assert grounding.source(hits[0]) == "book.pdf, page 2"


def test_quoting_is_counted_by_kind_and_words_help_with_names(library: Library) -> None:
    shares = {
        method: quoted_right(library, SearchSettings(method=method), GroundingSettings())
        for method in ("dense", "hybrid")
    }
    quoted = {
        method: {kind: one.quoted for kind, one in right.items()}
        for method, right in shares.items()
    }
    assert quoted["hybrid"]["rare name"] > quoted["dense"]["rare name"] > 0.5
    assert quoted["hybrid"]["plain"] > 0.7
    assert quoted["hybrid"]["paraphrase"] < quoted["hybrid"]["plain"]
    # The rest is not lost in the search.
    dense = shares["dense"]["paraphrase"]
    assert dense.quoted < dense.found < 1
    whole = quoted_right(library, SearchSettings(), GroundingSettings(quoted=5))
    assert all(one.quoted <= one.found for one in whole.values())


def test_tokens_are_counted_by_the_encoders_own_tokenizer() -> None:
    from transformers import AutoTokenizer

    theirs = AutoTokenizer.from_pretrained(encoder.folder(), local_files_only=True)
    text = "Jozefowicz, Zaremba and Sutskever: a bias of 1. " * 60
    assert token_count(text) == len(theirs.encode(text, add_special_tokens=False)) > 256
    word = "gate "
    assert beyond([word * READ, word * (READ + 1), "", text]).tolist() == [False, True, False, True]
    # What is beyond is not in the vector.
    alike = encoder.encode([word * (READ + 1), word * (READ + 50)])
    np.testing.assert_allclose(alike[0], alike[1], atol=1e-6)


def test_words_and_program(library: Library) -> None:
    settings = GroundingSettings()
    done = grounded(library, FIRST)
    measured = answerability.measure(library, SearchSettings(), BOTH, worse=1.0)
    for own, right in ((0.9, {"plain": Right(0.75, 0.5)}), (0.1, {})):
        sentences = about(done, Judged(own, measured, not right), settings, right)
        assert f"{token_count(done.prompt)}" in sentences[0]
        assert ("there is an answer" in sentences[1]) is (own > measured.threshold)
    tricky = Grounded('Why """ and \\n?', (), 'say """ \\n', '"""', (), ())
    tree = ast.parse(grounding_script(tricky))
    values = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    }
    assert values["WITH"] == tricky.prompt
    assert values["WITHOUT"] == tricky.bare
