"""What the documents name is there: links, files, commands, and every page of the app."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.catalogue import CONCEPTS

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), ROOT / "deploy" / "README.md"]
EVERY = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
LINK = re.compile(r"\]\(([^)#:]+)\)")
# A path in backticks that has no gap for a name.
PATH = re.compile(r"`((?:\.ci|app|assets|core|deploy|pages|tests)/[\w./-]*)`")
MODULE = re.compile(r"python -m ((?:app|core|deploy|tests)[\w.]*)")


@EVERY
def test_links_lead_somewhere(path: Path) -> None:
    links = LINK.findall(path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@EVERY
def test_files_and_commands_are_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [name for name in PATH.findall(text) if not (ROOT / name).exists()] == []
    assert [name for name in MODULE.findall(text) if find_spec(name) is None] == []


@pytest.mark.parametrize("name", ["README.md", "TEACHING.md"])
def test_every_page_is_named_in_the_order_of_the_app(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(r"^(?:\| )?\*\*([^*]+?)\.?\*\*(?: \||.)", text, re.MULTILINE)
    assert named == [concept.title for concept in CONCEPTS]
