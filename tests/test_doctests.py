"""The examples in docstrings do what they say, and none is written so that it would not be run."""

from __future__ import annotations

import ast
import doctest
import importlib
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(path for folder in ("core", "app") for path in (ROOT / folder).rglob("*.py"))
EXAMPLES = [path for path in SOURCES if ">>> " in path.read_text(encoding="utf-8")]
# Their examples fetch a model from huggingface.co.
ONLINE = {
    ROOT / "core" / name
    for name in (
        "convolution/pretrained.py",
        "embeddings/hub.py",
        "hub/__init__.py",
        "hub/memory.py",
        "hub/models.py",
        "hub/repository.py",
        "retrieval/generator.py",
    )
}
INDENTED = re.compile(r"(?:^ {4}.*\n?(?:\n(?= {4}))?)+", re.MULTILINE)


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", [path for path in EXAMPLES if path not in ONLINE], ids=module)
def test_examples_do_what_they_say(path: Path) -> None:
    found = doctest.testmod(importlib.import_module(module(path)), optionflags=doctest.ELLIPSIS)
    assert found.attempted
    assert not found.failed


def test_what_is_online_has_examples() -> None:
    assert set(EXAMPLES) >= ONLINE


def left_out(source: str) -> Iterator[str]:
    """The indented blocks of docstrings that are Python, and that doctest does not run."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            for block in INDENTED.findall(ast.get_docstring(node) or ""):
                try:
                    ast.parse(textwrap.dedent(block))
                except SyntaxError:
                    continue  # a formula, a command or an example for doctest
                yield block


@pytest.mark.parametrize(
    ("block", "count"),
    [("    run = Run()\n", 1), ("    >>> run = Run()\n", 0), ("    python -m core.ship\n", 0)],
)
def test_an_example_that_would_not_run_is_seen(block: str, count: int) -> None:
    assert len(list(left_out(f'"""What it does.\n\n{block}\nMore.\n"""\n'))) == count


def test_every_example_is_run() -> None:
    sources = {module(path): path.read_text(encoding="utf-8") for path in SOURCES}
    assert {name: found for name, text in sources.items() if (found := list(left_out(text)))} == {}
