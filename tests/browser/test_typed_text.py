"""What somebody typed is read on the page letter by letter, whatever Markdown and plotly do."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.stage import Stage

JOINER = "\N{WORD JOINER}"  # shows nothing

TEXTS = [
    ":material/home: :streamlit: :red[x]",
    "a -> b -- c <- d >= e",
    "&lt;b&gt; &copy; &#65; <b>b</b>",
    "https://a.com www.a.com a@b.co",
    "**b** _i_ `c` $x$ [l](javascript:a)",
    "1. one",
    "- item",
    "---",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_value_that_is_refused_is_quoted_as_it_is(visit: Visit, text: str) -> None:
    page = visit("/train?" + urlencode({"train_data": text}))
    Stage(page)
    words = page.get_by_test_id("stSidebar").get_by_test_id("stAlert").text_content()
    assert f"The link says “{text}” for Data" in words.replace(JOINER, "")


@pytest.mark.parametrize("text", ["a <b>red</b> star", "a red &amp; blue %{x} star"])
def test_a_text_in_a_picture_is_as_it_was_typed(visit: Visit, text: str) -> None:
    page = visit(
        "/embeddings?"
        + urlencode({"embeddings_view": "Text and image", "embeddings-search_text": text})
    )
    Stage(page)
    drawn = page.locator(".dlp-stage .annotation-text")
    expect(drawn.first).to_be_visible()
    assert text in [words.replace(JOINER, "") for words in drawn.all_text_contents()]
