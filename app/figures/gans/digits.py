"""Generated digits: a board of samples that forms, and what a classifier says of them."""

from __future__ import annotations

import numpy as np

from app.figures import tiles
from app.figures.gans.curves import curve, curves, log_axis, said_losses
from app.figures.gans.plane import TALL
from app.plot import Panel
from app.theme import Theme
from core.gans.digits import CLASSES, DUE, SAMPLE, SURE, Frame, Real
from core.percent import bounded_percent, percent

SIDE, STEP = 16, 18  # raster pixels of a digit, and from one to the next
GREYS = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)


def samples(frame: Frame, theme: Theme, *, asked: bool) -> Panel:
    """The samples of the same noise throughout; where a class is asked for, one in each column."""
    rows = len(frame.samples) // CLASSES
    images = frame.samples.reshape(rows, CLASSES, 8, 8)  # (rows · 10, 64) -> (rows, 10, 8, 8)
    board = np.zeros((rows * STEP, CLASSES * STEP), np.uint8)
    grown = tiles.stretched(images, SIDE, SIDE)
    for row, column in np.ndindex(rows, CLASSES):
        top, left = row * STEP + 1, column * STEP + 1
        board[top : top + SIDE, left : left + SIDE] = grown[row, column]
    what = "one column per requested digit, 0 to 9" if asked else "noise fixed throughout"
    sure = frame.measures["believable"][-1]
    return Panel(
        title=f"{len(frame.samples)} generated digits",
        note=what,
        alt=f"A grid of {len(frame.samples)} generated digits at iteration {frame.step}; the "
        f"classifier is confident about {bounded_percent(sure)} of {SAMPLE} others.",
        layout=tiles.bare(theme, *board.shape),
        raster=tiles.downwards(board, GREYS),
        height=TALL,
        main=True,
    )


def believable(frame: Frame, latest: Frame, real: Real, theme: Theme) -> Panel:
    """How many digits the classifier is sure of, and how many show the requested class."""
    values, now = latest.measures, frame.measures
    traces = [curve(values["step"], values["believable"], "confident", theme.positive)]
    said = f"{bounded_percent(now['believable'][-1])} (real {bounded_percent(real.believable)})"
    if np.isfinite(now["obeyed"][-1]):
        traces.append(curve(values["step"], values["obeyed"], "as requested", theme.classes[2]))
        said += f" · as requested {bounded_percent(now['obeyed'][-1])}"
    return curves(
        frame,
        latest,
        theme,
        title="Confident classifier",
        y="share",
        said=said,
        traces=traces,
        level=real.believable,
        yaxis={"range": [0, 1.04]},
    )


def distance(frame: Frame, latest: Frame, real: Real, theme: Theme) -> Panel:
    """The distance to held-out digits, beside that of real training digits."""
    values = latest.measures["wasserstein"]
    return curves(
        frame,
        latest,
        theme,
        title="Distance to held-out digits",
        y="sliced Wasserstein",
        said=f"{frame.measures['wasserstein'][-1]:.3f}, real digits {real.wasserstein:.3f}",
        traces=[curve(latest.measures["step"], values, "distance", theme.classes[3])],
        level=real.wasserstein,
        yaxis=log_axis(values, real.wasserstein),
    )


def losses(frame: Frame, latest: Frame, theme: Theme) -> Panel:
    """Both losses by iteration."""
    values, now = latest.measures, frame.measures
    return curves(
        frame,
        latest,
        theme,
        title="Losses",
        y="loss",
        said=said_losses(now["discriminator_loss"][-1], now["generator_loss"][-1]),
        traces=[
            curve(values["step"], values["discriminator_loss"], "D", theme.positive),
            curve(values["step"], values["generator_loss"], "G", theme.negative),
        ],
    )


def in_words(frame: Frame, real: Real) -> list[str]:
    """How good the samples are, with the numbers of this frame."""
    now = {name: float(values[-1]) for name, values in frame.measures.items()}
    least = SAMPLE // CLASSES // DUE
    said = [
        f"A classifier trained on real digits is at least {percent(SURE)} sure of "
        f"{bounded_percent(now['believable'])} of {SAMPLE} generated images (of the digits that it "
        f"was trained on, of {bounded_percent(real.believable)}). Among them, "
        f"{now['classes']:.0f} of {CLASSES} digits appear at least {least} times.",
        f"The sliced Wasserstein distance to held-out digits is {now['wasserstein']:.3f}; real "
        f"training digits have {real.wasserstein:.3f}.",
    ]
    if np.isfinite(now["obeyed"]):
        said.append(
            f"In {bounded_percent(now['obeyed'])} of all {SAMPLE}, it sees the requested digit; "
            f"chance is 10%."
        )
    said.append("Each cell of the grid keeps its noise: drag through the film to compare.")
    return said
