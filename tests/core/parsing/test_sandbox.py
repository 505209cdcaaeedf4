"""A file is read in a process of its own: the same data as here, or a sentence, and in time."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from core.parsing import process, worker
from core.parsing.image import read_image
from core.parsing.pdf import read_pdf
from core.parsing.sandbox import Sandbox
from core.parsing.table import read_table
from core.parsing.vectors import read_vectors
from core.parsing.wire import Inbox, message, pack, receive
from tests.core.pdf_samples import pdf
from tests.load.hostile.documents import FLATE, deflated, one_page
from tests.load.hostile.vectors import npy

ODD = "n,whole,text,switch,gaps,big\n" + "\n".join(
    f"{at / 7},{at},{'ab'[at % 2]} é,{at % 2 == 0},{'' if at % 3 else 'True'},{10**400}"
    for at in range(20)
)
ENDLESS = one_page(deflated(20 * 2**20, b"BT (aa) Tj ET   "), FLATE)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(processes=1, seconds=20)
    yield made
    made.close()


def photograph() -> bytes:
    file = io.BytesIO()
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def test_a_table_comes_back_as_it_was_read(sandbox: Sandbox) -> None:
    read, here = sandbox.read("table", ODD.encode(), "odd.csv"), read_table(ODD.encode(), "odd.csv")
    pd.testing.assert_frame_equal(read.frame, here.frame)
    assert (read.name, read.notes) == (here.name, here.notes)
    assert sandbox.read("table", b"1.5\n2.5\n", "one.csv", least=1).frame.shape == (2, 1)


def test_vectors_pictures_and_texts_come_back_as_they_were_read(sandbox: Sandbox) -> None:
    content = npy(np.random.default_rng(0).normal(size=(20, 3)))
    read, vectors = sandbox.read("vectors", content, "a.npy"), read_vectors(content, "a.npy")
    np.testing.assert_array_equal(read.vectors, vectors.vectors)
    words = b"word,kind,x,y\n" + b"".join(b"w%d,k,%d,1\n" % (at, at * at) for at in range(9))
    assert sandbox.read("vectors", words, "a.csv").labels.equals(
        read_vectors(words, "a.csv").labels
    )
    seen = sandbox.read("image", photograph(), "a.png")
    assert seen.fingerprint == read_image(photograph(), "a.png").fingerprint
    book = pdf([["The first page has words."], ["The second has others."]])
    assert sandbox.read("pdf", book, "a.pdf") == read_pdf(book, "a.pdf")


def test_the_sentence_of_a_reader_comes_back(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="This is a PDF, not a table as text"):
        sandbox.read("table", b"%PDF-1.7", "a.csv")


def test_what_a_library_says_stays_in_the_log(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(content: bytes, name: str) -> None:
        raise KeyError("xref at /secret")

    sent = io.BytesIO()
    asked = {"kind": "image", "name": "a", "seconds": 9, "options": {}}
    monkeypatch.setattr("core.parsing.image.read_image", broken)
    # In this process, no alarm may ring and no limit may be set.
    monkeypatch.setattr(worker, "_end_after", lambda *given, **how: None)
    monkeypatch.setattr(worker, "_limit_memory", lambda: None)
    monkeypatch.setattr(worker, "_resident", lambda: 0.0)
    worker.serve(io.BytesIO(message(asked, [b"x"])), sent)
    sent.seek(0)
    assert receive(sent) == ({"ready": True}, [])
    assert receive(sent) == ({"problem": worker.FAILED}, [])
    assert "xref at /secret" in capfd.readouterr().err


def test_a_reading_that_takes_too_long_is_stopped_and_the_next_one_is_read() -> None:
    sandbox = Sandbox(processes=1, seconds=0.5)
    reading = sandbox.start("pdf", ENDLESS, "endless.pdf")
    while not reading.begun:
        reading.wait(0.01)
    begun = time.monotonic()
    while not reading.wait(0.1):
        pass
    assert 0.4 < time.monotonic() - begun < 5
    with pytest.raises(
        ValueError, match=r"more than 0\.5 seconds of work, so the app stopped it\.$"
    ):
        reading.result()
    sandbox.seconds = 20
    assert "words" in sandbox.read("pdf", pdf([["A page that has some words."]]), "a.pdf").text
    sandbox.close()


def test_a_cancelled_reading_ends_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    begin = process.subprocess.Popen

    def noted(*given, **how):
        made = begin(*given, **how)
        started.append(made.pid)
        return made

    monkeypatch.setattr(process.subprocess, "Popen", noted)
    sandbox = Sandbox(processes=1)
    reading = sandbox.start("pdf", ENDLESS, "endless.pdf")
    while not reading.begun:
        reading.wait(0.01)
    reading.cancel()
    assert reading.wait(0)
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)
    waiting = sandbox.start("image", photograph(), "a.png")
    assert waiting.wait(30)
    assert len(started) == 2
    sandbox.close()


def test_files_are_read_in_their_turn() -> None:
    sandbox = Sandbox(processes=1, seconds=20)
    first, second, third = (sandbox.start("image", photograph(), f"{at}.png") for at in range(3))
    assert not second.wait(0.1)
    assert not second.begun
    second.cancel()
    assert not third.wait(0.1)
    assert first.wait(30)
    assert third.wait(30)
    assert third.result().name == "2.png"
    sandbox.close()


def test_a_process_that_has_ended_is_replaced(sandbox: Sandbox) -> None:
    sandbox.read("image", photograph(), "a.png")
    idle = sandbox._idle[0]
    idle._process.kill()
    idle._process.wait()
    assert sandbox.read("image", photograph(), "b.png").name == "b.png"


def test_the_reading_process_has_a_limit_of_memory() -> None:
    code = (
        "from core.parsing import worker\n"
        "worker._limit_memory()\n"
        "try:\n    bytearray(worker.MEGABYTES * 2**20)\n"
        "except MemoryError:\n    print('refused')"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=process.ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "refused\n"


def test_a_reader_without_memory_says_that_the_file_is_too_large() -> None:
    problem = ValueError("The PDF is damaged.")
    problem.__cause__ = MemoryError()
    assert worker._sentence(problem) == worker.TOO_LARGE
    assert worker._sentence(ValueError("The file is empty.")) == "The file is empty."


def test_messages_arrive_whole_from_any_pieces() -> None:
    sent = message({"a": 1}, [b"xy\n", b""]) + message({"b": "ü"})
    inbox, got = Inbox(), []
    for place in range(len(sent)):
        inbox.add(sent[place : place + 1])
        while (one := inbox.next()) is not None:
            got.append(one)
    assert got == [({"a": 1}, [b"xy\n", b""]), ({"b": "ü"}, [])]


def test_an_array_of_objects_is_not_sent() -> None:
    vectors = read_vectors(npy(np.eye(9)), "a.npy")
    object.__setattr__(vectors, "vectors", np.array([print], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        pack(vectors)
