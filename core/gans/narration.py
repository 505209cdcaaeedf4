"""A game in sentences, with the numbers just measured."""

from __future__ import annotations

import math

from core.gans.evaluate import SAMPLE, Floor
from core.gans.frame import Frame
from core.gans.losses import LOSSES
from core.gans.remedies import left
from core.gans.settings import Settings

DRAW = {
    "minimax": (2 * math.log(2), -math.log(2)),
    "non-saturating": (2 * math.log(2), math.log(2)),
    "least squares": (0.25, 0.125),
}

HEIGHTS = {
    "hinge": "−1 (surely fake) to 1 (surely real)",
    "WGAN-GP": "its lowest to its highest",
}


def about(frame: Frame, settings: Settings, floor: Floor) -> list[str]:
    """What the frame shows, most important first."""
    said = [sign_sentence(frame, settings), distances(frame, floor)]
    now = frame.history
    gradient = float(now.generator_gradient[-1])
    flat = " That is close to zero, so G hardly learns." if gradient < 0.05 else ""
    said.append(
        f"The arrows are minus the gradient of G's loss ({settings.loss}) at fake points; "
        f"the median length is {gradient:.2g}.{flat}"
    )
    if frame.gap is not None:
        said.append(
            f"The best possible D outputs p/(p + q) everywhere; this D is off by {frame.gap:.2f} "
            f"on average where there are points. The dots mark where the best D outputs 50%."
        )
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
    said.append(LOSSES[settings.loss].why)
    return said


def sign_sentence(frame: Frame, settings: Settings) -> str:
    """The signs, with what helps and is not in use yet."""
    texts = []
    for sign in frame.signs:
        texts.append(sign.sentence)
        if fixes := left(settings, sign.fixes):
            texts.append(f"Possible remedies: {' or '.join(fixes)}.")
        elif sign.fixes:
            texts.append(f"The usual remedies are already on: {' and '.join(sign.fixes)}.")
    return " ".join(texts)


def distances(frame: Frame, floor: Floor) -> str:
    """Both distances and the coverage, each beside what a perfect sampler gets."""
    now = frame.history
    text = (
        f"For {SAMPLE} new points of each kind, the sliced Wasserstein distance is "
        f"{now.wasserstein[-1]:.3f} (for a perfect sampler {floor.wasserstein:.3f}, at most "
        f"{floor.wasserstein_high:.3f} in 19 of 20 cases) and the squared MMD "
        f"{now.mmd[-1]:.4f} (for a perfect sampler about 0, and at most "
        f"{floor.mmd_high:.4f})."
    )
    if frame.coverage is None:
        return text
    return (
        f"{text} {frame.coverage.covered} of {len(frame.coverage.counts)} modes have a point "
        f"within 3 standard deviations, and {100 * frame.coverage.good:.0f}% of the points are "
        f"that close (for a perfect sampler {100 * floor.good:.0f}%)."
    )
