"""The ladder of fixes to take home: every rung, trained one after the other by a plain program.

It draws the page's own weights and batches with the same seeds. A batch of networks rounds its sums
differently from a single network, and training enlarges small differences: after a thousand steps,
most numbers share two or three digits with the page's, and those of a rung that still learns fewer.

Left out: the gradients of the layers behind the first.
"""

from __future__ import annotations

from core.gradients.data import task
from core.gradients.export import shared
from core.gradients.ladder import ladder
from core.gradients.settings import Settings
from core.gradients.training import STEPS
from core.nn.activations import ACTIVATIONS
from core.programs import render


def script(settings: Settings) -> str:
    """The ladder of these settings as a program that needs only torch."""
    rungs = ladder(settings)
    data = task(settings.data, settings.seed)
    prepared = data.prepared
    (normalisation,) = {one.normalisation for one in rungs.values()} - {"none"}
    return render(
        "gradients/ladder",
        **shared(settings),
        steps=-(-STEPS // data.round) * data.round,
        normalisation=normalisation,
        rungs=[(name, rung, ACTIVATIONS[rung.activation].module()) for name, rung in rungs.items()],
        validation=[*prepared.x_validation.numpy().T, prepared.y_validation.numpy()],
    )
