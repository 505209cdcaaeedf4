"""Grounding and search at size on the page: answers, refusals, models, clicks, a grown index."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import plot
from core.percent import percent
from core.retrieval import answerability
from core.retrieval.encode import shipped_library
from core.retrieval.grounding_narration import NONE_HANDED_ON
from core.retrieval.settings import Chunking, SearchSettings
from tests.core.fake_hub import FakeHub
from tests.core.pdf_samples import LINE, pdf
from tests.core.tiny_language_model import tiny_language_model


def opened(view: str, **parameters: str) -> AppTest:
    at = AppTest.from_file("../../app/main.py", default_timeout=60).run()
    at.query_params["retrieval_view"] = view
    for name, value in parameters.items():
        at.query_params[name] = value
    at.switch_page("../pages/retrieval.py").run()
    assert not at.exception
    return at


def said(at: AppTest) -> str:
    return "\n".join(element.value for element in (*at.markdown, *at.caption))


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
    assert "*That is not in the documents.*" in [element.value for element in at.markdown]
    assert "below the threshold" in said(at)


def test_a_pdf_of_two_hundred_pages_is_read_and_a_damaged_one_is_answered() -> None:
    at = opened("Chunks", retrieval_source="own documents")
    book = pdf([[f"Page {number} of the book.", *[LINE] * 8] for number in range(1, 201)])
    key = "retrieval-own-file"
    at.file_uploader(key=key).set_value(
        [
            ("book.pdf", book, "application/pdf"),
            ("bad.pdf", b"%PDF-1.7 junk", "application/pdf"),
        ]
    )
    at.run()
    assert not at.exception
    assert "bad.pdf: The PDF is damaged" in at.warning[0].value.replace("\\", "")
    documents = at.session_state["retrieval-own-documents"]
    assert [document.title for document in documents] == ["book.pdf"]
    assert documents[0].text.count("\f") == 199
    assert "1 document, " in said(at)


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


def test_a_click_moves_the_query_and_junk_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened("How search walks")
    before = said(at)
    key = "retrieval-walk-stage"
    # The component that was drawn would answer for itself.
    monkeypatch.setattr(plot, "mount", lambda message, **more: None)
    for click in ({}, {"x": "left", "y": None}, {"x": 99, "y": -99}):
        at.session_state[key] = {"selected": {"panel": "layer", **click}}
        assert not at.run().exception
        assert said(at) == before
    at.session_state[key] = {"selected": {"panel": "layer", "x": 1.0, "y": -1.2}}
    assert not at.run().exception
    assert at.slider(key="retrieval-walk_x").value == 1.0
    assert at.slider(key="retrieval-walk_y").value == -1.2
    assert said(at) != before


def test_an_index_grows_by_steps_and_efsearch_turns_without_building_anew() -> None:
    at = opened("Search at size")
    assert "about 8 MB" in said(at)
    at.button(key="retrieval-size-round").click().run()
    held = at.session_state["retrieval-size-playback"]
    assert held.run.count == 6000
    at.select_slider(key="retrieval-size_ef").set_value(160).run()
    assert at.session_state["retrieval-size-playback"] is held
    assert "efSearch 160" in said(at)
    at.select_slider(key="retrieval-size_links").set_value(4).run()
    assert at.session_state["retrieval-size-playback"].run.count == 5000


def test_the_threshold_is_that_of_how_the_documents_are_cut() -> None:
    at = opened("Grounding")
    for sentences in (4, 1):
        at.slider(key="retrieval_sentences").set_value(sentences).run()
        library = shipped_library(Chunking(sentences=sentences))
        measured = answerability.measure(library, SearchSettings(), answerability.BOTH, worse=1.0)
        assert f"the threshold of {measured.threshold:.2f}" in said(at)
        assert f"answers **{percent(measured.made_up)}** of the others" in said(at)


def test_a_question_that_no_chunk_is_near_enough_to_is_answered_so() -> None:
    at = opened("Grounding", retrieval_threshold="0.8")
    assert "so there is an answer" not in said(at)
    assert "*That is not in the documents.*" in [element.value for element in at.markdown]
    assert NONE_HANDED_ON in said(at)
    assert "nothing to quote" in said(at)
