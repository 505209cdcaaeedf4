"""Latent space: one point of noise, G's output for it, and the path to another one."""

from __future__ import annotations

from math import isfinite

import streamlit as st

from app import boundary, controls, downloads, page, plot, selection, theme
from app.figures.gans import latent_space as figures
from app.turn import turn
from app.views.gans import playing
from core.gans import export
from core.gans.latent_space import Ends, path, words

STRIDE = 2  # every other step of the way is a picture of the film


def show(slug: str) -> None:
    """The view: the game's knobs, both ends of the way, and the film along it."""
    with st.sidebar:
        place = st.container()
    held = playing.game(slug)
    playing.pause(held)
    key = f"{slug}-latent"
    turn_knobs(key)
    run = held.run
    with place:
        ends = controls.settings(key, Ends)
    playing.further(slug, held)
    frame, colours = held.film[-1], theme.current()
    sample = run.game.noise(300, run.draws.clone_state()).numpy()

    def live() -> None:
        drag = pending(key)
        if drag and not drag.get("held"):
            st.rerun()  # the knobs, which stand outside, follow once the pointer is released
        if drag:
            st.session_state.pop(f"{key}-answered", None)
        pulled = places(drag) if drag else None
        walked = path(run, ends.pulled(*pulled) if pulled else ends)
        last = len(walked.points) - 1
        stops = range(last if drag else 0, last + 1, STRIDE)  # under the pointer, only its end
        pictures = [
            {
                "noise": figures.noise(walked, at, sample, colours),
                "made": figures.made(
                    walked, at, frame.sheet, run.real, colours, columns=run.distribution.columns
                ),
            }
            for at in stops
        ]
        message = plot.message(
            pictures,
            rows=[[("noise", 1), ("made", 1)]],
            film=not drag,
            progress=1.0,
            rate=10,
            labels=[f"{100 * at // last}% of the path" for at in stops],
        )
        plot.mount(message, key=f"{key}-stage")
        page.explanation(slug, words(walked, run))

    boundary.fragment(turn.request()(live), key=f"{key}-live")()
    page.code(
        slug,
        {"the path": path},
        downloads=lambda: downloads.script(slug, export.script(run), "GANs"),
    )


def pending(key: str) -> dict | None:
    """What a pressed pointer said in the noise last, unless the knobs have followed it already."""
    drag = selection.selected(f"{key}-stage")
    if not drag or drag == st.session_state.get(f"{key}-answered") or places(drag) is None:
        return None
    return drag


def places(drag: dict) -> tuple[list[float], list[float]] | None:
    """Where a pointer was pressed and where it is; None for what no pointer says."""
    start, place = drag.get("from"), [drag.get("x"), drag.get("y")]
    # A browser can send anything.
    if not isinstance(start, list) or len(start) != 2:
        return None
    sent = (*start, *place)
    numbers = [n for n in sent if isinstance(n, int | float) and isfinite(n)]
    return (numbers[:2], numbers[2:]) if len(numbers) == len(sent) else None


def turn_knobs(key: str) -> None:
    """Turn the knobs to where a pointer was released; to be called before they are drawn."""
    drag = pending(key)
    pulled = places(drag) if drag else None
    if not drag or not pulled or drag.get("held"):
        return
    st.session_state[f"{key}-answered"] = drag
    names = vars(Ends())
    now = Ends(**{name: st.session_state.get(f"{key}_{name}", names[name]) for name in names})
    controls.remember(key, now.pulled(*pulled))
