"""GANs: two networks that play against each other, and how to tell who is winning."""

from app import controls, page
from app.views.gans import play

SLUG = "gans"
VIEWS = {
    "Play": play.show,
}

with page.header(SLUG):
    view = controls.view(SLUG, list(VIEWS))
VIEWS[view](SLUG)
page.footer(SLUG)
