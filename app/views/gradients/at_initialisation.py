"""At the start: one batch through the network and its gradient back, as soon as a knob moves."""

from __future__ import annotations

from collections.abc import Mapping

from app import page, plot
from app.figures.gradients import at_initialisation as figures
from app.theme import Theme
from core.gradients import narration
from core.gradients.at_initialisation import start
from core.gradients.settings import Settings


def show(slug: str, members: Mapping[str, Settings], colours: Theme) -> None:
    """Gradient, signal, factor, outputs and units of each layer, of A or of A and B."""
    starts = {name: start(settings) for name, settings in members.items()}
    several = len(starts) > 1
    panels = {
        "gradient": figures.gradient(starts, colours),
        "signal": figures.signal(starts, colours),
        "factor": figures.factor(starts, colours),
        "units": figures.units(starts, colours),
    }
    for name in starts:
        words_of = (
            {"title": f"{name}: outputs"}
            if several
            else {"title": "Outputs by layer", "note": "stronger: more units"}
        )
        panels[f"outputs {name}"] = figures.histogram(name, starts, colours, **words_of)
    outputs = [(f"outputs {name}", 3 if several else 4) for name in starts]
    rows = [[("gradient", 6), ("signal", 5)], [("factor", 4), *outputs, ("units", 3)]]
    plot.show(panels, key=f"{slug}-start", rows=rows)
    page.seeing(slug, narration.about_start(starts))
