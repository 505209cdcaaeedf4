"""At initialisation: one batch through the network and its gradient back, at each knob."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

from app import page, plot, theme
from app.figures.gradients import at_initialisation as figures
from app.views.gradients import members
from core.gradients import narration
from core.gradients.at_initialisation import measured, start
from core.gradients.presets import START


def show(slug: str, head: DeltaGenerator) -> None:
    """Gradient, signal, factor, outputs and units of each layer, of A or of A and B."""
    settings = members.chosen(slug, START)
    networks = members.members(slug, head, settings, START)
    colours = theme.current()
    starts = {name: start(one) for name, one in networks.items()}
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
    page.explanation(slug, narration.about_start(starts))
    members.code(slug, {"one batch, measured": measured, **members.NETWORK}, settings)
