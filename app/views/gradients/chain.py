"""By hand: backpropagation through a chain of neurons, one link after the other."""

from __future__ import annotations

from app import page, plot
from app.figures.gradients import chain as figures
from app.theme import Theme
from core.gradients import narration
from core.gradients.chain import chain
from core.gradients.settings import Settings


def show(slug: str, settings: Settings, colours: Theme) -> None:
    """The chain as a film that steps back link by link, and the whole product in words."""
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
    page.seeing(slug, narration.about_chain(made))
