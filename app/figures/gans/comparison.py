"""Two games on one axis each: their losses, their distances to the data, their good points."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.figures.gans.curves import curve, curves, log_axis
from app.figures.gans.plane import TALL
from app.plot import Panel
from app.theme import Theme
from core.gans.comparison import ComparisonFrame
from core.gans.evaluate import Floor
from core.percent import bounded_percent


def both_losses(frame: ComparisonFrame, latest: ComparisonFrame, theme: Theme) -> Panel:
    """The losses of two games on one axis: A solid, B dashed."""
    traces = []
    for name, game, dash in (("A", latest.a, "solid"), ("B", latest.b, "dash")):
        for player, colour in (("D", theme.positive), ("G", theme.negative)):
            column = "discriminator_loss" if player == "D" else "generator_loss"
            values = getattr(game.history, column)
            traces.append(
                curve(game.history.step, values, f"{player} of {name}", colour, dash=dash)
            )
    said = "A solid, B dashed"
    panel = curves(
        frame.a, latest.a, theme, title="Losses of A and B", said=said, y="loss", traces=traces
    )
    return replace(panel, height=TALL)


def both_distances(
    frame: ComparisonFrame, latest: ComparisonFrame, floor: Floor, theme: Theme
) -> Panel:
    """How far each of two games is from the data, beside the floor."""
    histories = latest.a.history, latest.b.history
    traces = [
        curve(history.step, history.wasserstein, name, theme.classes[3], dash=dash)
        for name, history, dash in zip("AB", histories, ("solid", "dash"), strict=True)
    ]
    values = np.concatenate([history.wasserstein for history in histories])
    return curves(
        frame.a,
        latest.a,
        theme,
        title="Distance",
        y="sliced Wasserstein",
        said=f"A {frame.a.history.wasserstein[-1]:.3f} · B {frame.b.history.wasserstein[-1]:.3f} · "
        f"perfect {floor.wasserstein:.3f}",
        traces=traces,
        level=floor.wasserstein,
        yaxis=log_axis(values, floor.wasserstein),
    )


def both_modes(frame: ComparisonFrame, theme: Theme) -> Panel:
    """The share of good points of two games by iteration."""
    a, b = frame.a.coverage, frame.b.coverage
    assert a is not None  # both games are about modes
    assert b is not None
    traces = [
        curve(
            game.history.step,
            game.history.good,
            f"{name}: {found.covered} modes",
            theme.classes[2],
            dash=dash,
        )
        for name, game, found, dash in (("A", frame.a, a, "solid"), ("B", frame.b, b, "dash"))
    ]
    return curves(
        frame.a,
        frame.a,
        theme,
        title="Good points",
        y="share",
        traces=traces,
        said=f"A {bounded_percent(a.good)} · B {bounded_percent(b.good)}",
        yaxis={"range": [0, 1.04]},
    )
