"""Convolution: a kernel that slides, what a network makes of many, and what sharing saves."""

from app import controls, page
from app.views.convolution import parameters, signal, slide

SLUG = "convolution"
VIEWS = {
    "Slide": slide.show,
    "Parameters": parameters.show,
    "Signal": signal.show,
}

with page.header(SLUG):
    view = controls.view(SLUG, list(VIEWS))
VIEWS[view](SLUG)
page.footer(SLUG)
