"""What every page has: how a view is answered, and texts from outside."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest

from app import page
from app.markdown import escape_markdown


def test_only_a_view_that_plays_nothing_is_a_fragment(monkeypatch: pytest.MonkeyPatch) -> None:
    apart: list[Callable] = []
    monkeypatch.setattr(page.st, "fragment", lambda show: apart.append(show) or show)
    shown: list[str] = []
    page.render_view(shown.append, "still")
    page.render_view(shown.append, "playing", plays=True)
    assert shown == ["still", "playing"]
    assert [inspect.unwrap(show) for show in apart] == [shown.append]


JOINER = "\N{WORD JOINER}"  # shows nothing, and keeps two signs apart


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("*bold* _it_ `c`", r"\*bold\* \_it\_ \`c\`"),
        ("# head\n> quote", "\\# head\n\\> quote"),
        ("[a](b) <i> $x$ a|b", r"\[a\](b) \<i\> \$x\$ a\|b"),
        (":red[x]", rf"\:{JOINER}red\[x\]"),
        (":material/home:", rf"\:{JOINER}material/home\:"),
        ("a -> b -- c", rf"a -{JOINER}\> b -{JOINER}- c"),
        ("https://a.b www.a.b a@b.c", rf"https\:{JOINER}//a.b www{JOINER}.a.b a@{JOINER}b.c"),
        ("&copy; &lt;", "&amp;copy; &amp;lt;"),
        ("- item\n+ item\n12. item", "\\- item\n\\+ item\n12\\. item"),
        ("    code", "code"),
        ("plain, 3.5% of 1,000: yes - 12:30", rf"plain, 3.5% of 1,000\: yes - 12\:{JOINER}30"),
    ],
)
def test_a_text_from_outside_has_nothing_that_markdown_acts_on(text: str, escaped: str) -> None:
    assert escape_markdown(text) == escaped
