"""A game in sentences. Each follows from the numbers of one frame and says no more than they do."""

from __future__ import annotations

import math

import numpy as np

from core.gans.evaluate import SAMPLE, Coverage, Floor
from core.gans.frame import BLUR, CROWD, Frame
from core.gans.losses import LOSSES
from core.gans.remedies import left, record, trials
from core.gans.settings import Settings
from core.percent import bounded_percent

DRAW = {
    "minimax": (2 * math.log(2), -math.log(2)),
    "non-saturating": (2 * math.log(2), math.log(2)),
    "least squares": (0.25, 0.125),
}

HEIGHTS = {
    "hinge": "−1 (surely fake) to 1 (surely real)",
    "WGAN-GP": "its lowest to its highest",
}
ALIKE = 0.1  # share by which two numbers may differ that are said to be about the same


def about(frame: Frame, floor: Floor) -> list[str]:
    """What the frame shows, most important first."""
    settings, now = frame.settings, frame.history
    said = [sign_sentence(frame), distances(frame, floor), gradient(frame)]
    if frame.optimal is not None:
        said.append(best_discriminator(frame))
    if settings.loss in DRAW and len(now) > 1 and not settings.smoothing:
        discriminator, generator = DRAW[settings.loss]
        said.append(
            f"At equilibrium D's loss is {discriminator:.2f} and G's {generator:.2f}; now they are "
            f"{now.discriminator_loss[-1]:.2f} and {now.generator_loss[-1]:.2f}. Each measures one "
            "player against the other; neither says how good the points are."
        )
    if settings.loss in HEIGHTS:
        said.append(
            f"D outputs scores here, not probabilities: the colours run from "
            f"{HEIGHTS[settings.loss]}."
        )
    if np.isfinite(now.score_gap[-1]):
        said.append(critic(frame))
    said.append(LOSSES[settings.loss].why)
    if frame.edited:
        said.append(
            "You changed a setting or took a single step during the run, so the link no longer "
            "rebuilds this game."
        )
    return said


def sign_sentence(frame: Frame) -> str:
    """The signs, with what helped in trials and is not in use yet."""
    texts = []
    for sign in frame.signs:
        texts.append(sign.sentence)
        if sign.fixes:
            texts.append(remedies(sign.name, sign.fixes, frame.settings))
    return " ".join(texts)


def remedies(trouble: str, fixes: tuple[str, ...], settings: Settings) -> str:
    """In how many trials each fix that is not in use yet helped, and on which data."""
    places = dict.fromkeys(trial.data for trial in trials() if trial.trouble == trouble)
    where = f"test games with this trouble on {' and '.join(places)}"
    counts = {fix: record(trouble, fix) for fix in fixes}
    said = [f"{fix} ({counts[fix][0]} of {counts[fix][1]})" for fix in left(settings, fixes)]
    if said:
        return f"Remedies that ended it and halved the distance in {where}: {', '.join(said)}."
    return f"What helped in most {where} is already on: {' and '.join(fixes)}."


def covered(found: Coverage) -> str:
    """The covered modes and the share of good points; of a single mode only the share."""
    good = f"{bounded_percent(found.good)} good points"
    return f"{found.covered} of {len(found.counts)} modes, {good}" if found.several else good


def distances(frame: Frame, floor: Floor) -> str:
    """Both distances and the coverage, each beside what a perfect sampler gets."""
    now, found = frame.history, frame.coverage
    text = (
        f"Between {SAMPLE} generated and {SAMPLE} real points, the sliced Wasserstein distance is "
        f"{now.wasserstein[-1]:.3f} (for a perfect sampler {floor.wasserstein:.3f}, at most "
        f"{floor.wasserstein_high:.3f} in 19 of 20 cases) and the squared MMD "
        f"{now.mmd[-1]:.4f} (for a perfect sampler about 0, at most {floor.mmd_high:.4f} in 19 of "
        f"20)."
    )
    if found is None:
        return text
    good = f"{bounded_percent(found.good)} of the points"
    perfect = f"(for a perfect sampler {bounded_percent(floor.good)})"
    if not found.several:
        return f"{text} {good} lie within 3 standard deviations of the centre {perfect}."
    return (
        f"{text} {found.covered} of {len(found.counts)} modes have a point within 3 standard "
        f"deviations, and {good} are that close {perfect}."
    )


def gradient(frame: Frame) -> str:
    """The arrows, and what the optimiser makes of their length."""
    length = float(frame.history.generator_gradient[-1])
    text = (
        f"The arrows are minus the gradient of G's loss ({frame.settings.loss}) at fake points; "
        f"the median length is {length:.2g}."
    )
    if frame.settings.generator_optimiser == "SGD":
        return f"{text} SGD takes steps in proportion to the gradient."
    return (
        f"{text} {frame.settings.generator_optimiser} divides by the gradient's recent size, so "
        f"short arrows do not mean that G stands still."
    )


def best_discriminator(frame: Frame) -> str:
    """The best possible D, how it is estimated, and how far this one is from it."""
    settings = frame.settings
    blurred = f"an estimate from {CROWD:,} generated points, with p and q blurred by {BLUR}"
    if settings.spread < BLUR and settings.data != "checkerboard":
        blurred += f", more than the data's own spread of {settings.spread:g}"
    dots = f"The dots mark where p = q ({blurred})."
    if frame.gap is None:
        return dots
    factor = f"{1 - settings.smoothing:g} · " if settings.smoothing else ""
    bounds = {
        "gradient penalty": settings.penalty > 0,
        "spectral norm": settings.spectral,
        "minibatch statistics": settings.statistics,
    }
    free = " and ".join(name for name, on in bounds.items() if on)
    without = f" without {free}" if free else ""
    return (
        f"For a fixed G, the best D{without} outputs {factor}p/(p + q). {dots} This D differs from "
        f"it by {frame.gap:.2f} on average, where there are points."
    )


def critic(frame: Frame) -> str:
    """WGAN-GP: D's scores beside the Wasserstein distance that they estimate in theory."""
    now = frame.history
    slope, gap = float(now.generator_gradient[-1]), float(now.score_gap[-1])
    exact = float(now.earth_mover[-1])
    text = (
        f"The penalty asks D for a slope of 1 between real and fake points; at the fake points the "
        f"median is {slope:.2g}. D's mean score of real points minus that of fake ones is "
        f"{signed(gap)}, and their exact Wasserstein distance is {exact:.2f}"
    )
    if abs(gap - exact) <= ALIKE * exact:
        return f"{text}: about the same."
    if gap < exact:
        return f"{text}, which is larger."
    # By Kantorovich and Rubinstein: a slope of at most 1 everywhere cannot give more.
    steep = "" if frame.settings.statistics else ", so D's slope is above 1 somewhere"
    return f"{text}: the scores differ by {gap / exact:.1f} times as much{steep}."


def signed(number: float) -> str:
    """Two digits after the point, with a true minus sign."""
    return f"{number:.2f}".replace("-", "−")
