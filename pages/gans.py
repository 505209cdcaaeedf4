"""GANs: two networks that play against each other, and how to tell who is winning."""

from app import controls, page
from app.views.gans import digits, latent, pair, play, slow_motion

SLUG = "gans"
VIEWS = {
    "Play": play.show,
    "Slow motion": slow_motion.show,
    "Drag z": latent.show,
    "Which is better?": pair.show,
    "Digits": digits.show,
}

with page.header(SLUG):
    view = controls.view(SLUG, list(VIEWS))
VIEWS[view](SLUG)
page.footer(SLUG)
