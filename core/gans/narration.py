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
    "hinge": "−1, surely fake, to 1, surely real",
    "WGAN-GP": "its lowest to its highest",
}


def about(frame: Frame, settings: Settings, floor: Floor) -> list[str]:
    """What the frame shows, most important first."""
    said = [sign_sentence(frame, settings), distances(frame, floor)]
    now = frame.history
    pull = float(now.pull[-1])
    flat = " That is next to nothing: G learns hardly anything from it." if pull < 0.05 else ""
    said.append(
        f"The arrows are minus the slope of G's own loss ({settings.loss}) at fake points; "
        f"its median is {pull:.2g}.{flat}"
    )
    if frame.gap is not None:
        said.append(
            f"The best possible D would say p/(p + q) everywhere; this D is off by {frame.gap:.2f} on "
            "average where there are points. The dots are where the best D is in doubt."
        )
    if settings.loss in DRAW and len(now) > 1 and not settings.smoothing:
        discriminator, generator = DRAW[settings.loss]
        said.append(
            f"At a draw D's loss is {discriminator:.2f} and G's {generator:.2f}; they are "
            f"{now.discriminator_loss[-1]:.2f} and {now.generator_loss[-1]:.2f}. Each measures a "
            "player against the other, and neither says how good the points are."
        )
    if settings.loss in HEIGHTS:
        said.append(
            f"D's outputs are heights here, not chances: the map runs from {HEIGHTS[settings.loss]}."
        )
    said.append(LOSSES[settings.loss].why)
    return said


def sign_sentence(frame: Frame, settings: Settings) -> str:
    """The signs, with what helps and is not in use yet."""
    texts = []
    for sign in frame.signs:
        texts.append(sign.sentence)
        if fixes := left(settings, sign.fixes):
            texts.append(f"What helps: {' or '.join(fixes)}.")
        elif sign.fixes:
            texts.append(f"What helps most often is in use already: {' and '.join(sign.fixes)}.")
    return " ".join(texts)


def distances(frame: Frame, floor: Floor) -> str:
    """Both distances and the coverage, each beside what a perfect sampler gets."""
    now = frame.history
    text = (
        f"Of {SAMPLE} fresh points each, the sliced Wasserstein distance is "
        f"{now.wasserstein[-1]:.3f} (a perfect sampler reads {floor.wasserstein:.3f}, at most "
        f"{floor.wasserstein_high:.3f} in 19 of 20 cases) and the squared MMD "
        f"{now.mmd[-1]:.4f} (of a perfect one about 0, of either sign, and at most "
        f"{floor.mmd_high:.4f})."
    )
    if frame.coverage is None:
        return text
    return (
        f"{text} {frame.coverage.covered} of {len(frame.coverage.counts)} modes have a point "
        f"within 3 standard deviations, and {100 * frame.coverage.good:.0f} % of the points are "
        f"so close (a perfect sampler: {100 * floor.good:.0f} %)."
    )
