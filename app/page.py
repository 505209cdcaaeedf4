"""What every concept's page has, in the same order and the same words.

A page calls ``header``, then its knobs and pictures, then ``seeing``, ``code`` and ``footer``.
"""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import boundary, session
from app.catalogue import BY_SLUG
from app.turn import turn

LESSONS = Path(__file__).parent.parent / "assets" / "lessons"


@cache
def lesson(slug: str) -> dict:
    """The page's words, from ``assets/lessons/<slug>.toml``."""
    return tomllib.loads((LESSONS / f"{slug}.toml").read_text(encoding="utf-8"))


def header(slug: str) -> DeltaGenerator:
    """The title, beside it a place for what the page wants there, and below it the idea."""
    session.arrive(slug)
    concept = BY_SLUG[slug]
    with st.container(gap="xxsmall"):
        row = st.container(horizontal=True, vertical_alignment="center", gap="medium")
        row.subheader(concept.title, icon=concept.icon, anchor=False, width="content")
        st.markdown(concept.idea)
    return row


def answer(show: Callable[..., None], *given: object, plays: bool = False) -> None:
    """Draw a view, its knobs included, so that a knob reruns this alone.

    The rest of the page then neither runs nor is drawn again, and the picture comes sooner. Not so
    a view that ``plays`` a run: there only a whole rerun interrupts a tick (app/player.py).
    """
    (show if plays else boundary.fragment(turn.request()(show)))(*given)


# Marks of Markdown; and at the start of a line those of lists, rules, headings and code.
MARKS = re.compile(r"[\\`*_\[\]<>$#:~|]|^[-+=](?=\s|$)|(?<=\d)[.)](?=\s|$)|^[ \t]+", re.MULTILINE)
# What Streamlit turns into icons, arrows and links after Markdown is done, whatever was escaped.
AFTERWARDS = re.compile(r"(?<=:)(?=\w|//)|(?<=[-<>~=])(?=[-<>=])|(?<=@)|(?<=www)(?=\.)")


def plain(text: str) -> str:
    """A text from outside, such as a file's name, with nothing in it that Markdown would act on."""
    apart = AFTERWARDS.sub("\N{WORD JOINER}", text)  # shows nothing, and parts what is one sign
    escaped = MARKS.sub(lambda mark: f"\\{mark[0]}" if mark[0].strip() else "", apart)
    return escaped.replace("&", "&amp;")


def seeing(slug: str, sentences: Sequence[str]) -> None:
    """What you are seeing: sentences with the numbers that were just measured."""
    with st.container(key=f"{slug}-seeing"):
        items = "\n".join(f"- {sentence}" for sentence in sentences)
        st.markdown(f"**What you are seeing**\n{items}")


def code(slug: str, sources: Mapping[str, object], downloads: Callable[[], None]) -> None:
    """The code that ran: the sources of core objects by name, and what can be downloaded.

    ``downloads`` draws its buttons; it is called only while the section is open.
    """
    section = st.expander(
        "The code that ran", icon=":material/code:", key=f"{slug}-code", on_change="rerun"
    )
    if section.open:
        with section:
            downloads()
            name = st.segmented_control(
                "Source",
                list(sources),
                default=next(iter(sources)),
                required=True,
                key=f"{slug}-source",
                label_visibility="collapsed",
            )
            st.code(inspect.getsource(sources[name]), language="python")


def footer(slug: str) -> None:
    """In plain words, and where to go from here."""
    words = lesson(slug)
    with st.expander("In plain words", icon=":material/forum:", expanded=False):
        for question, answer in words["plain"].items():
            st.markdown(f"**{question}**  \n{answer}")
    with st.container(horizontal=True):
        for related in BY_SLUG[slug].related:
            other = BY_SLUG[related]
            st.page_link(other.path, label=other.title, icon=other.icon)
