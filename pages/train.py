"""Train a network: data, network and training as knobs; map, curves and weights as they learn."""

from app import page

page.render("train")
