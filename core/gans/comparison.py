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
from core.gans.settings import TYPICAL, Settings
from core.knobs import Knobs, choice, seed
from core.percent import bounded_percent
from core.run import Stepping

WINDOW = 6  # measurements that a loss and a distance are averaged over


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
    seed: int = seed(TYPICAL, help="Both games use this seed.")

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


def varied(values: np.ndarray) -> float:
    """The range of the latest measurements that are numbers; 0 where there are none."""
    latest = values[-WINDOW:]
    latest = latest[np.isfinite(latest)]
    return float(np.ptp(latest)) if len(latest) else 0.0


def words(frame: ComparisonFrame, noise: float) -> list[str]:
    """What the losses say, and what the samples say.

    ``noise`` is how far chance raises the distance of a perfect sampler above its mean.
    """
    if frame.step == 0:
        return [
            "Press Play: both games run the same iterations, and one plot shows the losses of both."
        ]
    (d_a, g_a), (d_b, g_b) = [
        (settled(one.history.discriminator_loss), settled(one.history.generator_loss))
        for one in (frame.a, frame.b)
    ]
    far_a, far_b = (settled(one.history.wasserstein) for one in (frame.a, frame.b))
    count = min(WINDOW, len(frame.a.history))
    apart = max(abs(d_a - d_b), abs(g_a - g_b))
    own = max(
        varied(losses)
        for one in (frame.a.history, frame.b.history)
        for losses in (one.discriminator_loss, one.generator_loss)
    )
    verdict = f"Between the games they differ by at most {apart:.2f}"
    verdict += f", no more than within one game ({own:.2f})" if apart <= own else ""
    verdict += ". Each loss measures a player against its own opponent, not its game's quality."
    said = [
        f"Means of the last {count} measurements: D's loss is {d_a:.2f} in A and {d_b:.2f} in B, "
        f"G's {g_a:.2f} and {g_b:.2f}. {verdict}",
        f"In the same measurements, A's points are {far_a:.2f} from the data on average and B's "
        f"{far_b:.2f}. {nearer(far_a, far_b, noise)}",
    ]
    a, b = frame.a.coverage, frame.b.coverage
    if a and b:
        said.append(
            f"Now A has {a.covered} of {len(a.counts)} modes with {bounded_percent(a.good)} good "
            f"points, B {b.covered} with {bounded_percent(b.good)}."
        )
    return said


def nearer(a: float, b: float, noise: float) -> str:
    """Which of two distances is shorter, where chance alone does not explain it."""
    if abs(a - b) <= noise:
        return "Two perfect samplers can differ by as much."
    better, worse = ("A", "B") if a < b else ("B", "A")
    return f"{better} is closer than {worse} by {abs(a - b):.2f}."
