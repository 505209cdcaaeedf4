"""What holds on every page after every move of a learner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from traceback import format_exception_only

from streamlit.testing.v1.element_tree import Widget

from app.playback import Playback
from tests.app import markup
from tests.app.session import Session

# What only Python and its libraries say, never this app.
LIBRARY = re.compile(
    r"Traceback|site-packages|\bat 0x[0-9a-f]{6}|\[Errno|<class '|\btensor\(|\bdtype\b"
    r"|\b[A-Z]\w+(Error|Exception)\b|invalid literal for|could not convert|not subscriptable"
    r"|object has no attribute|has no len\(\)|unexpected keyword|positional argument"
)


class Broken(AssertionError):
    """Something on a page is not as it always has to be."""


def check(session: Session) -> None:
    """Raise ``Broken`` where the page is not whole or a widget shows an impossible value."""
    for error in session.errors:
        raise Broken("".join(format_exception_only(error))) from error
    for exception in session.exception:
        raise Broken(f"{exception.message}\n{''.join(exception.stack_trace)}")
    for text in said(session):
        if found := LIBRARY.search(text):
            raise Broken(f"A library's own words, “{found[0]}”, in: {text[:300]}")
    if session.page != "home" and not session.components and not session.warning:
        kinds = [message.WhichOneof("type") for message in session.messages]
        raise Broken(f"There is neither a picture nor a sentence that says why.\n{kinds}")
    for text in markup.acted_on(session):
        raise Broken(f"A learner's text is not shown as it is: {text[:300]}")
    for widget in session.widgets:
        if problem := out_of_range(widget):
            raise Broken(f"{name_of(widget)} {problem}")
    check_players(session)


def check_players(session: Session) -> None:
    """Raise ``Broken`` where a player's button, its stage and its run do not agree."""
    asking = session.ticking
    for slug, held in playbacks(session).items():
        button = next((b for b in session.button if b.key == f"{slug}-play"), None)
        if button is None:
            if f"{slug}-stage" in asking:
                raise Broken(f"{slug} asks for pictures, and is not on the page.")
            continue
        if (button.label == "Pause") != held.playing:
            raise Broken(f"{slug} says {button.label}, and plays: {held.playing}.")
        if held.playing and f"{slug}-stage" not in asking:
            raise Broken(f"{slug} plays, and nothing asks for its next picture.")


def playbacks(session: Session) -> dict[str, Playback]:
    """The session's playbacks, by the first part of their keys."""
    return {
        key.removesuffix("-playback"): value
        for key, value in session.session_state.items()
        if isinstance(value, Playback) and key.endswith("-playback")  # not what is pinned
    }


def said(session: Session) -> Iterator[str]:
    """Every text of the page's own: sentences and labels, not code and not what is typed."""
    for kind in ("markdown", "caption", "warning", "info", "error", "success", "toast", "latex"):
        for element in getattr(session, kind):
            yield element.value
    for widget in session.widgets:
        yield widget.proto.label
        yield getattr(widget.proto, "help", "")


def name_of(widget: Widget) -> str:
    """What a widget is called in a list of moves."""
    return widget.key or f"{widget.type} {widget.proto.label}"


def out_of_range(widget: Widget) -> str:
    """Why the widget's value is none that it offers; empty where it is."""
    value = widget.value
    match widget.type:
        case "slider" | "number_input":
            low, high = widget.min, widget.max
            if value is not None and not (low is None or low <= value) & (
                high is None or value <= high
            ):
                return f"is {value}, out of {low} to {high}."
        case "selectbox" | "select_slider":
            if value is not None and widget.format_func(value) not in widget.options:
                return f"is {value!r}, which is none of its options."
        case "multiselect" | "button_group":
            values = value if isinstance(value, (list, tuple)) else [value]
            for one in values:
                if one is not None and str(widget.format_func(one)) not in widget.options:
                    return f"has {one!r}, which is none of its options."
        case "text_input" | "text_area":
            if widget.proto.max_chars and len(value or "") > widget.proto.max_chars:
                return f"has {len(value)} characters, more than {widget.proto.max_chars}."
    return ""


def check_address(session: Session) -> None:
    """Raise ``Broken`` where the page's address does not rebuild what its widgets say."""
    other = Session().open(session.page, session.query_params)
    check(other)
    mine, theirs = session.bound, other.bound
    for key, widget in mine.items():
        if key not in theirs:
            raise Broken(f"{key} is {widget.value!r}, and gone from a page opened by the address.")
        if theirs[key].value != widget.value:
            raise Broken(f"{key} is {widget.value!r}; by the address, {theirs[key].value!r}.")
