"""A disk that is full or may only be read: the pages stay, and what is missing is said."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import components
from app.catalogue import CONCEPTS
from tests.core.test_architecture import ROOT

# Refuses whatever Python would write, as a file system does: nobody needs to be root for it. Run
# as root, which no permission stops, it is as strict.
REFUSING = """
import errno, os, sys, tempfile
from streamlit.testing.v1 import AppTest  # makes a folder for itself
tempfile.tempdir = None
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
refused = []
def refuse(event, given):
    writes = event in ("os.mkdir", "os.rename", "os.remove", "os.link", "os.symlink")
    if event == "open" and not str(given[0]).startswith("/dev/"):
        writes = isinstance(given[0], (str, bytes)) and bool((given[2] or 0) & WRITING)
    if writes:
        refused.append(given[0])
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(given[0]))
sys.addaudithook(refuse)
"""
PAGES = """
at = AppTest.from_file("app/main.py", default_timeout=300).run()
assert not at.exception and at.page_link
for slug in {slugs}:
    at.switch_page(f"../pages/{{slug}}.py").run()
    assert not at.exception, slug
    assert at.get("bidi_component"), slug
from core.embeddings import umap_learn
umap_learn.library()
for key in ("step", "round"):
    at.switch_page("../pages/train.py").run()
    at.button(key=f"train-{{key}}").click().run()
    assert not at.exception
assert at.session_state["train-playback"].run.step > 1
assert refused, "Nothing was tried to be written: this test tests nothing."
"""


def test_every_page_works_where_nothing_can_be_written() -> None:
    components.publish()
    program = REFUSING + PAGES.format(slugs=[one.slug for one in CONCEPTS])
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]


def test_what_lies_there_is_not_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = components.publish.__wrapped__
    names = publish(tmp_path)

    def refuse(*given: object, **more: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "mkdir", refuse)
    monkeypatch.setattr(components.tempfile, "TemporaryDirectory", refuse)
    assert publish(tmp_path) == names
    with pytest.raises(OSError, match="Read-only"):
        publish(tmp_path / "another")


@pytest.mark.parametrize("slug", ["home", *(one.slug for one in CONCEPTS)])
def test_where_the_scripts_cannot_be_written_the_page_says_what_to_do(
    slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv/secret/place")

    monkeypatch.setattr(components, "publish", refuse)
    at = AppTest.from_file("../../app/main.py", default_timeout=60).run()
    if slug != "home":
        at.switch_page(f"../pages/{slug}.py").run()
    (said,) = at.error
    assert "`python -m app.components`" in said.value
    assert "secret" not in said.value
    assert not at.exception


def test_the_command_that_the_sentence_names_writes_them() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.components"], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0
    folder, library = components.publish()
    assert (components.STATIC / folder).is_dir()
    assert (components.STATIC / library).is_file()
