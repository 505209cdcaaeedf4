"""The retrieval page: encoding that can be stopped, own documents, and an encoder that is late."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app import encoder as loading
from app import encoding_job
from app.markdown import escape_markdown
from core.cache import SERVER
from core.embeddings import sentences
from core.percent import percent
from core.retrieval.chunking_grid import SIZES
from core.retrieval.chunks import Document
from core.retrieval.documents import handbook
from core.retrieval.encode import ChunkEncoding, shipped_library
from core.retrieval.evaluate import measure, measure_shipped, recall
from core.retrieval.grounding import GroundingSettings, quoted_right
from core.retrieval.settings import Chunking, SearchSettings
from tests.core.test_architecture import ROOT

NOTES = (
    "notes.md",
    b"# Quokkas\n\nThe quokka lives on Rottnest Island. It eats leaves.",
    "text/md",
)
TABLE = ("pets.csv", b"id,text\n1,The cat purrs.\n2,The dog barks loudly.\n", "text/csv")


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Replaces the model: a vector from a text's letters, and the number of texts in each call."""
    asked: list[int] = []

    def encode(texts: list[str]) -> np.ndarray:
        asked.append(len(texts))
        vectors = np.zeros((len(texts), sentences.DIMENSIONS), np.float32)
        for row, text in enumerate(texts):
            np.add.at(vectors[row], [ord(sign) % sentences.DIMENSIONS for sign in text or " "], 1)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    monkeypatch.setattr(sentences, "encode", encode)
    monkeypatch.setattr(loading, "loaded", lambda: True)
    SERVER.clear()
    yield asked
    SERVER.clear()  # of vectors that the real model would not give


def opened(**parameters: str) -> AppTest:
    at = AppTest.from_file("../../app/main.py", default_timeout=60).run()
    for name, value in parameters.items():
        at.query_params[f"retrieval_{name}"] = value
    return whole(at.switch_page("../pages/retrieval.py").run())


def whole(at: AppTest) -> AppTest:
    assert not at.exception, at.exception[0].message
    assert any("What you are seeing" in text.value for text in at.markdown)
    return at


def said(at: AppTest) -> str:
    return "\n".join(text.value for text in at.markdown)


def encoded(at: AppTest) -> AppTest:
    """Let the job on the page take its batches, as the browser's timer would."""
    job = at.session_state["retrieval-encoding"]
    while not job.encoding.finished:
        job.encoding.advance()
    return whole(at.run())


def test_the_first_picture_waits_for_no_library_that_is_slow() -> None:
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "at = AppTest.from_file('app/main.py', default_timeout=60).run()\n"
        "at.switch_page('../pages/retrieval.py').run()\n"
        "assert not at.exception and at.get('bidi_component')\n"
        "slow = ('torch', 'sklearn', 'sentence_transformers', 'transformers', 'pandas')\n"
        "print(*[name for name in slow if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == []


def test_a_question_of_ones_own_is_encoded_and_answered(encoder: list[int]) -> None:
    at = opened()
    assert encoder == []
    at.text_input(key="retrieval_question").set_value("A question nobody asked: 4711?").run()
    whole(at)
    assert encoder == [1]
    assert at.selectbox(key="retrieval-example").value is None
    at.selectbox(key="retrieval-example").select_index(0).run()
    assert (
        at.text_input(key="retrieval_question").value
        in at.selectbox(key="retrieval-example").options[0]
    )


def test_chunks_that_do_not_ship_are_encoded_behind_the_picture_and_can_be_stopped(
    encoder: list[int],
) -> None:
    at = opened(sentences="7")
    assert "125 chunks" in said(at)  # until then those that ship
    job = at.session_state["retrieval-encoding"]
    at.button(key="retrieval-encoding-halt").click().run()
    assert job.halted
    at.button(key="retrieval-encoding-halt").click().run()
    assert not job.halted
    whole(at)
    chunks = len(job.encoding.chunks)
    encoded(at)
    assert f"among {chunks} chunks" in said(at)
    assert sum(encoder) == chunks
    at.slider(key="retrieval_sentences").set_value(4).run()
    at.slider(key="retrieval_sentences").set_value(7).run()
    assert f"among {chunks} chunks" in said(at)  # from the session, at once
    assert sum(encoder) == chunks


def test_the_handbook_is_encoded_once_for_all_visitors_and_own_documents_for_their_own(
    encoder: list[int],
) -> None:
    first = opened(sentences="7")
    first.session_state["retrieval-encoding"].encoding.advance()
    second = opened(sentences="7").session_state["retrieval-encoding"].encoding
    assert second.done == second.part == sum(encoder)  # it goes on from there
    encoded(first)
    chunks = sum(encoder)
    third = opened(sentences="7")
    assert f"among {chunks} chunks" in said(third)
    second.advance()
    assert second.finished
    assert sum(encoder) == chunks
    for _ in range(2):
        own = ChunkEncoding((Document("own", "The quokka eats leaves."),), Chunking())
        own.advance()
        assert own.finished
    assert sum(encoder) == chunks + 2


@pytest.mark.parametrize("advance", ["warming", "gradually"])
def test_a_page_does_not_wait_while_another_loads_the_encoder(
    encoder: list[int], monkeypatch: pytest.MonkeyPatch, advance: str
) -> None:
    monkeypatch.setattr(loading, "loaded", lambda: False)
    monkeypatch.setattr(loading, "load", Loading())
    if advance == "gradually":
        job = encoding_job.Job("wanted", ChunkEncoding(handbook(), Chunking(sentences=7)))
        encoding_job.advance(job, missing=True)
        assert not job.halted
    else:
        at = opened()
        for _ in range(3):  # as the browser's timer would
            at.run()
            assert not at.warning
    assert loading.load.calls == 0


class Loading:
    """The encoder, as it is while another visitor's page loads it."""

    def __init__(self) -> None:
        self.calls = 0

    def busy(self) -> bool:
        return True

    def __call__(self) -> None:
        self.calls += 1


def test_own_documents_are_searched_and_a_bad_one_loses_nothing(encoder: list[int]) -> None:
    at = opened(source="own documents")
    assert "125 chunks" in said(at)
    upload = at.file_uploader(key="retrieval-own-file")
    upload.set_value([NOTES, TABLE])
    encoded(whole(at.run()))
    at.text_input(key="retrieval_question").set_value("quokka island").run()
    assert "Quokkas" in said(at)
    assert "notes.md" in said(at)
    bad = ("bad.txt", b"\x00\x01\x02", "text/plain")
    at.file_uploader(key="retrieval-own-file").set_value([NOTES, TABLE, bad])
    whole(at.run())
    assert [warning.value.startswith("bad.txt") for warning in at.warning] == [True]
    assert "notes.md" in said(at)
    for view in ("Chunks", "Does it work?"):
        whole(at.segmented_control(key="retrieval_view").set_value(view).run())


def test_the_column_of_a_table_can_be_chosen(encoder: list[int]) -> None:
    at = opened(source="own documents", view="Chunks")
    table = b"title,text\nCats,The cat purrs all day.\nDogs,The dog barks.\n"
    at.file_uploader(key="retrieval-own-file").set_value([("pets.csv", table, "text/csv")])
    whole(at.run())
    assert escape_markdown("pets.csv: text") in said(at)
    at.selectbox(key="retrieval-own-column-1-pets.csv").set_value("title").run()
    assert escape_markdown("pets.csv: title") in said(at)


def test_too_much_text_is_refused_and_the_page_stays(encoder: list[int]) -> None:
    at = opened(source="own documents", cut="characters", characters="100")
    long = ("long.txt", b"Some words. " * 40_000, "text/plain")
    at.file_uploader(key="retrieval-own-file").set_value([long])
    whole(at.run())
    assert any("encodes at most 3,000" in warning.value for warning in at.warning)
    assert "125 chunks" in said(at)


def test_another_job_gives_the_first_one_up(encoder: list[int]) -> None:
    at = opened(sentences="7")
    first: ChunkEncoding = at.session_state["retrieval-encoding"].encoding
    at.slider(key="retrieval_sentences").set_value(9).run()
    second: ChunkEncoding = at.session_state["retrieval-encoding"].encoding
    assert first is not second
    assert second.chunking.sentences == 9


def test_without_an_encoder_words_still_find_and_a_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(texts: list[str]) -> np.ndarray:
        raise ValueError("The sentence encoder is not installed.")

    monkeypatch.setattr(sentences, "encode", missing)
    monkeypatch.setattr(loading, "loaded", lambda: False)
    SERVER.clear()
    at = opened(method="BM25")
    at.text_input(key="retrieval_question").set_value("Who wrote of RetinaNet, please?").run()
    whole(at)
    assert any("not installed" in warning.value for warning in at.warning)
    assert "**Loss functions › Unbalanced classes** comes first" in said(at)


@pytest.mark.parametrize("view", ["Does it work?", "Search at size"])
def test_files_are_still_there_after_a_view_without_their_uploader(
    encoder: list[int], view: str
) -> None:
    at = opened(source="own documents")
    at.file_uploader(key="retrieval-own-file").set_value([NOTES, TABLE])
    encoded(whole(at.run()))
    first = at.session_state["retrieval-own-documents"]
    whole(at.segmented_control(key="retrieval_view").set_value(view).run())
    at.segmented_control(key="retrieval_view").set_value("Query").run()
    for _ in range(2):
        whole(at.run())
        assert at.session_state["retrieval-own-documents"] == first
        assert any("still loaded" in caption.value for caption in at.caption)
    at.file_uploader(key="retrieval-own-file").set_value([TABLE])
    whole(at.run())
    assert [one.title for one in at.session_state["retrieval-own-documents"]] == ["pets.csv: text"]
    at.file_uploader(key="retrieval-own-file").set_value([])
    whole(at.run())
    assert at.session_state["retrieval-own-documents"] == ()


def test_own_documents_stay_on_screen_while_one_more_is_encoded(encoder: list[int]) -> None:
    at = opened(source="own documents")
    at.file_uploader(key="retrieval-own-file").set_value([NOTES])
    encoded(whole(at.run()))
    assert "among 1 chunks" in said(at)
    at.file_uploader(key="retrieval-own-file").set_value([NOTES, TABLE])
    whole(at.run())
    assert not at.session_state["retrieval-encoding"].encoding.finished
    assert "among 1 chunks" in said(at)


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


def test_the_sweep_ranks_by_words_as_the_knobs_say() -> None:
    at = opened(view="Does it work?", method="BM25", k1="3.0", b="1.0", top="1")
    ways = [measure(shipped_library(way), k1=3.0, b=1.0)["BM25"] for way in SIZES]
    shares = [recall(places, 1) for places in ways]
    assert min(shares) < min(recall(measure_shipped(way)["BM25"], 1) for way in SIZES)
    assert f"BM25 ranges from {percent(min(shares))}" in said(at)
