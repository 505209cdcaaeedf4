"""Convolution: a kernel that slides, what a network makes of many, and what sharing saves."""

from importlib import import_module

from app import controls, page

SLUG = "convolution"
# Each view's module, in app/views/convolution. Only the one that is looked at is loaded.
VIEWS = {
    "Slide": "slide",
    "Feature maps": "feature_maps",
    "Filters": "filters",
    "Where it looks": "attribution",
    "Shift it": "shift_invariance",
    "Train": "training",
    "Parameters": "parameters",
    "Signal": "signal",
}

with page.header(SLUG):
    view = controls.view(SLUG, list(VIEWS))
show = import_module(f"app.views.convolution.{VIEWS[view]}").show
page.answer(show, SLUG, plays=view == "Train")
page.footer(SLUG)
