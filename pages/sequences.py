"""Sequences: what RNN, GRU and LSTM remember of what they read, and how they learn to."""

from app import controls, page
from app.views.sequences import gates, memory

SLUG = "sequences"
VIEWS = {
    "Gates": gates.show,
    "Memory": memory.show,
}

with page.header(SLUG):
    view = controls.view(SLUG, list(VIEWS))
VIEWS[view](SLUG)
page.footer(SLUG)
