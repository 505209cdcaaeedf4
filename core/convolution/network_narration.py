"""What the views of a trained network say, with the numbers that were just measured."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from torch import nn

from core.convolution.attribution import Deletion
from core.convolution.feature_maps import Features, Origin
from core.convolution.hierarchy import ORIENTATIONS, Level
from core.convolution.narration import said as number
from core.convolution.shift_invariance import Equivariance
from core.percent import percent

CLOSE = 0.05  # a difference between two shares that says nothing


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
            f"{words}. The network knows {len(names)} classes and must choose one of them. For an "
            "image of another kind, it names the most similar class, often with high confidence."
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
    if source.value < maps[channel].max():
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


def about_levels(trained: list[Level], control: list[Level]) -> list[str]:
    """The textbook's hierarchy, and how much of it this network's own filters show."""
    edges = [float(level.orientation.mean()) for level in trained]
    classes = [float(level.selectivity.mean()) for level in trained]
    read = [level.readability for level in trained]
    random = control[-1].readability
    most = int(np.argmax(edges)) + 1
    first = "as textbooks say" if most == 1 else "not block 1"
    return [
        f"Textbooks say: edges first, then parts, then whole shapes. It is certain that a cell "
        f"sees more in each block: {_row(f'{level.sees}' for level in trained)} pixels across. "
        f"The rest is measured for each block.",
        f"**Edges**: the average filter's preference for one of {ORIENTATIONS} directions of "
        f"stripes, by block, is {_row(f'{value:.2f}' for value in edges)} (0 is none, 1 is "
        f"exclusive). It is strongest in block {most}, {first}.",
        f"**Whole shapes**: the average filter's preference for one class, by block, is "
        f"{_row(f'{value:.2f}' for value in classes)}: it "
        f"{'grows' if _climbs(classes) else 'does not grow'} with each block. A filter for one "
        "class alone would have 1, so single filters are not shape detectors here.",
        f"**Together** the filters know more: comparing a block's strongest outputs with the mean "
        f"of each class classifies {_row(map(percent, read))} of the held-out images correctly"
        f"{', more in each block' if _climbs(read) else ''}. "
        f"With random weights, the last block reaches {percent(random)}"
        f"{': the rest is learnt' if read[-1] > random else ''}.",
    ]


def _row(said: Iterable[str]) -> str:
    return ", ".join(said)


def _climbs(values: list[float]) -> bool:
    return bool(np.all(np.diff(values) > 0))


def about_deletion(curves: dict[str, Deletion], share: float, name: str) -> list[str]:
    """Whether the pixels that each map names were the ones that mattered."""
    sentences = []
    chance = curves["at random"].at(share)
    for method, curve in curves.items():
        if method == "at random":
            continue
        left = curve.at(share)
        if left < chance - CLOSE:
            better = "These pixels matter"
        else:
            better = (
                "This is no better than chance"
                if left < chance + CLOSE
                else "This is worse than chance"
            )
        sentences.append(
            f"**{method}**: without the {percent(share)} of the pixels that it ranks as most "
            f"important, the probability of {name} is {percent(left, 1)}; without as many random "
            f"pixels, {percent(chance, 1)}. {better}."
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
        f"The accuracy on 450 held-out digits changes with {change} {amounts[at]:g} ({unit}): "
        f"{'; '.join(said)}."
    )
    if change == "shift":
        return (
            f"{words} None of them was trained on shifted digits. The convolutions stay more "
            f"accurate because they share their weights over all positions and pool; flatten loses "
            f"much of this again, because it has a separate weight for every position."
        )
    return f"{words} Weight sharing helps against shifts, but not by itself against this change."


def about_equivariance(found: list[Equivariance], right: int, down: int) -> str:
    """Which layers' maps moved with the image exactly, and which could not."""
    if not (right or down):
        return "Nothing is shifted, so the maps of every layer stay in place."
    exact = [layer.layer for layer in found if layer.error < 1e-5]
    broken = [layer for layer in found if layer.error >= 1e-5]
    ways = ((right, "right", "left"), (down, "down", "up"))
    steps = [
        f"{abs(step)} {'pixel' if abs(step) == 1 else 'pixels'} {there if step > 0 else back}"
        for step, there, back in ways
        if step
    ]
    words = f"The image moves {' and '.join(steps)}. "
    words += f"These maps moved exactly with it: {', '.join(exact)}. " if exact else ""
    if not broken:
        return words + "The shift is a whole number of cells in every layer compared here."
    first = broken[0]
    return words + (
        f"From {first.layer} on, the maps did not: a cell there stands for {first.stride} pixels, "
        f"the shift is not a whole number of cells, and the maps differ by {percent(first.error)} "
        f"of their norm."
    )
