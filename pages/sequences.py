"""Sequences: what RNN, GRU and LSTM remember of what they read, and how they learn to."""

from app import controls, page
from app.views.sequences import cell, forecast, gates, influence, learning, memory

SLUG = "sequences"
VIEWS = {
    "Gates": gates.show,
    "One step": cell.show,
    "What mattered": influence.show,
    "Memory": memory.show,
    "Characters": learning.show,
    "Forecast": forecast.show,
}

with page.header(SLUG):
    view = controls.view(SLUG, list(VIEWS))
page.answer(VIEWS[view], SLUG, plays=view in ("Memory", "Characters", "Forecast"))
page.footer(SLUG)
