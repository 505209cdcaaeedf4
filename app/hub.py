"""Models by name from the Hugging Face hub: the field and its button, and whether they are offered.

A visitor who types a name makes the server download and build a stranger's files. Alone on your own
computer that is you; a server for others should not allow it. So the environment variable
``PLAYGROUND_HUB`` is "on", "off" or, where it is not set, "auto": on for a browser on the computer
that the app runs on. Any other value means off.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import boundary
from app.markdown import escape_markdown
from core.hub.repository import Progress

SWITCH = "PLAYGROUND_HUB"
OFF = (
    "Models by name are switched off: they work when the app runs on your own computer. The owner "
    f"of this app turns them on with the environment variable `{SWITCH}=on`. Everything else works "
    "without them."
)
FORWARDED = ("forwarded", "x-forwarded-", "x-real-ip", "via")

Model_co = TypeVar("Model_co", covariant=True)


class Load(Protocol[Model_co]):
    """A loader of models by name, which reports the progress of the download."""

    def __call__(self, name: str, progress: Progress) -> Model_co: ...


def offered() -> bool:
    """Whether this visitor may load models by name."""
    switch = os.environ.get(SWITCH, "auto").strip().lower()
    if switch != "auto":
        return switch == "on"
    if (st.get_option("server.address") or "").startswith("unix://"):
        return False  # a proxy stands before it
    return on_this_computer(st.context.ip_address, st.context.headers, st.context.url)


def on_this_computer(address: str | None, headers: Mapping[str, str], url: str | None) -> bool:
    """Whether a browser on the computer of the server asks.

    ``address`` is None for the computer itself, as in ``st.context``. It is not enough: behind a
    proxy, every visitor seems to come from there. So there must be no headers of a proxy, and the
    address bar and the request must both name this computer. What is unknown counts as elsewhere.
    """
    named = {name.lower(): value for name, value in headers.items()}
    return (
        _loopback(address or "localhost")
        and not any(name.startswith(FORWARDED) for name in named)
        and _loopback(urlsplit(f"//{named.get('host', '')}").hostname)
        and _loopback(urlsplit(url or "").hostname)
    )


def _loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:  # a name
        return False


def model(
    key: str,
    usual: str,
    load: Load[Model_co],
    *,
    until: Callable[[str], object],
    field: DeltaGenerator | None = None,
) -> Model_co | None:
    """The field for a name, and the model once it is loaded; None and why until then.

    The field stands in ``field``, or where the script is. ``until`` says what the page shows until
    the learner asks for a model.
    """
    wish, place, on = f"{key}-wanted", field or st, offered()

    def want() -> None:
        st.session_state[wish] = st.session_state[f"{key}-name"].strip()

    name = place.text_input(
        "Name on huggingface.co",
        usual,
        max_chars=200,
        key=f"{key}-name",
        disabled=not on,
        persist_state="session",
    ).strip()
    place.button(
        "Load",
        icon=":material/download:",
        key=f"{key}-load",
        disabled=not on,
        on_click=boundary.callback(want),
    )
    if not on:
        st.caption(f":material/lock: {OFF}")
        return None
    if st.session_state.get(wish) != name:
        until(name)
        return None
    status = st.empty()
    try:
        with st.spinner("Loading the model"):
            loaded = load(name, _bar(status, wish))
    except ValueError as problem:
        st.session_state.pop(wish)
        status.empty()
        st.warning(escape_markdown(str(problem)), icon=":material/cloud_off:")
        return None
    return loaded


def _bar(status: DeltaGenerator, wish: str) -> Progress:
    """Draw how far a download is, with a button that stops it, until everything is here."""
    drawn: list[DeltaGenerator] = []

    def stop() -> None:
        st.session_state.pop(wish, None)

    def progress(done: int, total: int) -> None:
        if done >= total:
            status.empty()
            return
        if not drawn:
            with status.container():
                drawn.append(st.progress(0.0))
                st.button(
                    "Stop",
                    icon=":material/stop:",
                    key=f"{wish}-stop",
                    on_click=boundary.callback(stop),
                )
        # Drawing is also where Streamlit interrupts the script, and with it the download.
        drawn[0].progress(
            done / total,
            f"{done / 1e6:,.0f} of {total / 1e6:,.0f} MB loaded. If you change a setting now, the "
            "download restarts.",
        )

    return progress
