"""Retrieval: documents in chunks, a question among them, and how often the right one is found."""

from importlib import import_module

from app import controls, page

SLUG = "retrieval"
# Each view's module, in app/views/retrieval. Only the one that is looked at is loaded.
VIEWS = {
    "Query": "query",
    "Chunks": "chunks",
    "Does it work?": "evaluate",
    "Grounding": "grounding",
    "Search at size": "index_size",
    "How search walks": "walk",
}

with page.header(SLUG):
    view = controls.view(SLUG, list(VIEWS))
show = import_module(f"app.views.retrieval.{VIEWS[view]}").show
page.answer(show, SLUG, plays=view == "Search at size")
page.footer(SLUG)
