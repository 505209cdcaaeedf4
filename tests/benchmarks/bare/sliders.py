"""The pictures of the activations page as most would show them: a slider and ``st.plotly_chart``.

The numbers and the figures are the app's own, so that only the way to the screen differs.
"""

import sys
from dataclasses import replace
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st
import torch  # noqa: F401

sys.path.insert(0, str(Path(__file__).parents[3]))

from app import theme
from app.figures import activations as figures
from core.activations import curves, preactivations
from core.activations.settings import Settings
from core.knobs import knobs_of

st.set_page_config(layout="wide")
default = Settings()
chosen = {}
for knob in knobs_of(Settings):
    if knob.name in ("probe", "mean"):
        chosen[knob.name] = st.sidebar.slider(
            knob.label, knob.low, knob.high, knob.default, knob.step, key=f"activations_{knob.name}"
        )
settings = replace(default, **chosen)

colours = theme.current()
arriving = preactivations.bell(settings)
shown = [curves.curve(name) for name in settings.shown]
probes = [curves.probe(name, settings.probe) for name in settings.shown]
reached = [preactivations.measure(name, arriving) for name in settings.shown]
for panels in (
    (figures.curves(shown, probes, reached[0], colours), figures.slopes(shown, probes, colours)),
    (figures.outputs(reached, colours), figures.states(reached, colours)),
):
    for column, panel in zip(st.columns([6, 5]), panels, strict=True):
        figure = go.Figure(panel.data, {**panel.layout, "height": panel.height})
        column.plotly_chart(figure, key=panel.title)
st.markdown("\n".join(f"- {probe.sentence}" for probe in probes))
