"""Text of a learner's that must be shown as it is, and where on a page it is not.

Markdown, its colours, icons and formulas, HTML, and the tags and templates of plotly: each would
act on a part of ``MARKUP`` that reaches it as it was typed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pandas as pd
from streamlit.testing.v1.element_tree import Block

from tests.app.session import Session, header_of

MARKUP = "<u>q</u> $q$ :red[q] **q** `q` [q](javascript:q) <img src=q onerror='q()'> %{q}"
MARKDOWN = re.compile(
    r"(?<!\\)(<u>|<img|\$q\$|:red\[q|\*\*q|`q`|\[q\]\(javascript)"  # not with a \ before it
)
HTML = re.compile(r"<u>|<img src=q")
PLOTLY = re.compile(r"<u>|<img src=q|%\{q")
# Of a panel, what plotly gets; everything else is written by the scripts as text, never as HTML.
PLOTTED = ("data", "layout")


def acted_on(session: Session) -> Iterator[str]:
    """Every text on the page in which something would act on what a learner typed."""
    for found, texts in (
        (MARKDOWN, _markdown(session)),
        (HTML, (element.proto.body for element in session.get("html"))),
        (PLOTLY, _plotted(session)),
    ):
        for text in texts:
            if found.search(text):
                yield text


def _markdown(session: Session) -> Iterator[str]:
    """Every text that Streamlit reads as Markdown."""
    for kind in ("markdown", "caption", "warning", "info", "error", "success", "toast"):
        for element in getattr(session, kind):
            yield element.value
    for element in session.get("progress"):
        yield element.proto.text
    for table in session.table:
        yield from map(str, pd.DataFrame(table.value).to_numpy().ravel())
    for widget in session.widgets:
        yield widget.proto.label
        yield getattr(widget.proto, "help", "")
        if widget.type == "button_group":
            yield from widget.options
    for block in _blocks(session._tree):
        for kind in ("expandable", "tab", "popover"):
            yield getattr(getattr(block.proto, kind, None), "label", "")


def _blocks(node: Block) -> Iterator[Block]:
    for child in node.children.values():
        if isinstance(child, Block):
            yield child
            yield from _blocks(child)


def _plotted(session: Session) -> Iterator[str]:
    for component in session.components.values():
        for part in header_of(component).get("parts", {}).values():
            content = json.loads(part)
            for name in PLOTTED:
                yield from _texts(content.get(name))


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case list():
            for inner in value:
                yield from _texts(inner)
