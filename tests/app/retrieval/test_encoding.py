"""Encoding that can be stopped, that visitors share, and an encoder that is late."""

from __future__ import annotations

import pytest

from app import encoder as loading
from app import encoding_job
from core.retrieval.chunks import Document
from core.retrieval.documents import handbook
from core.retrieval.encode import ChunkEncoding
from core.retrieval.settings import Chunking
from tests.app.retrieval.visit import encoded, opened, said, whole


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


def test_another_job_gives_the_first_one_up(encoder: list[int]) -> None:
    at = opened(sentences="7")
    first: ChunkEncoding = at.session_state["retrieval-encoding"].encoding
    at.slider(key="retrieval_sentences").set_value(9).run()
    second: ChunkEncoding = at.session_state["retrieval-encoding"].encoding
    assert first is not second
    assert second.chunking.sentences == 9
