"""The chain of neurons to take home: the same backpropagation by hand as a plain program.

Left out: the film, link by link; the program prints every link at once.
"""

from __future__ import annotations

from core.gradients.settings import Settings
from core.nn.activations import ACTIVATIONS
from core.programs import render


def script(settings: Settings) -> str:
    """The chain of these settings, forward and back, as a program that needs only torch."""
    activation = ACTIVATIONS[settings.activation].module()
    return render("gradients/chain_rule", settings=settings, activation=activation)
