"""Names what goes wrong in a game, from the measurements, and what to try.

Every name rests on a measurement of what it says, beside a baseline: a perfect sampler, or the
same game some measurements before.

Left out: signs that need a look into the networks.

References: Goodfellow 2016, "NIPS 2016 tutorial: generative adversarial networks", section 5.1
(non-convergence and collapse); Arjovsky & Bottou 2017 (a perfect discriminator); Mescheder et
al. 2018 (circling).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.gans.evaluate import Floor
from core.gans.history import History
from core.gans.remedies import COLLAPSE, OSCILLATION, STRONG, helpful
from core.percent import bounded_percent

RECENT = 10  # measurements that a sign looks back on
EARLY = 6  # measurements before any sign: everything is a mess at first
SURE = 0.9  # accuracy on real and on fake points from which on D is hardly ever in doubt
ALIKE = 0.5  # variety, against real points, below which G repeats itself
FAR = 8.0  # floors, from which on the points are nowhere near
TRUE = 0.3  # share of good points from which on missing modes are a choice and not just bad aim
CLOSE = 2.5  # floors, up to which a distance is close to the data
RESTLESS = 0.7  # standard deviations that the whole cloud moves between two measurements
BACK = 0.5  # largest share of its path by which an oscillating cloud ends from its start
FALL = 0.1  # share by which a distance has to shrink before a sentence says that it falls


@dataclass(frozen=True)
class Sign:
    """``name`` is one of the names below; ``sentence`` says what was measured, ``fixes`` names what
    helped in games with this trouble, as in ``core.gans.remedies``."""

    name: str
    sentence: str
    fixes: tuple[str, ...] = ()


EARLY_DAYS = "too early to tell"
APPROACHING, STALLED, GOOD = "getting closer", "not getting closer", "close to the data"


@dataclass(frozen=True)
class Trend:
    """The median distance over the ``count`` latest measurements, and over as many before."""

    count: int
    before: float
    now: float
    noise: float

    @property
    def falls(self) -> bool:
        """Whether it fell by more than the distance of a perfect sampler varies by chance."""
        return self.before - self.now > max(FALL * self.before, self.noise)

    @property
    def words(self) -> str:
        """Both medians, to be put after "the distance"."""
        if self.falls:
            return f"falls (median {self.before:.3f} → {self.now:.3f})"
        return f"does not clearly fall (median {self.before:.3f} → {self.now:.3f})"


def trend(history: History, floor: Floor) -> Trend:
    """How the distance to the data has changed lately. At least two measurements are needed."""
    count = min(RECENT, len(history) // 2)
    return Trend(
        count,
        float(np.median(history.wasserstein[-2 * count : -count])),
        float(np.median(history.wasserstein[-count:])),
        floor.wasserstein_high - floor.wasserstein,
    )


def signs(history: History, floor: Floor, modes: int) -> tuple[Sign, ...]:
    """All that the latest measurements show; or how close the points are where nothing is wrong.

    ``modes`` is how many there are to cover, 0 where there are none to count.
    """
    count = len(history)
    if count < EARLY:
        text = f"Too early to tell: {count} of the first {EARLY} measurements are done."
        return (Sign(EARLY_DAYS, text),)
    latest = trend(history, floor)
    # A beaten generator cannot aim at all, so its coverage says nothing more.
    found = [_strong(history, floor, latest)]
    if not found[0]:
        recent = slice(-latest.count, None)
        found = [_collapse(history, recent, floor, modes), _oscillation(history, recent, floor)]
    if any(found):
        return tuple(sign for sign in found if sign)
    return (_how_close(history, floor, latest, modes),)


def _how_close(history: History, floor: Floor, latest: Trend, modes: int) -> Sign:
    """Close only where the points are close now and were so in the median."""
    times = [far / floor.wasserstein for far in (history.wasserstein[-1], latest.now)]
    share = history.good[-latest.count :] / floor.good if modes else np.ones(1)
    shares = [min(1.0, float(one)) for one in (share[-1], np.median(share))]
    said = f"the distance is {times[0]:.1f} times that of a perfect sampler"
    if modes:
        said += f", and the share of good points {bounded_percent(shares[0])} of that sampler's"
    lately = f"median of the last {latest.count} measurements: {times[1]:.1f} times"
    if modes:
        lately += f" and {bounded_percent(shares[1])}"
    said = f"{said} ({lately})."
    if max(times) < CLOSE and min(shares) > 1 / CLOSE:
        return Sign(GOOD, f"Close to the data: {said}")
    ahead = f"In the last {latest.count} measurements, it {latest.words}."
    return Sign(APPROACHING if latest.falls else STALLED, f"Not close to the data: {said} {ahead}")


def _strong(history: History, floor: Floor, latest: Trend) -> Sign | None:
    """D is right nearly always, the points are far away, and G does not gain on it."""
    recent = slice(-latest.count, None)
    right = min(
        float(np.median(history.real_accuracy[recent])),
        float(np.median(history.fake_accuracy[recent])),
    )
    if not right >= SURE or latest.falls or latest.now < CLOSE * floor.wasserstein:
        return None
    gradient = float(np.median(history.generator_gradient[recent]))
    return Sign(
        STRONG,
        f"Too strong a discriminator: in the last {latest.count} measurements, it classifies at "
        f"least {bounded_percent(right)} of real and of fake points correctly (median), and the "
        f"distance {latest.words}. The median gradient that it gives G is {gradient:.2g}.",
        helpful(STRONG),
    )


def _collapse(history: History, recent: slice, floor: Floor, modes: int) -> Sign | None:
    count = -recent.start
    variety = float(np.median(history.variety[recent]))
    if variety < ALIKE and modes != 1:
        where = f" They are at {int(history.covered[-1])} of {modes} modes now." if modes else ""
        return Sign(
            COLLAPSE,
            f"Mode collapse: in the last {count} measurements, the generated points spread only "
            f"{bounded_percent(variety)} as far as real ones (median).{where}",
            helpful(COLLAPSE),
        )
    if modes < 2:
        return None
    # The most that any recent measurement saw: a passing gap is no collapse. Where the aim is bad
    # altogether, a mode may lack points by bad luck; then it takes more, and points far off.
    most = int(np.max(history.covered[recent]))
    far = np.median(history.wasserstein[recent]) > FAR * floor.wasserstein
    aims = np.median(history.good[recent]) >= TRUE
    if not ((aims and most <= 0.9 * modes) or (far and most <= 0.5 * modes)):
        return None
    return Sign(
        COLLAPSE,
        f"Mode collapse: in the last {count} measurements, at most {most} of {modes} modes had a "
        f"point.",
        helpful(COLLAPSE),
    )


def _oscillation(history: History, recent: slice, floor: Floor) -> Sign | None:
    """The middle of the cloud moves back and forth: a long path that ends near its start."""
    drift = history.drift[recent]
    drift = drift[np.isfinite(drift)]  # a measurement within a round has none
    now = float(np.median(history.wasserstein[recent]))
    if not np.median(drift) >= RESTLESS or now < 2 * floor.wasserstein:
        return None
    x, y = history.centre_x[recent], history.centre_y[recent]
    way = np.hypot(np.diff(x), np.diff(y)).sum()
    ahead = float(np.hypot(x[-1] - x[0], y[-1] - y[0]))
    if ahead > BACK * way:
        return None
    return Sign(
        OSCILLATION,
        f"Oscillation: in the last {-recent.start} measurements, the middle of the cloud moved "
        f"{way:.1f} standard deviations of the data in total and ended {ahead:.1f} from its start. "
        f"The median distance is {now:.2f} (perfect sampler {floor.wasserstein:.2f}).",
        helpful(OSCILLATION),
    )
