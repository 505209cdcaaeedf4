"""The view "Drag z": one point of noise, what G makes of it, and the way to another one."""

from __future__ import annotations

import streamlit as st

from app import controls, downloads, page, plot, theme
from app.figures.gans import latent as figures
from app.views.gans import playing
from core.gans import export
from core.gans.latent import REACH, Ends, path, words

STRIDE = 2  # every other step of the way is a picture of the film


def show(slug: str) -> None:
    """The view: the game's knobs, both ends of the way, and the film along it."""
    with st.sidebar:
        place = st.container()
    settings, own = playing.chosen(slug)
    held = playing.playback(slug, settings, own)
    with held.lock:
        held.playing = False
    key = f"{slug}-latent"
    move_end(key)
    run = held.run
    with place:
        ends = controls.settings(key, Ends)
    playing.further(slug, held)
    walked = path(run, ends)
    frame, colours = held.film[-1], theme.current()
    sample = run.game.noise(300, run.draws.clone_state()).numpy()
    films = [
        {
            "noise": figures.noise(walked, at, sample, colours),
            "made": figures.made(walked, at, frame.sheet, run.real, colours),
        }
        for at in range(0, len(walked.points), STRIDE)
    ]
    labels = [f"{100 * at // (len(films) - 1)} % of the way" for at in range(len(films))]
    plot.mount(plot.message(films, rows=[[("noise", 1), ("made", 1)]], labels=labels, film=True),
               key=f"{key}-stage")  # fmt: skip
    page.seeing(slug, words(walked, run))
    page.code(
        slug,
        {"the way": path},
        downloads=lambda: downloads.script(slug, export.script(run), "GANs"),
    )


def move_end(key: str) -> None:
    """Turn the knobs of B to the place that was clicked in the noise last."""
    click = (st.session_state.get(f"{key}-stage") or {}).get("selected")
    if not click or click == st.session_state.get(f"{key}-answered"):
        return
    st.session_state[f"{key}-answered"] = click
    for name, value in (("to_z1", click.get("x")), ("to_z2", click.get("y"))):
        # A browser can send anything.
        if isinstance(value, int | float) and abs(value) <= REACH:
            st.session_state[f"{key}_{name}"] = round(float(value), 1)
