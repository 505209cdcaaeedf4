"""One colour for each activation, on every picture."""

from __future__ import annotations

from app.theme import Theme
from core.nn.activations import ACTIVATIONS


def colour(name: str, theme: Theme) -> str:
    """The colour of an activation: its place in the registry is its place in the series."""
    return theme.series(list(ACTIVATIONS).index(name))


def veil(colour: str, opacity: float) -> str:
    """A colour that lets through what is drawn behind it."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
