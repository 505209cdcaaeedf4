"""Grounding: answers, refusals, and a language model by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.figures.retrieval import grounding
from core.percent import percent
from core.retrieval import answerability
from core.retrieval.answerability import BOTH, KINDS, measure
from core.retrieval.encode import question_vector, shipped_library
from core.retrieval.grounding import GroundingSettings, Right, ground, quoted_right
from core.retrieval.grounding_narration import NONE_HANDED_ON
from core.retrieval.search import search
from core.retrieval.settings import Chunking, SearchSettings
from tests.app.pictures import check
from tests.app.retrieval.samples import THEMES
from tests.app.retrieval.visit import encoded, opened, said
from tests.core.fake_hub import FakeHub
from tests.core.tiny_language_model import tiny_language_model


@THEMES
@pytest.mark.parametrize("kind", KINDS)
def test_grounding_can_be_drawn(kind: str, theme) -> None:
    library = shipped_library(Chunking())
    question = "What does a residual block compute?"
    vector = question_vector(question)
    hits = search(library, question, SearchSettings(), vector)
    measured = measure(library, SearchSettings(), kind, worse=1.0)
    for found in (hits, hits[:1], []):
        done = ground(question, found, library, vector, GroundingSettings(kind=kind))
        for known in (True, False):
            panel = grounding.sentences(done, known, theme)
            check([panel])
            colours = panel.data[0]["marker"]["color"]
            blue = sum(colour != theme.grid for colour in colours)
            assert blue == (len(done.answer) if known else 0)
    check(
        [
            grounding.gate(measured, 0.5, theme),
            grounding.errors(measured, theme),
            grounding.quoted({"plain": Right(0.75, 0.5), "rare name": Right(1.0, 1.0)}, 1, theme),
        ]
    )
    assert len(grounding.gate(measured, 0.5, theme).data[1]["x"]) == len(measured.answered)


def test_what_is_quoted_is_measured_of_the_chunks_on_screen(encoder: list[int]) -> None:
    at = opened(view="Grounding", sentences="7")
    job = at.session_state["retrieval-encoding"].encoding
    for ready in (False, True):
        library = job.library() if ready else shipped_library(Chunking())
        right = quoted_right(library, SearchSettings(), GroundingSettings())
        for part, verb in (
            (0, "contain the right passage, or a sentence of it,"),
            (1, "quotes it"),
        ):
            shares = ", ".join(f"{kind} {percent(share[part])}" for kind, share in right.items())
            assert f"{verb} for: {shares}." in said(at)
        encoded(at)


def preset(at: AppTest, name: str) -> AppTest:
    at.pills(key="retrieval-preset").set_value(name).run()
    assert not at.exception
    return at


def test_an_answer_quotes_its_source_and_its_prompt_is_there_in_full() -> None:
    at = preset(opened("Grounding"), "A definition")
    assert "A residual block adds its input to its output" in said(at)
    assert "There is only the question and no source" in said(at)
    bare, prompt = (code.value for code in at.code)
    assert "numbered sources" in prompt
    assert "[5]" in prompt
    assert "adds its input to its output" in prompt
    assert "adds its input to its output" not in bare


@pytest.mark.parametrize("name", ["Related, but not covered", "Unrelated"])
def test_what_is_not_in_the_documents_is_said(name: str) -> None:
    at = preset(opened("Grounding"), name)
    assert "*No answer found.*" in [element.value for element in at.markdown]
    assert "below the threshold" in said(at)
    assert "The answer may still be there: this threshold refuses" in said(at)
    assert "honest" not in said(at)


def test_a_language_model_answers_both_prompts_or_the_page_says_why_not(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PLAYGROUND_HUB", "on")
    at = opened("Grounding")
    at.toggle(key="retrieval-writing").set_value(True).run()
    assert "Press Load" in said(at)
    with monkeypatch.context() as offline:
        offline.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
        at.button(key="retrieval-writing-load").click().run()
    assert not at.exception
    assert "no network connection" in at.warning[0].value
    name = hub.add("tiny/llama", tiny_language_model(tmp_path / "tiny", positions=2048))
    at.text_input(key="retrieval-writing-name").set_value(name).run()
    at.button(key="retrieval-writing-load").click().run()
    assert not at.exception
    assert not at.warning
    assert "wrote this from its training, without a source" in said(at)
    assert "from the prompt with the sources" in said(at)
    assert "There is only the question" not in said(at)
    for view in ("Query", "Grounding"):
        at.segmented_control(key="retrieval_view").set_value(view).run()
    assert not at.exception
    assert "wrote this from its training, without a source" in said(at), (
        "it stays while others are seen"
    )


def test_the_threshold_is_that_of_how_the_documents_are_cut() -> None:
    at = opened("Grounding")
    for sentences in (4, 1):
        at.slider(key="retrieval_sentences").set_value(sentences).run()
        library = shipped_library(Chunking(sentences=sentences))
        measured = answerability.measure(library, SearchSettings(), answerability.BOTH, worse=1.0)
        assert f"the threshold of {measured.threshold:.2f}" in said(at)
        assert f"refuses **{percent(measured.refused)}** of the answerable" in said(at)
        assert f"answers **{percent(measured.made_up)}** of the others" in said(at)


def test_a_question_that_no_chunk_is_near_enough_to_is_answered_so() -> None:
    at = opened("Grounding", threshold="0.8")
    assert "so there is an answer" not in said(at)
    assert "*No answer found.*" in [element.value for element in at.markdown]
    assert NONE_HANDED_ON in said(at)
    assert "nothing to quote" in said(at)


def test_a_learner_sets_the_threshold_and_sees_what_it_costs() -> None:
    at = opened("Grounding")
    shares = []
    for needed in (0.1, 0.9):
        at.toggle(key="retrieval-grounding_by_hand").set_value(True).run()
        at.slider(key="retrieval-grounding_threshold").set_value(needed).run()
        assert "You set the threshold by hand" in said(at)
        assert f"the threshold of {needed:.2f}" in said(at)
        found = re.search(r"refuses \*\*(\d+)%\*\* of the answerable", said(at))
        shares.append(int(found[1]))
        assert ("*No answer found.*" in [one.value for one in at.markdown]) == (needed == 0.9)
    assert shares[0] < shares[1]


def test_what_the_interview_asks_is_answered_from_the_handbook() -> None:
    asked = {
        "Why do deep networks need non-linear activations?": ("dense", "bend"),
        "Why do embeddings power RAG?": ("hybrid", "embedding"),
        "How does a convolution work?": ("dense", "moves a small window of weights"),
    }
    library = shipped_library(Chunking())
    for question, (method, words) in asked.items():
        searching, vector = SearchSettings(method=method), question_vector(question)
        hits = search(library, question, searching, vector)
        gate = measure(library, searching, BOTH, worse=1.0)
        assert answerability.evidence(library, question, vector, hits, BOTH) >= gate.threshold
        answer = ground(question, hits, library, vector, GroundingSettings()).answer
        assert words in answer[0].text
