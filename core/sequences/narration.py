"""Sentences about the pictures of a text, with their numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from core.percent import percent
from core.sequences.cells import SIGNALS, Held, Sum, Trace
from core.sequences.evidence import RARE, Evidence
from core.sequences.influence import effective_length, share_within
from core.sequences.measured import Readable
from core.sequences.units import Match


def about_text(
    kind: str, bits: float, length: int, known: int, held_out: float, usual: float | None
) -> str:
    """How well a text is predicted, and whether it is like the books that the models have read.

    ``bits`` are per character; ``held_out`` are those of the book that the models have not read,
    of whose passages of this length nearly all cost at most ``usual``, None where that is unknown.
    """
    guess = math.log2(known)
    said = (
        f"The {kind} needs {bits:.2f} bits for each next character of this text. Guessing among "
        f"all {known} characters would take {guess:.2f}; a novel that it has not read takes "
        f"{held_out:.2f}."
    )
    if usual is None:
        return f"{said} The text is too short to compare with others."
    if bits <= usual:
        return f"{said} Like 99 of 100 passages of that novel, the text costs at most {usual:.2f}."
    worse = " Guessing would even do better." if bits > guess else ""
    return (
        f"{said} **This text is unlike the English that the model has learned:** 99 of 100 "
        f"passages of that novel cost at most {usual:.2f}.{worse}"
    )


def about_unit(
    kind: str, match: Match, property: str, together: float, proof: Evidence, units: int
) -> list[str]:
    """Whether a unit tracks a property, and whether the predictions need the unit."""
    if match.correlation == 0 and not proof.moved.any():
        return [f"The property “{property}” does not vary in this text, so no unit can track it."]
    name = SIGNALS[kind][match.signal]
    chance = proof.chance
    tracks = proof.tracks(match.correlation)
    said = (
        f"The {name} of unit {match.unit + 1} has a correlation with “{property}” of "
        f"{match.correlation:+.2f}. With the property moved to {len(proof.moved)} other places in "
        f"the text, where it means nothing, the best of {units} units still reaches {chance:.2f} "
        f"(95% of places): "
    )
    if tracks:
        said += "the unit tracks the property more closely than chance explains."
    else:
        said += "a correlation of this size shows nothing."
    whole = (
        f"A weighted sum of all units, fitted on a book, has a correlation of {together:+.2f}; "
        f"with the property moved, up to {proof.chance_together:.2f}"
    )
    if together > proof.chance_together:
        whole += ": the units together carry the property here."
    else:
        whole += ": nothing shows that the units together carry the property here."
    return [said, whole, _about_removal(match.unit, proof, tracks=tracks)]


def _about_removal(unit: int, proof: Evidence, *, tracks: bool) -> str:
    dearer = int((proof.others >= proof.cost).sum())
    said = (
        f"**Hold test:** holding unit {unit + 1} at its mean changes the cost of a character by "
        f"{proof.cost:+.3f} bits; holding one of {len(proof.others)} other units, by "
        f"{float(np.median(proof.others)):+.3f} (median) and at most "
        f"{float(proof.others.max()):+.3f}. "
    )
    if proof.used:
        also = ", which tracks the property," if tracks else ""
        return f"{said}The predictions depend on this unit{also} more than on nearly all others."
    if proof.cost <= 0:
        return f"{said}The model predicts this text as well without the unit."
    return f"{said}{dearer} of these cost as much or more: nothing shows that this unit is special."


def about_memory(done: Trace, unit: int) -> str:
    """How long a unit remembers, by its gates."""
    if done.kind == "LSTM":
        forget = done.signals["f"][:, unit]
        return (
            f"The forget gate of unit {unit + 1} is {forget.mean():.2f} on average, lowest "
            f"{forget.min():.2f} at character {int(forget.argmin()) + 1}; at the average, half of "
            f"its cell remains after {half_life(float(forget.mean()))}."
        )
    if done.kind == "GRU":
        update = done.signals["z"][:, unit]
        return (
            f"The update gate of unit {unit + 1} keeps {update.mean():.2f} of the old state on "
            f"average; at that rate, half of it remains after {half_life(float(update.mean()))}."
        )
    return (
        "A plain RNN has no gate: each step overwrites the whole hidden state, so every memory "
        "has to pass through the same weights and tanh each time."
    )


def about_readable(kind: str, property: str, found: Readable) -> str:
    """How well a property can be read in the book that the models have not read."""
    one, whole = abs(found.correlation), found.together
    said = (
        f"In one of its books, unit {found.unit + 1} of the {kind} follows “{property}” most "
        f"closely. In a novel that it has not read, this unit has a correlation of "
        f"{found.correlation:+.2f}, with chance at {found.moved:.2f}; all units together reach "
        f"{whole:+.2f}. "
    )
    if one <= found.moved:
        return f"{said}So no single unit tracks it."
    if found.cost > 0 and found.cheaper >= RARE:
        return (
            f"{said}Held at its mean, the unit costs {found.cost:+.3f} bits per character, more "
            f"than {percent(found.cheaper)} of the others."
        )
    return (
        f"{said}Held at its mean, it costs {found.cost:+.3f} bits per character; "
        f"{percent(1 - found.cheaper)} of the others cost at least as much."
    )


def about_models(
    bits: Mapping[str, float],
    counted: Callable[[int], float],
    orders: Sequence[int],
    steps: Mapping[str, int],
) -> str:
    """What the models have read, and how well they predict a book beside counting."""
    parts = ", ".join(f"{kind} {value:.2f}" for kind, value in bits.items())
    counts = ", ".join(f"{counted(order):.2f}" for order in orders)
    lengths = ", ".join(f"{kind} {steps[kind]:,}" for kind in bits)
    return (
        "The three models have about 312,000 parameters each and have read four English novels of "
        f"1813 to 1894. A fifth takes, in bits per character: {parts}. Counting what followed the "
        f"last {orders[0]} to {orders[-1]} characters in the same four: {counts}. The three have "
        f"not trained equally long ({lengths} steps), so their bits do not rank the cells."
    )


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
            f"{written:+.3f}: now it holds {now['c']:.3f}. Of tanh({now['c']:.3f}) = "
            f"{math.tanh(now['c']):.3f} the output gate passes {percent(now['o'])}: h is "
            f"{now['h']:.3f}."
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
            f"“{names[most]}” has the largest gradient, {len(values) - most} before the predicted "
            f"character; the first character has {values[0] / values.max():.1e} of it."
        )
    return said


def about_reach(reaches: dict[str, np.ndarray]) -> str:
    """How far back the models look in general; ``reaches`` has many predictions of each."""
    parts = [
        f"{kind} {np.median(reach):.0f} ({np.quantile(reach, 0.1):.0f} to "
        f"{np.quantile(reach, 0.9):.0f})"
        for kind, reach in reaches.items()
    ]
    return (
        f"One prediction proves little. Of {len(next(iter(reaches.values())))} predictions in a "
        "novel that the models have not read, 90% of the gradient lies on the last "
        f"{', '.join(parts)} characters: the median, and the middle 80%."
    )
