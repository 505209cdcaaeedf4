"""Activations: the curves and the data on them, why a network needs them, what depth does."""

from app import page

page.render("activations")
