"""What lies between two points of noise: the generator's path, and how much of it is on the data.

Left out: going the other way, from a point to its noise.

References: Goodfellow et al. 2014, figure 3 (interpolating in the noise); Radford et al. 2016.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from core.gans.evaluate import GOOD
from core.gans.play import Run
from core.gans.settings import UNIFORM
from core.knobs import Knobs, slider

STEPS = 41  # points of a path
REACH = 3.0
GRAIN = 0.02  # of the ends


@dataclass(frozen=True)
class Ends(Knobs):
    """Two points of noise, by their first two numbers; all further ones are 0."""

    from_z1: float = slider(
        -2.0,
        low=-REACH,
        high=REACH,
        step=GRAIN,
        label="A: z1",
        help="The first number of the noise where the path starts. You can also drag A in the "
        "plot.",
    )
    from_z2: float = slider(
        -1.0,
        low=-REACH,
        high=REACH,
        step=GRAIN,
        label="A: z2",
        help="The second number of the noise. It has no effect when the noise has only one number.",
    )
    to_z1: float = slider(
        2.0,
        low=-REACH,
        high=REACH,
        step=GRAIN,
        label="B: z1",
        help="Where the path ends. You can also drag B in the plot.",
    )
    to_z2: float = slider(
        1.0,
        low=-REACH,
        high=REACH,
        step=GRAIN,
        label="B: z2",
        help="Where the path ends. You can also drag B in the plot.",
    )

    def pulled(self, start: Sequence[float], place: Sequence[float]) -> Ends:
        """With the end nearest to ``start`` moved to ``place``, as far as the knobs go."""
        z1, z2 = (
            round(round(min(max(number, -REACH), REACH) / GRAIN) * GRAIN, 2) for number in place
        )
        to_a = np.hypot(start[0] - self.from_z1, start[1] - self.from_z2)
        to_b = np.hypot(start[0] - self.to_z1, start[1] - self.to_z2)
        if to_a < to_b:
            return replace(self, from_z1=z1, from_z2=z2)
        return replace(self, to_z1=z1, to_z2=z2)


@dataclass(frozen=True, eq=False)
class Path:
    """``noise`` (STEPS, 2) on a straight line, ``points`` (STEPS, 2) what G makes of it.

    ``off`` (STEPS,) says which of them are no good points, None where that is not known; ``modes``
    (STEPS,) the mode that each of the others is at, None where there are none to count.
    """

    noise: np.ndarray
    points: np.ndarray
    off: np.ndarray | None
    modes: np.ndarray | None

    @property
    def length(self) -> float:
        """The length of the way that the generated point goes."""
        return float(self.steps.sum())

    @property
    def steps(self) -> np.ndarray:
        """The distance from each point to the next, (STEPS - 1,)."""
        return np.linalg.norm(np.diff(self.points, axis=0), axis=1)


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
    off = modes = None
    if data.known and not data.side:
        far = np.linalg.norm(points[:, None] - data.centres[None], axis=2)
        off = far.min(axis=1) > GOOD * data.spread
        modes = far.argmin(axis=1) if data.modes else None
    return Path(line, points, off, modes)


def words(walked: Path, run: Run) -> list[str]:
    """The path in sentences."""
    settings = run.settings
    said = [f"While z moves straight from A to B, G(z) travels {walked.length:.2f}."]
    if walked.length > 0:
        stretch = walked.steps.max() / walked.steps.mean()
        said[0] += f" Of {STEPS - 1} steps, the largest is {stretch:.1f} times the mean."
    if walked.off is not None:
        said.append(
            f"Of {STEPS} points along the path, {walked.off.sum()} lie more than "
            f"{GOOD:g} standard deviations from every centre of the data."
        )
        if walked.modes is not None and (gap := crossing(walked)):
            said.append(gap)
    used = walked.noise[:, : settings.noise_dimension]
    if settings.noise == UNIFORM and np.abs(used).max() > 1:
        said.append(
            "Part of the path lies outside the square from −1 to 1 from which all noise comes: G "
            "never sees such noise in training."
        )
    count = settings.noise_dimension
    numbers = {
        1: "The noise is z1 alone; z2 has no effect",
        2: "z1 and z2 are the whole noise",
    }.get(count, f"z1 and z2 are the first two of {count} numbers, the others are 0 here")
    single = " and single steps" if run.updates else ""
    said.append(f"G has trained for {run.step:,} iterations{single}. {numbers}.")
    return said


def crossing(walked: Path) -> str:
    """How fast G(z) moves off the data and at modes; "" where the path visits only one mode."""
    assert walked.off is not None
    assert walked.modes is not None
    visited = walked.modes[~walked.off]
    count = len(np.unique(visited))
    outside = walked.off[:-1] | walked.off[1:]  # steps that begin or end off the data
    if count < 2 or not outside.any() or outside.all():
        return ""
    still = walked.steps[~outside].mean()
    if not still:
        return ""
    speeds = walked.steps[outside].mean() / still
    return (
        f"The path visits {count} modes. G is continuous, so it cannot jump from one to the next. "
        f"Steps off the data are {speeds:.1f} times as long as steps at a mode."
    )
