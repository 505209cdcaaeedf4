"""Graph walk: a query on a small graph, its search as a film."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app import controls, page, plot, selection, theme
from app.figures.retrieval import graph_walk as figures
from app.views.retrieval import downloads
from core.retrieval import graph
from core.retrieval.graph_walk import PRESETS, REACH, WalkSettings, walked, words

MOST = 40  # pictures in the film


def show(slug: str) -> None:
    """The view: the knobs, the layers and the way through them."""
    own = f"{slug}-walk"
    move_query(own)
    with st.sidebar:
        settings = controls.settings(own, WalkSettings)
    controls.presets(slug, PRESETS, settings, knobs=own)
    done, colours = walked(settings), theme.current()
    drawn = figures.prepare(done)
    count = len(done.moments)
    looks = np.unique(np.linspace(0, count - 1, min(count, MOST)).astype(int))
    films = [
        {
            "layer": figures.layer(done, at, drawn, colours),
            "stack": figures.stack(done, at, drawn, colours),
            "nearer": figures.nearer(done, at, colours),
        }
        for at in looks
    ]
    labels = [f"step {at + 1} of {count} · compared {done.moments[at].comparisons}" for at in looks]
    plot.mount(
        plot.message(
            films, rows=[[("layer", 1), ("stack", 1)], [("nearer", 1)]], labels=labels, film=True
        ),
        key=f"{own}-stage",
    )
    page.explanation(slug, words(done, settings))
    page.code(
        slug,
        {
            "search": graph.walk,
            "one layer": graph.search_layer,
            "insert": graph.build,
            "choose links": graph.choose,
        },
        downloads=lambda: downloads.walking(slug, settings),
    )


def move_query(own: str) -> None:
    """Turn the knobs of the query to the place that was clicked last."""
    click = selection.take(f"{own}-stage")
    if click is None:
        return
    for name, value in (("x", click.get("x")), ("y", click.get("y"))):
        # A browser can send anything.
        if isinstance(value, int | float) and abs(value) <= REACH:
            st.session_state[f"{own}_{name}"] = round(float(value), 2)
