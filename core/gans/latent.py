"""What lies between two points of noise: the generator's path, and how much of it is on the data.

Left out: going the other way, from a point to its noise.

References: Goodfellow et al. 2014, figure 3 (interpolating in the noise); Radford et al. 2016.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from core.gans.evaluate import GOOD
from core.gans.run import Run
from core.knobs import Knobs, knob

STEPS = 41  # points of a path
REACH = 3.0


@dataclass(frozen=True)
class Ends(Knobs):
    """Two points of noise, by their first two numbers; all further ones are 0."""

    from_z1: float = knob(-2.0, low=-REACH, high=REACH, step=0.1, label="A: z1",
                          help="The first number of the noise that the path begins at.")  # fmt: skip
    from_z2: float = knob(-1.0, low=-REACH, high=REACH, step=0.1, label="A: z2",
                          help="The second number; without meaning where the noise has one.")  # fmt: skip
    to_z1: float = knob(2.0, low=-REACH, high=REACH, step=0.1, label="B: z1",
                        help="Where the path ends. Or click in the noise.")  # fmt: skip
    to_z2: float = knob(1.0, low=-REACH, high=REACH, step=0.1, label="B: z2",
                        help="Where the path ends. Or click in the noise.")  # fmt: skip


@dataclass(frozen=True, eq=False)
class Path:
    """``noise`` (STEPS, 2) on a straight line, ``points`` (STEPS, 2) what G makes of it.

    ``off`` (STEPS,) says which of them are no good points, None where that is not known;
    ``stretch`` is the largest step between neighbours over the mean one.
    """

    noise: np.ndarray
    points: np.ndarray
    off: np.ndarray | None
    stretch: float

    @property
    def length(self) -> float:
        """The length of the way that the generated point goes."""
        return float(np.linalg.norm(np.diff(self.points, axis=0), axis=1).sum())


def path(run: Run, ends: Ends) -> Path:
    """The way from A to B through the run's generator as it is now."""
    share = np.linspace(0, 1, STEPS, dtype=np.float32)[:, None]
    begin = np.array([ends.from_z1, ends.from_z2], np.float32)
    end = np.array([ends.to_z1, ends.to_z2], np.float32)
    line = (1 - share) * begin + share * end
    noise = torch.zeros(STEPS, run.settings.noise_dimension)
    used = min(2, run.settings.noise_dimension)
    noise[:, :used] = torch.from_numpy(line[:, :used])
    with torch.no_grad():
        points = run.game.shown(noise).numpy()
    data = run.distribution
    off = None
    if data.known and not data.side:
        far = np.linalg.norm(points[:, None] - data.centres[None], axis=2).min(axis=1)
        off = far > GOOD * data.spread
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    return Path(line, points, off, float(steps.max() / max(steps.mean(), 1e-12)))


def words(walked: Path, run: Run) -> list[str]:
    """The path in sentences."""
    said = [
        f"While z goes straight from A to B, G(z) goes a way of {walked.length:.2f}; its largest "
        f"step is {walked.stretch:.1f} times the mean one."
    ]
    if walked.off is not None:
        share = 100 * walked.off.mean()
        said.append(
            f"{share:.0f} % of the way lies further than 3 standard deviations from any centre of the data. "
            "G is continuous: it cannot jump from one mode to the next, it can only hurry."
        )
    said.append(
        f"G has played {run.step:,} iterations. z1 and z2 are the first two of {run.settings.noise_dimension} numbers."
    )
    return said
