"""Depth: how mean, standard deviation and contrast of the signal change through the layers."""

from __future__ import annotations

from app import page, plot, theme
from app.figures import activations as figures
from app.views.activations import shared
from core.activations import depth, narration
from core.activations.presets import DEPTH


def show(slug: str) -> None:
    """Mean, standard deviation, contrast and one-sided gradient through the layers."""
    settings = shared.chosen(slug, DEPTH)
    colours = theme.current()
    measured = depth.signal_propagation(settings)
    plot.show(
        {
            "signal": figures.signal(measured, colours),
            "push": figures.push(measured, colours),
            "spread": figures.spread(measured, colours),
            "contrast": figures.contrast(measured, colours),
        },
        key=f"{slug}-depth",
        rows=[[("signal", 6), ("push", 5)], [("spread", 6), ("contrast", 5)]],
    )
    page.explanation(slug, [*narration.about_signal(measured), *measured.sentences])
    shared.code(slug, settings)
