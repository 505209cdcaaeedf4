"""The parts that every concept's page has, in the same order and words.

A page calls ``render``; its views draw knobs and pictures, then ``explanation`` and ``code``.
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import boundary, controls, session
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


def render(slug: str) -> None:
    """A concept's page: the title, the view that is chosen, and its words."""
    concept = BY_SLUG[slug]
    head = header(slug)
    with head:
        title = controls.view(slug, [view.title for view in concept.views])
    view = next(view for view in concept.views if view.title == title)
    # Only the module of the view that is looked at is loaded.
    show = import_module(f"app.views.{slug}.{view.name}").show
    render_view(show, slug, *[head] * view.pins, plays=view.plays)
    footer(slug)


def render_view(show: Callable[..., None], *given: object, plays: bool = False) -> None:
    """Draw a view, its knobs included, so that a knob reruns this alone.

    The rest of the page then neither runs nor is drawn again, and the picture comes sooner. Not so
    a view that ``plays`` a run: there only a whole rerun interrupts a tick (app/player.py).
    """
    (show if plays else boundary.fragment(turn.request()(show)))(*given)


def explanation(slug: str, sentences: Sequence[str]) -> None:
    """What you are seeing: sentences with the numbers that were just measured."""
    with st.container(key=f"{slug}-seeing"):
        items = "\n".join(f"- {sentence}" for sentence in sentences)
        st.markdown(f"**What you are seeing**\n{items}")


def code(
    slug: str, sources: Mapping[str, Callable[..., object]], downloads: Callable[[], None]
) -> None:
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
            files = BY_SLUG[slug].files(st.session_state[f"{slug}_view"])
            st.caption("The files of this view: " + ", ".join(f"`{file}`" for file in files))


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
