"""Chain rule: backpropagation through a chain of neurons, one link after the other."""

from __future__ import annotations

from app import page, plot, theme
from app.figures.gradients import chain_rule as figures
from app.views.gradients import members
from core.gradients import chain_narration, export_chain_rule
from core.gradients.chain_rule import autograd, backward, chain
from core.gradients.presets import HAND


def show(slug: str) -> None:
    """The chain as a film that steps back link by link, and the whole product in words."""
    settings = members.chosen(slug, HAND)
    colours = theme.current()
    made = chain(settings)
    steps = range(len(made.sums) + 1)
    film = plot.message(
        [
            {
                "chain": figures.diagram(made, back, colours),
                "products": figures.products(made, back, colours),
                "weights": figures.weights(made, back, colours),
            }
            for back in steps
        ],
        rows=[[("chain", 1)], [("products", 1), ("weights", 1)]],
        labels=[f"{back} of {steps[-1]} links back" for back in steps],
        film=True,
    )
    plot.mount(film, key=f"{slug}-chain")
    page.explanation(slug, chain_narration.about_chain(made))
    members.code(
        slug, {"by hand": backward, "by autograd": autograd}, settings, export_chain_rule.script
    )
