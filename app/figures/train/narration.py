"""What the pictures of a run show, in words."""

from __future__ import annotations

import numpy as np

from core.train.frame import Frame
from core.train.settings import Settings

SHAPES = "Circles are training points, diamonds are validation points."


def in_words(frame: Frame, settings: Settings) -> str:
    """The gradient from layer to layer and the units that pass nothing on, in a sentence."""
    norms = frame.gradient_norms
    if np.isnan(norms).all():
        return "Press Play to train, or Step for a single optimiser step."
    words = f"In the last step, the first layer's gradient had length {norms[0]:.1e}"
    if len(norms) > 1:
        words += f", the last layer's {norms[-1]:.1e}"
    if not norms.any():
        words = "In the last step, no weight got a gradient"
    units = sum(settings.hidden)
    dead = sum(int(layer.sum()) for layer in frame.dead)
    constant = sum(
        int((silent & ~off).sum()) for silent, off in zip(frame.silent, frame.dead, strict=True)
    )
    for count, what in (
        (dead, "dead: off for every training point"),
        (constant, "constant: the same output for every training point"),
    ):
        if count:
            words += f"; {count} of {units} hidden units {'is' if count == 1 else 'are'} {what}"
    return words + "."
