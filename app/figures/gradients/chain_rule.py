"""The chain of neurons, link by link: the product as it grows, and autograd beside it."""

from __future__ import annotations

import numpy as np

from app.figures.common import line
from app.figures.gradients.scales import decades, exponents, said
from app.plot import Panel
from app.theme import Theme
from core.gradients.chain_narration import number
from core.gradients.chain_rule import Chain

TALL, LOW = 250, 200  # pixels
WIDE = 720  # and what eight neurons with their numbers need
FORWARD, BACK, PRODUCT = 2.0, 1.0, 0.0  # heights in the diagram


def diagram(made: Chain, back: int, theme: Theme) -> Panel:
    """The neurons with their outputs; under them the factors and products of ``back`` links."""
    n = len(made.sums)
    places = np.arange(n + 1.0)
    between = places[:-1] + 0.5
    reached = places >= n - back  # the gradient has come so far
    names = ["input", *(f"neuron {i}" for i in range(1, n)), "output"]
    weight = number(made.weight)
    factors = [
        f"{number(slope)} × {weight}<br>= <b>{number(slope * made.weight + 0.0)}</b>"
        for slope in made.slopes
    ]
    data = [
        line(
            places, np.full(n + 1, FORWARD), "forward", theme.grid, mode="lines", hoverinfo="skip"
        ),
        line(
            places[reached],
            np.full(int(reached.sum()), PRODUCT),
            "back",
            theme.negative,
            mode="lines",
            hoverinfo="skip",
        ),
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": places,
            "y": np.full(n + 1, FORWARD),
            "text": [number(value) for value in made.outputs],
            "textposition": "middle center",
            "textfont": {"color": theme.ink, "size": 12},
            "marker": {
                "size": 46,
                "color": theme.paper,
                "line": {"width": 2, "color": theme.positive},
            },
            "customdata": names,
            "hovertemplate": "%{customdata}: %{text}<extra></extra>",
        },
        _texts(between, FORWARD + 0.32, [f"× {weight}"] * n, theme.muted),
        _texts(places, FORWARD + 0.62, names, theme.muted),
        _texts(between[n - back :], BACK, factors[n - back :], theme.ink),
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": places[reached],
            "y": np.full(int(reached.sum()), PRODUCT),
            "text": (told := [number(value, 2) for value in made.by_hand[reached]]),
            "textposition": "middle center",
            "textfont": {"color": theme.ink, "size": [12 if len(t) < 6 else 10 for t in told]},
            "marker": {
                "size": 46,
                "color": theme.paper,
                "symbol": "square",
                "line": {"width": 2, "color": theme.negative},
            },
            "hovertemplate": "gradient here: %{text}<extra></extra>",
        },
    ]
    now = made.by_hand[n - back]
    if back:
        link = n - back
        note = (
            f"link {link + 1}: {number(made.by_hand[link + 1])} × {number(made.slopes[link])} × "
            f"{weight} = {number(now)}"
        )
    else:
        note = f"the gradient starts as output − target = {number(made.error)}"
    axis = {"visible": False}
    return Panel(
        title=f"{back} of {n} links back",
        note=note,
        alt=f"A chain of {n} neurons. Outputs: "
        f"{', '.join(map(number, made.outputs))}. After {back} links back the "
        f"gradient is {number(now)}.",
        data=data,
        layout=theme.layout(
            x="",
            y="",
            xaxis={"range": [-0.12 * n - 0.3, n + 0.45], **axis},
            yaxis={"range": [-0.5, 2.85], **axis},
            annotations=[
                _side(FORWARD, "forward", theme.positive),
                _side(BACK, "slope × weight", theme.muted),
                _side(PRODUCT, "gradient", theme.negative),
            ],
            margin={"l": 4, "r": 4, "t": 4, "b": 4},
        ),
        height=TALL,
        width=WIDE,
        main=True,
    )


def products(made: Chain, back: int, theme: Theme) -> Panel:
    """The size of the gradient at each output, as far as it has come back."""
    n = len(made.sums)
    return _sizes(
        made.by_hand,
        made.by_autograd,
        theme,
        first=0,
        reached=n - back,
        title="Gradient at each output",
        note="bars by hand, rings by autograd",
        x="output of neuron (0 is the input)",
        of="output",
    )


def weights(made: Chain, back: int, theme: Theme) -> Panel:
    """The size of the gradient of each weight, as far as it has come back."""
    n = len(made.sums)
    return _sizes(
        made.weights_by_hand,
        made.weights_by_autograd,
        theme,
        first=1,
        reached=n - back + 1,
        title="Gradient of each weight",
        note="arriving × slope × input",
        x="weight of link",
        of="weight",
    )


def _sizes(
    hand: np.ndarray,
    torchs: np.ndarray,
    theme: Theme,
    *,
    first: int,
    reached: int,
    title: str,
    note: str,
    x: str,
    of: str,
) -> Panel:
    """Bars by hand from place ``reached`` on, rings by autograd; places count from ``first``."""
    places = np.arange(first, first + len(hand), dtype=float)
    logs = exponents(np.abs(hand))
    axis = decades([logs, exponents(np.abs(torchs)), np.array([-2.0])], most=5)
    bottom = axis["range"][0]
    heights = np.where(places >= reached, np.nan_to_num(logs - bottom), 0.0)
    return Panel(
        title=title,
        note=note,
        alt=f"{title} on a log axis. By hand: {', '.join(said(hand))}. By autograd: "
        f"{', '.join(said(torchs))}.",
        data=[
            {
                "type": "bar",
                "x": places,
                "y": heights,
                "base": bottom,
                "marker": {"color": theme.negative},
                "customdata": said(hand),
                "hovertemplate": f"{of} %{{x}}: %{{customdata}} by hand<extra></extra>",
            },
            {
                "type": "scatter",
                "mode": "markers",
                "x": places,
                "y": exponents(np.abs(torchs)),
                "marker": {
                    "size": 11,
                    "symbol": "circle-open",
                    "color": theme.ink,
                    "line": {"width": 2},
                },
                "customdata": said(torchs),
                "hovertemplate": f"{of} %{{x}}: %{{customdata}} by autograd<extra></extra>",
            },
        ],
        layout=theme.layout(
            x=x,
            y="size of the gradient",
            xaxis={"range": [first - 0.6, places[-1] + 0.6], "dtick": 1, "showgrid": False},
            yaxis=axis,
            margin={"l": 58, "r": 8, "t": 6, "b": 34},
        ),
        height=LOW,
    )


def _texts(x: np.ndarray, y: float, texts: list[str], tint: str) -> dict:
    return {
        "type": "scatter",
        "mode": "text",
        "x": x,
        "y": np.full(len(x), y),
        "text": texts,
        "textfont": {"color": tint, "size": 12},
        "hoverinfo": "skip",
    }


def _side(y: float, text: str, tint: str) -> dict:
    return {
        "xref": "paper",
        "x": 0,
        "y": y,
        "text": text,
        "showarrow": False,
        "xanchor": "left",
        "font": {"color": tint, "size": 12},
    }
