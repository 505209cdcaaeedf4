"""A character model in training: bits per character, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping

import torch

from app.figures.common import line
from app.figures.sequences.heat import named, next_characters
from app.plot import Panel
from app.theme import Theme
from core.sequences.learning import Frame, Writing
from core.sequences.sampling import probabilities, writable


def bits(
    shown: Frame, latest: Frame, counted: Mapping[str, float], theme: Theme, *, total: int
) -> Panel:
    """Bits per character in training and validation, with what counting reaches."""
    top = max(float(latest.held_out.max()), *counted.values()) * 1.08
    dashes = [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": value,
            "y1": value,
            "line": {"color": theme.muted, "width": 1, "dash": "dash"},
        }
        for value in counted.values()
    ]
    words = [
        {
            "text": f"{name} {value:.2f}",
            "xref": "paper",
            "x": 1,
            "y": value,
            "xanchor": "right",
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": 11, "color": theme.muted},
        }
        for name, value in counted.items()
    ]
    if shown.step != latest.step:
        dashes.append(
            {
                "type": "line",
                "x0": shown.step,
                "x1": shown.step,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"color": theme.ink, "width": 1, "dash": "dot"},
            }
        )
    return Panel(
        title="Bits per character",
        note=f"validation {shown.held_out[-1]:.2f}",
        alt=f"After {shown.step} steps {shown.train[-1]:.2f} bits per character in training, "
        f"{shown.held_out[-1]:.2f} in validation.",
        data=[
            line(
                latest.steps,
                latest.train,
                "training",
                theme.positive,
                hovertemplate="%{y:.2f} bits in training<extra></extra>",
            ),
            line(
                latest.steps,
                latest.held_out,
                "validation",
                theme.negative,
                hovertemplate="%{y:.2f} bits in validation<extra></extra>",
            ),
        ],
        layout=theme.layout(
            x="training step",
            y="bits per character",
            showlegend=True,
            xaxis={"range": [0, max(200, min(total, 200 * -(-latest.step // 200)))]},
            yaxis={"range": [0, top]},
            shapes=dashes,
            annotations=words,
            margin={"l": 44, "r": 8, "t": 24, "b": 34},
        ),
        height=280,
        main=True,
    )


def following(frame: Frame, vocabulary: str, writing: Writing, theme: Theme) -> Panel:
    """The probabilities after the prompt, as they are drawn from."""
    logits = writable(torch.from_numpy(frame.logits))
    shares = probabilities(logits, writing.temperature, writing.top_k, writing.top_p).numpy()
    start = "".join(named(c) if c == "\n" else c for c in frame.prompt[-12:])
    return next_characters(
        shares,
        vocabulary,
        theme,
        title="Next character",
        height=280,
        note=f"after “{start}”; {int((shares > 0).sum())} characters possible",
    )


def in_words(frame: Frame, counted: Mapping[str, float], characters: int) -> list[str]:
    """How good the model is compared with counting, and whether it memorises."""
    now, train = float(frame.held_out[-1]), float(frame.train[-1])
    beaten = [name for name, value in counted.items() if now < value]
    said = [
        f"After {frame.step} steps the model needs {now:.2f} bits for each validation character, "
        f"{train:.2f} in training; it learns from {characters:,} characters. It beats "
        + (f"{', '.join(beaten)}." if beaten else "no baseline yet, not even guessing."),
    ]
    if frame.memorises:
        said.append(
            f"Validation was best at step {frame.steps[frame.best]} "
            f"({frame.held_out[frame.best]:.2f} bits). Since then it got worse, while training "
            f"fell from {frame.train[frame.best]:.2f} to {train:.2f}: the model memorises the "
            "training text."
        )
    if frame.step == 0:
        said.append("Press Play and read the samples: first letters, then words, then sentences.")
    return said
