"""A visit to the page."""

from __future__ import annotations


def said(at):
    assert not at.exception
    return "\n".join(element.value for element in (*at.markdown, *at.caption))
