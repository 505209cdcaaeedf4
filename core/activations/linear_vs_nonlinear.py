"""The same stack trained twice: with nothing in between, and with an activation.

Both learn a task that no straight line solves, each with the same four seeds, so that neither
wins by luck: a race of ``core.train.race`` over two activations.

Left out: every choice that would not change the answer, so only the stack and the task are the
learner's. What else can move the numbers is written out, whatever the training page's defaults.

Reference: Goodfellow et al. 2016, "Deep Learning", section 6.1 (learning XOR).
"""

from __future__ import annotations

from core import train
from core.activations.settings import Settings
from core.nn.activations import ACTIVATIONS
from core.train.race import RaceSettings

EPOCHS = 100
# The training page's network has room for that many hidden layers, and a race over activations
# needs one.
HIDDEN = (1, 8)


def as_race(settings: Settings) -> tuple[train.Settings, RaceSettings]:
    """What ``core.train.race.Race`` needs; the same for all settings that change nothing in it."""
    least, most = HIDDEN
    hidden = min(max(settings.stack_layers - 1, least), most)
    network = train.Settings(
        data=settings.task,
        samples=250,
        noise=0.1,
        hidden=(settings.stack_width,) * hidden,
        activation=settings.between,
        initialisation=settings.initialisation,
        seed=settings.seed,
        optimiser="Adam",
        learning_rate=0.01,
        batch_size=10,
        epochs=EPOCHS,
    )
    racing = tuple(name for name in ACTIVATIONS if name in (settings.between, "identity"))
    return network, RaceSettings(activations=racing, seeds=4)
