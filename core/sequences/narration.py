"""Sentences about the pictures of a text, with their numbers."""

from __future__ import annotations

import math

import numpy as np

from core.percent import percent
from core.sequences.cells import SIGNALS, Held, Sum, Trace
from core.sequences.influence import effective_length, share_within
from core.sequences.units import Match

CLEAR = 0.5  # a correlation from which a unit is said to follow a property


def about_reading(
    done: Trace,
    bits: np.ndarray,
    best: Match,
    together: float,
    property: str,
    known: int,
    length: int,
) -> list[str]:
    """How well the text is predicted, what the units follow, and how long the cell remembers.

    ``best`` is a unit, ``together`` the correlation of all of them, with ``property``.
    """
    said = [
        f"The {done.kind} needs {bits.mean():.2f} bits for each next character of this text; "
        f"guessing among all {known} known characters would take {math.log2(known):.2f}."
    ]
    if best.correlation == 0:
        said.append(
            f"The property “{property}” does not vary in this text, so no unit can track it."
        )
    else:
        said.append(
            f"Of {done.hidden.shape[1]} units, the {SIGNALS[done.kind][best.signal]} of unit "
            f"{best.unit + 1} has a correlation with “{property}” of "
            f"{best.correlation:+.2f}; all units together, with weights fitted on another story, "
            f"reach {together:+.2f}. {_verdict(abs(best.correlation), together)}"
        )
    if done.kind == "LSTM":
        forget = done.signals["f"][:, best.unit]
        said.append(
            f"Its forget gate is {forget.mean():.2f} on average, lowest {forget.min():.2f} at "
            f"character {int(forget.argmin()) + 1}; at the average, half of its cell remains after "
            f"{half_life(float(forget.mean()))}."
        )
    elif done.kind == "GRU":
        update = done.signals["z"][:, best.unit]
        said.append(
            f"Its update gate keeps {update.mean():.2f} of the old state on average; at that "
            f"rate, half of it remains after {half_life(float(update.mean()))}."
        )
    else:
        said.append(
            "A plain RNN has no gate: each step overwrites the whole hidden state, so every memory "
            "has to pass through the same weights and tanh each time."
        )
    if length < 20:
        said.append("Use a longer text: a correlation over so few characters proves little.")
    return said


def _verdict(one: float, together: float) -> str:
    if one >= CLEAR:
        return "Training did not ask for such a unit, but tracking this helps prediction."
    if together >= CLEAR:
        return "The information is spread over many units: no single unit represents it."
    return "Both are small: the model keeps hardly any information about it here."


def half_life(keep: float) -> str:
    """The number of steps after which half is left if each step keeps this share."""
    if keep >= 0.9999:
        return "thousands of characters"
    if keep <= 0.5:
        return "one character or less"
    return f"{math.log(0.5) / math.log(keep):.1f} characters"


def about_holding(held: Held, kind: str, before: np.ndarray, after: np.ndarray) -> str:
    """What holding a signal costs in bits per character."""
    where = "all units" if held.unit is None else f"unit {held.unit + 1}"
    now, free = round(float(after.mean()), 2), round(float(before.mean()), 2)
    direction = "worse" if now > free else "better"
    effect = "the same" if now == free else f"{abs(now - free):.2f} {direction}"
    return (
        f"With the {SIGNALS[kind][held.signal]} of {where} held at {held.value:g} from character "
        f"{held.start + 1}, the text costs {now:.2f} bits per character instead of "
        f"{free:.2f}: {effect}."
    )


def equations(sums: list[Sum], done: Trace, step: int, unit: int) -> list[tuple[str, str]]:
    """The equations of one unit at one step, in symbols and numbers, as lines of LaTeX."""
    now = {name: float(values[step, unit]) for name, values in done.signals.items()}
    held = {
        name: float(done.signals[name][step - 1, unit]) if step else 0.0
        for name in ("c", "h")
        if name in done.signals
    }
    lines = []
    for one in sums:
        squash = r"\tanh" if one.squash == "tanh" else r"\sigma"
        memory = (
            r"r_t \odot (U_n h_{t-1} + d_n)" if one.signal == "n" else (f"U_{one.signal} h_{{t-1}}")
        )
        symbol = f"{one.signal}_t &= {squash}(W_{one.signal} x_t + {memory} + b_{one.signal})"
        numbers = (
            f"{one.signal}_t &= {squash}({one.inputs:.2f} {one.memory:+.2f} {one.bias:+.2f}) "
            f"= {one.value:.3f}"
        )
        lines.append((symbol, numbers))
    if done.kind == "LSTM":
        lines.append(
            (
                r"c_t &= f_t\, c_{t-1} + i_t\, g_t",
                f"c_t &= {now['f']:.2f} \\cdot ({held['c']:.2f}) + {now['i']:.2f} \\cdot "
                f"({now['g']:.2f}) = {now['c']:.3f}",
            )
        )
        lines.append(
            (
                r"h_t &= o_t \tanh(c_t)",
                f"h_t &= {now['o']:.2f} \\cdot \\tanh({now['c']:.3f}) = {now['h']:.3f}",
            )
        )
    if done.kind == "GRU":
        lines.append(
            (
                r"h_t &= (1 - z_t)\, n_t + z_t\, h_{t-1}",
                f"h_t &= {1 - now['z']:.2f} \\cdot ({now['n']:.2f}) + {now['z']:.2f} \\cdot "
                f"({held['h']:.2f}) = {now['h']:.3f}",
            )
        )
    return lines


def about_step(sums: list[Sum], done: Trace, step: int, unit: int, character: str) -> list[str]:
    """The effect of one step on one unit, in words."""
    now = {name: float(values[step, unit]) for name, values in done.signals.items()}
    strongest = max(sums, key=lambda one: abs(one.inputs) - abs(one.memory))
    said = [
        f"Reading “{character}”: the sum in {strongest.signal} gets {strongest.inputs:+.2f} from "
        f"the character, {strongest.memory:+.2f} from the memory and {strongest.bias:+.2f} from "
        "the bias."
    ]
    if done.kind == "LSTM":
        kept = now["f"] * (float(done.signals["c"][step - 1, unit]) if step else 0.0)
        written = now["i"] * now["g"]
        said.append(
            f"The cell keeps {percent(now['f'])} of its content ({kept:+.3f}) and writes "
            f"{written:+.3f}: now it holds {now['c']:.3f}, of which the output gate passes "
            f"{percent(now['o'])}."
        )
    elif done.kind == "GRU":
        said.append(
            f"The update gate keeps {percent(now['z'])} of the old state and takes "
            f"{percent(1 - now['z'])} of the candidate {now['n']:.3f}; the candidate used "
            f"{percent(now['r'])} of the past."
        )
    else:
        said.append("There is no gate: the whole old state passes through the sum and the tanh.")
    return said


def about_influence(
    found: dict[str, np.ndarray], target: dict[str, str], names: list[str]
) -> list[str]:
    """How far back each model looks for one prediction; ``names`` are those of the characters."""
    said = []
    for kind, values in found.items():
        reach = effective_length(values)
        most = int(values.argmax())
        said.append(
            f"{kind}, predicting “{target[kind]}”: 90% of the gradient lies on the last {reach} "
            f"of {len(values)} characters, {percent(share_within(values, 1))} on the last one. "
            f"“{names[most]}” matters most, {len(values) - most} before the predicted one; the "
            f"first character has {values[0] / values.max():.1e} of its gradient."
        )
    return said
