"""Names what goes wrong in a game, from the measurements, and what to try.

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
from core.gans.remedies import MORE_STEPS, SPECTRAL, STATISTICS, WGAN_GP

RECENT = 10  # measurements that a sign looks back on
EARLY = 6  # measurements before any sign: everything is a mess at first
SURE = 0.9  # accuracy on real and on fake points from which on D is hardly ever in doubt
ALIKE = 0.5  # variety, against real points, below which G repeats itself
FAR = 8.0  # floors, from which on the points are nowhere near
TRUE = 0.3  # share of good points from which on missing modes are a choice and not just bad aim
CLOSE = 2.5  # floors, up to which a distance is close to the data
RESTLESS = 0.7  # standard deviations that the whole cloud moves between two measurements


@dataclass(frozen=True)
class Sign:
    """``name`` is "mode collapse", "too strong discriminator", "oscillation", "learning" or
    "close to the data"; ``sentence`` says what was measured, ``fixes`` names what helps, as in
    ``core.gans.remedies``."""

    name: str
    sentence: str
    fixes: tuple[str, ...] = ()


COLLAPSE, STRONG, OSCILLATION = "mode collapse", "too strong discriminator", "oscillation"
LEARNING, GOOD = "learning", "close to the data"


def signs(history: History, floor: Floor, modes: int) -> tuple[Sign, ...]:
    """All that the latest measurements show; "learning" or "close to the data" where all is well.

    ``modes`` is how many there are to cover, 0 where there are none to count.
    """
    count = len(history)
    if count < EARLY:
        return (Sign(LEARNING, f"Too early to tell: {count} of {EARLY} measurements so far."),)
    recent = slice(-min(RECENT, count // 2), None)
    # A beaten generator cannot aim at all, so its coverage says nothing more.
    found = [_strong(history, recent)]
    if not found[0]:
        found = [_collapse(history, recent, floor, modes), _oscillation(history, recent, floor)]
    if any(found):
        return tuple(sign for sign in found if sign)
    times = float(np.median(history.wasserstein[recent])) / floor.wasserstein
    said = f"the distance is {times:.1f} times that of a perfect sampler"
    share = min(1.0, float(np.median(history.good[recent])) / floor.good) if modes else 1.0
    if modes:
        said += f", and the share of good points {100 * share:.0f}% of a perfect sampler's"
    if times < CLOSE and share > 1 / CLOSE:
        return (Sign(GOOD, f"Close to the data: {said}."),)
    return (Sign(LEARNING, f"Not close to the data: {said}."),)


def _strong(history: History, recent: slice) -> Sign | None:
    right = min(
        float(np.median(history.real_accuracy[recent])),
        float(np.median(history.fake_accuracy[recent])),
    )
    if not right >= SURE:
        return None
    gradient = float(np.median(history.generator_gradient[recent]))
    flat = (
        f"and gives G hardly any gradient ({gradient:.2g})"
        if gradient < 0.05
        else f"and G does not catch up despite a gradient of {gradient:.2g}"
    )
    return Sign(
        STRONG,
        f"Too strong a discriminator: it classifies {100 * right:.0f}% of real and fake points "
        f"correctly {flat}.",
        (SPECTRAL, WGAN_GP),
    )


def _collapse(history: History, recent: slice, floor: Floor, modes: int) -> Sign | None:
    variety = float(np.median(history.variety[recent]))
    if variety < ALIKE and modes != 1:
        where = f", at {int(history.covered[-1])} of {modes} modes" if modes else ""
        return Sign(
            COLLAPSE,
            f"Mode collapse: the generated points spread only {100 * variety:.0f}% as far as real "
            f"ones{where}.",
            (STATISTICS, MORE_STEPS),
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
        f"Mode collapse: in the last {-recent.start} measurements, at most {most} of {modes} modes "
        f"had a point.",
        (STATISTICS, MORE_STEPS),
    )


def _oscillation(history: History, recent: slice, floor: Floor) -> Sign | None:
    drift = float(np.median(history.drift[recent]))
    now = float(np.median(history.wasserstein[recent]))
    if not drift >= RESTLESS or now < 2 * floor.wasserstein:
        return None
    return Sign(
        OSCILLATION,
        f"Oscillation: between two measurements, the whole cloud moves by {drift:.2f} standard "
        f"deviations, and the distance ({now:.2f}) does not settle near that of a perfect sampler "
        f"({floor.wasserstein:.2f}).",
        (STATISTICS,),
    )
