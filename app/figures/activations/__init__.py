"""The pictures of "Activations": the curves and the data on them, the stack, and the depth.

An activation has one colour wherever it is drawn, whatever else is shown. The axes stand still,
so that only the effect of a knob moves.
"""

from app.figures.activations.curves import curves, outputs, slopes, states
from app.figures.activations.depth import contrast, push, signal, spread
from app.figures.activations.linear_vs_nonlinear import collapse_maps, race_loss, race_map

__all__ = [
    "collapse_maps",
    "contrast",
    "curves",
    "outputs",
    "push",
    "race_loss",
    "race_map",
    "signal",
    "slopes",
    "spread",
    "states",
]
