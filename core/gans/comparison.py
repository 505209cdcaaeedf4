"""Two games side by side, iteration by iteration: their losses, and how good they really are.

Left out: games on different data, which no distance could compare.

References: Theis et al. 2016, "A note on the evaluation of generative models"; Lucic et al. 2018.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.gans.frame import Frame
from core.gans.play import ROUND, TOTAL, Run
from core.gans.settings import Settings
from core.knobs import Knobs, choice, seed
from core.run import Stepping

LIKE = 0.15  # losses that differ by less than this look the same on a page
WINDOW = 6  # measurements that a loss is averaged over


# How B differs from A. Each difference hardly changes the losses, but it changes the points.
CHANGES: dict[str, dict[str, Any]] = {
    "slower D": {"generator_rate": 0.002, "discriminator_rate": 0.0005},
    "tanh and a slower D": {
        "generator_activation": "tanh",
        "discriminator_activation": "tanh",
        "discriminator_rate": 0.0005,
    },
}


@dataclass(frozen=True)
class ComparisonSettings(Knobs):
    """The game that both start from, and the difference in B."""

    change: str = choice(
        next(iter(CHANGES)),
        CHANGES,
        label="Difference in B",
        help="What differs in B. The data, the seed and all other settings are the same.",
    )
    seed: int = seed(help="Both games use this seed.")

    def games(self) -> tuple[Settings, Settings]:
        """The settings of A and of B."""
        one = Settings(seed=self.seed)
        return one, replace(one, **CHANGES[self.change])


@dataclass(frozen=True, eq=False)
class ComparisonFrame:
    """The pictures of both games at the same step."""

    a: Frame
    b: Frame

    @property
    def step(self) -> int:
        return self.a.step

    @property
    def nbytes(self) -> int:
        return self.a.nbytes + self.b.nbytes


class Comparison(Stepping):
    """Two games in progress; follows ``core.run.Run``."""

    round_name, unit = "round", "iterations"
    round, total = ROUND, TOTAL

    def __init__(self, settings: ComparisonSettings) -> None:
        self.settings = settings
        self.games = tuple(Run(one) for one in settings.games())

    def advance(self) -> None:
        """An iteration of each. Raises ``RuntimeError`` where one of them has finished."""
        super().advance()
        # One game that cannot go on stops both.
        self.finished = next((run.finished for run in self.games if run.finished), self.finished)

    def take_step(self) -> None:
        for run in self.games:
            run.advance()

    def frame(self) -> ComparisonFrame:
        """Both pictures. It does not change the games."""
        return ComparisonFrame(*(run.frame() for run in self.games))


def settled(values: np.ndarray) -> float:
    """The mean of the latest measurements that are numbers; NaN where there are none."""
    latest = values[-WINDOW:]
    latest = latest[np.isfinite(latest)]
    return float(latest.mean()) if len(latest) else float("nan")


def words(frame: ComparisonFrame) -> list[str]:
    """What the losses say, and what the samples say."""
    if frame.step == 0:
        return [
            "Press Play: both games run the same iterations, and one plot shows the losses of both."
        ]
    losses = [
        (settled(one.history.discriminator_loss), settled(one.history.generator_loss))
        for one in (frame.a, frame.b)
    ]
    (d_a, g_a), (d_b, g_b) = losses
    count = min(WINDOW, len(frame.a.history))
    latest = f"Over the last {count} measurements" if count > 1 else "At initialisation"
    far = [settled(one.history.wasserstein) for one in (frame.a, frame.b)]
    apart = max(abs(d_a - d_b), abs(g_a - g_b))
    verdict = (
        "By their losses, the two games are the same."
        if apart < LIKE
        else f"The losses are up to {apart:.2f} apart, but do not say which game is better: each "
        f"loss measures a player against its own opponent."
    )
    said = [
        f"{latest} D's loss is {d_a:.2f} in A and {d_b:.2f} in B, G's {g_a:.2f} and {g_b:.2f}. "
        f"{verdict}",
        f"The samples show the difference: A is {far[0]:.2f} from the data and B {far[1]:.2f}.",
    ]
    a, b = frame.a.coverage, frame.b.coverage
    if a and b:
        said[1] += (
            f" A has {a.covered} of {len(a.counts)} modes with {100 * a.good:.0f}% good points, "
            f"B {b.covered} with {100 * b.good:.0f}%."
        )
    return said
