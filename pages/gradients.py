"""Vanishing gradients: at the start, while training, the ladder of fixes, and by hand."""

from app import page

page.render("gradients")
