"""What every page has: how a view is answered, and texts from outside."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest

from app import page


def test_only_a_view_that_plays_nothing_is_a_fragment(monkeypatch: pytest.MonkeyPatch) -> None:
    apart: list[Callable] = []
    monkeypatch.setattr(page.st, "fragment", lambda show: apart.append(show) or show)
    shown: list[str] = []
    page.answer(shown.append, "still")
    page.answer(shown.append, "playing", plays=True)
    assert shown == ["still", "playing"]
    assert [inspect.unwrap(show) for show in apart] == [shown.append]


@pytest.mark.parametrize("text", ["*bold*", "# head", "[a](b)", "$x$", ":red[x]", "a|b", "`c`"])
def test_a_text_from_outside_stays_as_it_is(text: str) -> None:
    said = page.plain(text)
    assert said.replace("\\", "") == text
    assert all(f"\\{mark}" in said for mark in text if mark in "*#[]$:|`")
