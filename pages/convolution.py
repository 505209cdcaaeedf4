"""Convolution: a kernel that slides, what a network makes of many, and what sharing saves."""

from app import controls, page
from app.views.convolution import (
    attribution,
    feature_maps,
    filters,
    parameters,
    signal,
    slide,
    training,
    translation,
)

SLUG = "convolution"
VIEWS = {
    "Slide": slide.show,
    "Feature maps": feature_maps.show,
    "Filters": filters.show,
    "Where it looks": attribution.show,
    "Shift it": translation.show,
    "Train": training.show,
    "Parameters": parameters.show,
    "Signal": signal.show,
}

with page.header(SLUG):
    view = controls.view(SLUG, list(VIEWS))
VIEWS[view](SLUG)
page.footer(SLUG)
