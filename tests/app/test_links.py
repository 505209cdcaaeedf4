"""What a link carries: knobs and short texts of its own page. And the app knows no secret."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.TextInput_pb2 import TextInput
from streamlit.testing.v1 import AppTest

from tests.app.test_pages import SLUGS, opened

ROOT = Path(__file__).parents[2]
LONGEST = 300  # characters of a text that is a knob, such as a question


def protos(at: AppTest) -> Iterator[object]:
    """Every element on the page, as it travels to the browser."""
    return (element.proto for element in at if hasattr(element, "proto"))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_link_carries_knobs_of_its_page_and_no_long_text(slug: str) -> None:
    at = opened(slug)
    views = at.segmented_control(key=f"{slug}_view").options
    carried = set()
    for view in views:
        at.segmented_control(key=f"{slug}_view").set_value(view).run()
        for proto in protos(at):
            text = isinstance(proto, TextInput)
            assert not text or proto.type != TextInput.PASSWORD, proto.label
            if name := getattr(proto, "query_param_key", ""):
                carried.add(name)
                assert name.startswith((f"{slug}_", f"{slug}-")), name
                assert not text or 0 < proto.max_chars <= LONGEST, name
    assert f"{slug}_view" in carried
    assert len(carried) > len(views)


def test_the_app_knows_no_secret_and_no_user() -> None:
    sources = [path for name in ("app", "core", "pages") for path in (ROOT / name).rglob("*.py")]
    asked = {
        (path.name, node.attr)
        for path in sources
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "st"
    }
    assert any(attribute == "slider" for _, attribute in asked)
    assert not [use for use in asked if use[1] in ("secrets", "user", "login", "connection")]


def test_no_usage_statistics_are_sent() -> None:
    """Nor is another host asked for anything: every test in a browser watches that."""
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
