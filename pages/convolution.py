"""Convolution: a kernel that slides, what a network makes of many, and what sharing saves."""

from app import controls, page
from app.views.convolution import slide

SLUG = "convolution"
VIEWS = {"Slide": slide.show}

with page.header(SLUG):
    view = controls.view(SLUG, list(VIEWS))
VIEWS.get(view, slide.show)(SLUG)
page.footer(SLUG)
