"""Embeddings: things as points, so that near means alike; maps of them, neighbours, directions."""

from importlib import import_module

from app import controls, page

SLUG = "embeddings"
# Each view's module, in app/views/embeddings. Only the one that is looked at is loaded.
VIEWS = {
    "Map": "map",
    "Neighbours": "neighbours",
    "Geometry": "geometry",
    "Three seeds": "seeds",
    "Learn one": "learn",
    "Text finds images": "text_and_image",
    "Dimensions": "dimensions",
}

with page.header(SLUG):
    view = controls.view(SLUG, list(VIEWS))
show = import_module(f"app.views.embeddings.{VIEWS[view]}").show
page.answer(show, SLUG, plays=view == "Learn one")
page.footer(SLUG)
