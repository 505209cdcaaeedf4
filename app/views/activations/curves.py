"""Curves: each activation and its slope, the data that arrives, and what comes out of it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from app import page, plot, theme
from app.catalogue import BY_SLUG
from app.figures import activations as figures
from app.views.activations import shared
from core.activations import curves, narration, preactivations
from core.activations.presets import CURVES
from core.activations.settings import Settings
from core.activations.trained import pre_activations
from core.nn.activations import ACTIVATIONS
from core.train.network import layer_name

NO_NETWORK = (
    "You have not trained a network in this visit yet, so a normal distribution is shown instead."
)


def show(slug: str) -> None:
    """Curve, slope, the data that arrives, and what comes out of it."""
    settings = shared.chosen(slug, CURVES)
    colours = theme.current()
    trained, about = sums_of_the_trained(slug, settings)
    arriving = preactivations.bell(settings) if trained is None else trained
    shown = [curves.curve(name) for name in settings.shown]
    probes = [curves.probe(name, settings.probe) for name in settings.shown]
    reached = [preactivations.measure(name, arriving) for name in settings.shown]
    plot.show(
        {
            "curves": figures.curves(shown, probes, reached[0], colours),
            "slopes": figures.slopes(shown, probes, colours),
            "outputs": figures.outputs(reached, colours),
            "states": figures.states(reached, colours),
        },
        key=f"{slug}-curves",
        rows=[[("curves", 6), ("slopes", 5)], [("outputs", 6), ("states", 5)]],
    )
    about += [probe.sentence for probe in probes]
    page.explanation(slug, about + [narration.about_preactivations(one) for one in reached])
    table(settings)
    shared.code(slug, settings, trained)


def sums_of_the_trained(slug: str, settings: Settings) -> tuple[np.ndarray | None, list[str]]:
    """A layer's sums in the network of the training page where they are wanted; and which."""
    if settings.source == "adjustable":
        return None, []
    held = st.session_state.get("train-playback")
    if held is None:
        train = BY_SLUG["train"]
        st.page_link(train.path, label=f"{NO_NETWORK} → {train.title}", icon=train.icon)
        return None, []
    run = held.run
    count = len(run.layers)
    layer = st.segmented_control(
        "Layer",
        range(1, count + 1),
        default=1,
        required=True,
        key=f"{slug}-layer",
        format_func=lambda number: layer_name(number - 1, count),
        label_visibility="collapsed",
    )
    sums = pre_activations(run.network, run.prepared.x_train, layer)
    if not np.isfinite(sums).all():
        return None, ["The sums of that layer overflow, so a normal distribution is shown instead."]
    return sums, [narration.about_sums(sums, run.settings, layer, run.epoch)]


def table(settings: Settings) -> None:
    """A table of facts on each activation shown."""
    rows = [
        "| Activation | Formula | Range | Zero-centred | Why it is used |",
        "|---|---|---|---|---|",
    ]
    for name in settings.shown:
        one = ACTIVATIONS[name]
        centred = "yes" if one.zero_centred else "no"
        rows.append(f"| **{name}** | ${one.formula}$ | {one.range} | {centred} | {one.why} |")
    st.markdown("\n".join(rows))  # st.table would load pandas
