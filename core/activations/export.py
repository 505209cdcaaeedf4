"""The activations page to take home: a short program that prints its numbers.

Left out: the pictures, and how the network was trained whose sums the page may show.
"""

from __future__ import annotations

import numpy as np
import torch

from core.activations import curves
from core.activations.preactivations import SAMPLE
from core.activations.settings import Settings
from core.nn.activations import ACTIVATIONS
from core.programs import render


def script(settings: Settings, sums: np.ndarray | None = None) -> str:
    """The page's numbers with these settings, as a program that needs nothing but torch.

    ``sums`` (examples, units) float32 are those of a trained network, if the page shows them;
    without them, the program uses the bell curve of the settings.
    """
    return render(
        "activations/overview",
        settings=settings,
        activations=[
            (name, ACTIVATIONS[name].module(), *_ends(ACTIVATIONS[name].ends))
            for name in settings.shown
        ],
        between=ACTIVATIONS[settings.between].module(),
        curves=curves,
        sample=SAMPLE,
        least=torch.finfo(torch.float64).eps,
        sums=None if sums is None else sums.T,
    )


def _ends(ends: tuple[float, float]) -> list[str]:
    """The ends of a range as they are written in a program."""
    return [str(end).replace("inf", "math.inf") for end in ends]
