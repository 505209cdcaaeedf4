"""What the views of a trained network say, with the numbers that were just measured."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from torch import nn

from core.convolution.attribution import Deletion
from core.convolution.feature_maps import Features, Origin
from core.convolution.hierarchy import DETECTS, ORIENTATIONS, Level, Preferences
from core.convolution.images import HELD_OUT_DIGITS
from core.convolution.narration import said as number
from core.convolution.shift_invariance import Equivariance, Settings
from core.percent import percent

CLOSE = 0.05  # a difference between two shares that says nothing
EXACT = 1e-5  # of a map's norm: what rounding leaves of maps that are the same


def about_guess(found: Features, names: tuple[str, ...], truth: str | None) -> str:
    """First and second guess, and whether the network can know."""
    first, second = found.guesses
    shares = found.probabilities
    words = (
        f"First guess: **{names[first]}** with {percent(shares[first], 1)}, second "
        f"**{names[second]}** with {percent(shares[second], 1)}"
    )
    if truth is None:
        return (
            f"{words}. The network knows {len(names)} classes and must choose one of them, "
            "whatever the image shows."
        )
    return f"{words}. The true class is {truth}: {'right' if names[first] == truth else 'wrong'}."


def about_softmax(found: Features, names: tuple[str, ...]) -> str:
    """The arithmetic from the logits to the first guess's probability."""
    first = found.guesses[0]
    powers = np.exp(found.logits.astype(np.float64))
    logit = number(found.logits[first], 4)  # as many digits as their power below needs
    return (
        f"Softmax: the logit of {names[first]} is {logit}, and e^{logit} = {powers[first]:,.4g}. "
        f"Divided by the sum over all {len(names)} classes, {powers.sum():,.4g}, this gives "
        f"{percent(powers[first] / powers.sum(), 1)}."
    )


def about_flatten(found: Features, network: nn.Sequential, names: tuple[str, ...]) -> str:
    """From the last maps to a logit."""
    layer, maps = list(found.maps.items())[-1]
    first = found.guesses[0]
    weight = network.get_parameter("linear.weight")[first].detach().numpy()
    bias = float(network.get_parameter("linear.bias")[first])
    total = float(weight @ found.flat)
    channels, rows, columns = maps.shape
    if found.flat.size == channels:
        row = (
            f"Of each of the {channels} maps of {layer}, {rows} × {columns}, only the maximum is "
            f"passed on"
        )
    else:
        row = (
            f"Flatten turns the {channels} maps of {layer}, {rows} × {columns} each, into one "
            f"vector"
        )
    return (
        f"{row}: {found.flat.size} numbers. Their weighted sum is {number(total)}; with the "
        f"bias {number(bias)}, this gives the logit of {names[first]}, {number(total + bias)}."
    )


def about_map(found: Features, layer: str, channel: int, source: Origin, widest: int) -> str:
    """A cell of the selected map, whether it is the strongest, and what it sees."""
    top, bottom, left, right = source.window
    maps = found.maps[layer]
    silent = int((maps.max(axis=(1, 2)) <= 0).sum())
    place = f"row {source.cell[0] + 1}, column {source.cell[1] + 1}"
    strongest = f"Map {channel + 1} of {layer} is strongest in {place}"
    if np.ptp(maps[channel]) == 0:
        strongest = f"Map {channel + 1} of {layer} is the same everywhere, also in {place}"
    elif source.value < maps[channel].max():
        strongest = f"You clicked the cell of map {channel + 1} of {layer} in {place}"
    words = (
        f"{strongest}: {number(source.value)}. That cell sees {bottom - top} × "
        f"{right - left} pixels of the image"
    )
    if (bottom - top, right - left) != (widest, widest):
        words += f" (the edge cuts off the rest of {widest} × {widest})"
    if source.patch is not None:
        products = float((source.patch * source.kernel).sum())
        total = products + source.bias
        words += (
            f"; patch times filter gives {number(products)}, plus the bias "
            f"{number(source.bias)} gives {number(total)}"
        )
        if layer.startswith("ReLU"):
            words += f", and ReLU gives {number(max(total, 0))}"
    words += "."
    if silent:
        words += f" {silent} of the {len(maps)} maps of this layer have no positive cell."
    return words


def about_filter(unit: int, found: Preferences, kinds: list[str], names: tuple[str, ...]) -> str:
    """Which class a filter prefers, compared with what random labels give."""
    name, preference, chance = names[found.best[unit]], found.preference[unit], found.chance[unit]
    words = (
        f"{kinds.count(name)} of its {len(kinds)} strongest images belong to {name}, its preferred "
        f"class: the preference is {preference:.2f} (random labels: up to {chance:.2f}). Of two "
        f"images, one of them of this class, its output is larger for that one in "
        f"{percent(found.pairs[unit])} of all pairs (a coin: 50%)"
    )
    if found.detects[unit]:
        return f"{words}. By itself, it detects {name}."
    if preference > chance:
        return f"{words}. It prefers {name}, but does not detect it by itself."
    return f"{words}. That is no more than chance gives: it prefers no class."


def about_levels(trained: list[Level], control: list[Level], found: Preferences) -> list[str]:
    """The textbooks' hierarchy, and how much of it this network's filters show.

    ``found`` are the preferences of the block that is shown.
    """
    edges = [float(level.orientation.mean()) for level in trained]
    classes = [float(level.selectivity.mean()) for level in trained]
    read = [level.readability for level in trained]
    random = control[-1].readability
    most = int(np.argmax(edges)) + 1
    first = "as textbooks say" if most == 1 else "not block 1"
    detectors, filters = int(found.detects.sum()), len(found.detects)
    alone = (
        f"{detectors} of its {filters} filters detect a class by themselves"
        if detectors
        else f"none of its {filters} filters detects a class by itself"
    )
    return [
        f"Textbooks say: edges first, then parts, then whole shapes. It is certain that a cell "
        f"sees more in each block: {_row(f'{level.sees}' for level in trained)} pixels across. "
        f"The rest is measured for each block.",
        f"**Edges**: the average filter's preference for one of {ORIENTATIONS} directions of "
        f"stripes, by block, is {_row(f'{value:.2f}' for value in edges)} (0 is none, 1 is "
        f"exclusive). It is strongest in block {most}, {first}.",
        f"**Whole shapes**: the average filter's preference for one class, by block, is "
        f"{_row(f'{value:.2f}' for value in classes)}: it "
        f"{'grows' if _climbs(classes) else 'does not grow'} with each block. In this block, "
        f"{alone} (their output is larger for it in at least {percent(DETECTS)} of the pairs).",
        f"**Together**: comparing a block's strongest outputs with the mean of each class "
        f"classifies {_row(map(percent, read))} of the held-out images correctly"
        f"{', more in each block' if _climbs(read) else ''}. With random weights, the last block "
        f"reaches {percent(random)}"
        f"{': the rest is learnt' if _beyond(read[-1], random, found.images) else ''}.",
    ]


def _row(said: Iterable[str]) -> str:
    return ", ".join(said)


def _climbs(values: list[float]) -> bool:
    return bool(np.all(np.diff(values) > 0))


def _beyond(share: float, other: float, count: int) -> bool:
    """Whether one share of ``count`` images exceeds another by over two standard errors."""
    error = np.sqrt((share * (1 - share) + other * (1 - other)) / count)
    return share - other > 2 * error


def about_deletion(curves: dict[str, Deletion], share: float, name: str) -> list[str]:
    """Whether the pixels that each map ranks highest mattered more than random ones."""
    sentences = []
    random = curves["at random"]
    chance = random.at(share)
    lowest, highest = (random.at(share, of) for of in (random.lowest, random.highest))
    for method, curve in curves.items():
        if method == "at random":
            continue
        left = curve.at(share)
        if left < min(lowest, chance - CLOSE):
            better = "These pixels matter more than others"
        elif left > max(highest, chance + CLOSE):
            better = "This is worse than chance"
        else:
            better = "This is no better than chance"
        if curve.at(0) + CLOSE < left:
            better += f", and without them the network is surer of {name} than before"
        sentences.append(
            f"**{method}**: without the {percent(share)} of the pixels that it ranks as most "
            f"important, the probability of {name} goes from {percent(curve.at(0), 1)} to "
            f"{percent(left, 1)}; without as many random pixels, to {percent(chance, 1)} "
            f"({percent(lowest, 1)} to {percent(highest, 1)}). {better}."
        )
    return sentences


def about_answers(
    after: dict[str, Features], before: dict[str, Features], names: tuple[str, ...], truth: int
) -> str:
    """What each network says of the changed digit, and said of it before."""
    said = [
        f"{name} says **{names[found.guesses[0]]}** with {percent(found.probabilities.max(), 1)} "
        f"({names[before[name].guesses[0]]} with "
        f"{percent(before[name].probabilities.max(), 1)} before)"
        for name, found in after.items()
    ]
    return f"It is a {names[truth]}: {'; '.join(said)}."


def about_curves(
    change: str,
    unit: str,
    amounts: tuple[float, ...],
    found: dict[str, np.ndarray],
    parameters: dict[str, int],
    now: float,
) -> str:
    """The accuracies without a change, and with the measured one that is nearest to ``now``."""
    middling = amounts.index(2) if change == "shift" else len(amounts) // 2
    at = int(np.abs(np.array(amounts) - now).argmin()) or middling
    said = [
        f"{name} ({parameters[name]:,} weights) from {percent(values[0], 1)} to "
        f"{percent(values[at], 1)}"
        for name, values in found.items()
    ]
    words = (
        f"The accuracy on {HELD_OUT_DIGITS} held-out digits changes with {change} "
        f"{amounts[at]:g} ({unit}): {'; '.join(said)}."
    )
    return f"{words} {_compared([values[at] for values in found.values()])}"


def _compared(now: list[float]) -> str:
    """Which of the three networks' accuracies differ by more than chance."""
    flat, pooled, connected = now
    shared = [
        name
        for name, share in (("flatten", flat), ("maximum", pooled))
        if _beyond(share, connected, HELD_OUT_DIGITS)
    ]
    apart = "Of the two convolutions, which differ in the readout and the number of filters"
    alike = "None of them was trained on changed digits, and all have about as many weights. "
    if len(shared) == 2:
        says = "Both convolutions stay more accurate than the fully connected network."
    elif shared:
        says = (
            f"Only the convolution with {shared[0]} stays more accurate than the fully connected "
            "network."
        )
    else:
        says = "The convolutions do not stay more accurate than the fully connected network."
    if _beyond(pooled, flat, HELD_OUT_DIGITS):
        says += f" {apart}, the one with the maximum is more accurate."
    elif _beyond(flat, pooled, HELD_OUT_DIGITS):
        says += f" {apart}, the one with flatten is more accurate."
    return alike + says


def about_equivariance(found: list[Equivariance], settings: Settings) -> str:
    """Which layers' maps moved with the image exactly, and which could not."""
    right, down, turn, noise = settings.right, settings.down, settings.turn, settings.noise
    shifted = bool(right or down)
    exact = [layer.layer for layer in found if layer.error < EXACT]
    broken = [layer for layer in found if layer.error >= EXACT]
    words = f"{_movement(right, down)} " if shifted else ""
    if turn or noise:
        what = "A turn and noise" if turn and noise else "A turn" if turn else "Noise"
        both = bool(turn and noise)
        if not broken:
            return words + "The maps that can be compared did not change otherwise."
        if shifted:
            words += f"{what} {'are' if both else 'is'} more than a shift: "
            what = "they" if both else "it"
        errors = [percent(of(layer.error for layer in broken)) for of in (min, max)]
        return words + (
            f"{what} {'change' if both else 'changes'} the maps of "
            f"{_row(layer.layer for layer in broken)}: they differ from "
            f"{'the shifted ones' if shifted else 'those before'} by "
            f"{' to '.join(dict.fromkeys(errors))} of their norm."
        )
    if not shifted:
        return "Nothing is changed, so the maps of every layer stay as they are."
    words += f"These maps moved exactly with it: {_row(exact)}. " if exact else ""
    if not broken:
        return words + "The shift is a whole number of cells in every layer compared here."
    first = broken[0]
    return words + (
        f"Not exactly: {_row(layer.layer for layer in broken)}. A cell of {first.layer} stands for "
        f"{first.stride} pixels, the shift is not a whole number of cells, and its maps differ by "
        f"{percent(first.error)} of their norm."
    )


def _movement(right: int, down: int) -> str:
    ways = ((right, "right", "left"), (down, "down", "up"))
    steps = [
        f"{abs(step)} {'pixel' if abs(step) == 1 else 'pixels'} {there if step > 0 else back}"
        for step, there, back in ways
        if step
    ]
    return f"The image moves {' and '.join(steps)}."
