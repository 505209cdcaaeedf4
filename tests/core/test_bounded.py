"""Nothing that a visitor chooses or brings is kept for the whole server beyond a bound in bytes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.core.test_architecture import ROOT, imports, sources, spelled_out

# Caches of these parameters: each is one of a short list that ships, so that all of them together
# are bounded. What depends on anything else belongs in core/cache.py.
SHIPPED = {
    "app/session.py": {"streamlit.cache_resource": "any"},  # a bool for each browser
    "app/components.py": {"publish": "static"},  # the folder of the scripts
    "app/figures/embeddings/learn/words.py": {"_colours": "theme"},  # light or dark
    "app/figures/gans/plane.py": {"square": "theme"},
    "app/page.py": {"lesson": "slug"},
    "core/convolution/images.py": {"held_out": "name"},
    "core/convolution/build_assets.py": {"shipped": "name"},
    "core/embeddings/images.py": {"_looks": "corpus"},
    "core/embeddings/scenes.py": {"_possible": "which"},
    "core/embeddings/shipped.py": {"_file": "name"},
    "core/embeddings/skip_gram.py": {"space": "corpus"},
    "core/embeddings/two_tower.py": {"space": "corpus"},
    "core/data/images.py": {"drawing": "name", "photograph": "name"},
    "core/retrieval/encode.py": {"shipped_library": "chunking"},
    "core/sequences/build_assets.py": {"shipped": "kind"},
}
BY_NUMBER = {"functools.lru_cache", "functools.cache"}
STREAMLIT = {"streamlit.cache_data", "streamlit.cache_resource"}


def kept(source: str) -> dict[str, str]:
    """The functions of a source that are cached by number, and their parameters.

    A cache of Streamlit's stands under its own name, wherever it is used.
    """
    tree = ast.parse(source)
    bound = imports(tree)
    found = {
        name: "any"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name)
        and (name := spelled_out(node, bound)) in STREAMLIT
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            marks = [
                mark.func if isinstance(mark, ast.Call) else mark for mark in node.decorator_list
            ]
            if BY_NUMBER & {spelled_out(mark, bound) for mark in marks}:
                found[node.name] = ast.unparse(node.args)
        elif isinstance(node, ast.Call) and spelled_out(node.func, bound) in BY_NUMBER:
            decorates = any(
                node in other.decorator_list
                for other in ast.walk(tree)
                if isinstance(other, ast.FunctionDef | ast.AsyncFunctionDef)
            )
            if not decorates:
                found[ast.unparse(node)] = "any"
    return found


def unbounded(source: str, allowed: dict[str, str]) -> list[str]:
    """The functions of a source whose caches may grow with what visitors ask for."""
    names = {
        name: [one.split(":")[0].split("=")[0].strip() for one in given.split(",")]
        for name, given in kept(source).items()
    }
    return sorted(name for name, given in names.items() if given not in ([""], [allowed.get(name)]))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (
            "import streamlit as st\n@st.cache_data(max_entries=3)\ndef f(x): ...",
            ["streamlit.cache_data"],
        ),
        (
            "from streamlit import cache_resource\n@cache_resource\ndef f(): ...",
            ["streamlit.cache_resource"],
        ),
        ("from functools import lru_cache\n@lru_cache(maxsize=4)\ndef f(x): ...", ["f"]),
        ("import functools as t\n@t.cache\ndef f(x, y=2): ...", ["f"]),
        ("from functools import cache\nclass A:\n    @cache\n    def f(self): ...", ["f"]),
        ("from functools import cache\nf = cache(len)", ["cache(len)"]),
        ("from functools import lru_cache\n@lru_cache(maxsize=1)\ndef f(): ...", []),
        ("from functools import cache\n@cache\ndef ships(name: str = 'a'): ...", []),
        ("from core.cache import shared\n@shared\ndef f(x): ...", []),
    ],
)
def test_a_cache_without_a_bound_in_bytes_is_seen(source: str, found: list[str]) -> None:
    assert unbounded(source, {"ships": "name"}) == found


@pytest.mark.parametrize(
    "path", sources("core", "app", "pages"), ids=lambda p: str(p.relative_to(ROOT))
)
def test_what_visitors_ask_for_is_kept_within_a_bound_in_bytes(path: Path) -> None:
    allowed = SHIPPED.get(str(path.relative_to(ROOT)), {})
    assert unbounded(path.read_text(encoding="utf-8"), allowed) == []


def test_the_list_of_what_ships_is_not_longer_than_needed() -> None:
    for name, functions in SHIPPED.items():
        assert functions.keys() <= kept((ROOT / name).read_text(encoding="utf-8")).keys(), name
