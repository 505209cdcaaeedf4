"""GANs: two networks that play against each other, and how to tell who is winning."""

from app import page

page.render("gans")
