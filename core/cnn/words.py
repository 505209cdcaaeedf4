"""What the views of a trained network say, with the numbers that were just measured."""

from __future__ import annotations

import numpy as np
from torch import nn

from core.cnn.attribution import Deletion
from core.cnn.features import Features, Origin
from core.cnn.hierarchy import Level
from core.cnn.translation import Equivariance


def about_guess(found: Features, names: tuple[str, ...], truth: str | None) -> str:
    """First and second guess, and whether the network can know."""
    first, second = found.guesses
    shares = found.probabilities
    words = (
        f"First guess **{names[first]}** with {shares[first]:.1%}, second **{names[second]}** "
        f"with {shares[second]:.1%}"
    )
    if truth is None:
        return (
            f"{words}. The network knows {len(names)} classes and must choose one of them: for an "
            "image of another kind it names the one that looks most alike, often quite sure."
        )
    return f"{words}. The answer is {truth}: {'right' if names[first] == truth else 'wrong'}."


def about_softmax(found: Features, names: tuple[str, ...]) -> str:
    """The arithmetic from the logits to the first guess's probability."""
    first = found.guesses[0]
    powers = np.exp(found.logits.astype(np.float64))
    return (
        f"Softmax: the logit of {names[first]} is {found.logits[first]:.2f}, and "
        f"e^{found.logits[first]:.2f} = {powers[first]:,.4g}. Divided by the sum over all "
        f"{len(names)} classes, {powers.sum():,.4g}, that is {powers[first] / powers.sum():.1%}."
    )


def about_flatten(found: Features, network: nn.Sequential, names: tuple[str, ...]) -> str:
    """From the last maps to a logit."""
    layer, maps = list(found.maps.items())[-1]
    first = found.guesses[0]
    linear = network.get_submodule("linear")
    weight, bias = linear.weight[first].detach().numpy(), float(linear.bias[first])
    total = float(weight @ found.flat)
    channels, rows, columns = maps.shape
    if found.flat.size == channels:
        row = f"Of each of the {channels} maps of {layer}, {rows} × {columns}, only the maximum goes on"
    else:
        row = f"Flatten lays the {channels} maps of {layer}, {rows} × {columns} each, out as a row"
    return (
        f"{row}: {found.flat.size} numbers. Weighted and added they give {total:.2f}; with the bias "
        f"{bias:.2f} that is the logit of {names[first]}, {total + bias:.2f}."
    )


def about_map(found: Features, layer: str, channel: int, source: Origin, widest: int) -> str:
    """The strongest cell of the selected map, and what it sees."""
    top, bottom, left, right = source.window
    maps = found.maps[layer]
    silent = int((maps.max(axis=(1, 2)) <= 0).sum())
    words = (
        f"Map {channel + 1} of {layer} is strongest in row {source.cell[0] + 1}, column "
        f"{source.cell[1] + 1}: {source.value:.2f}. That cell sees {bottom - top} × "
        f"{right - left} pixels of the image ({widest} × {widest} where it is not cut off)"
    )
    if source.patch is not None:
        total = float((source.patch * source.kernel).sum()) + source.bias
        words += f"; patch times filter plus bias is {total:.2f}"
        if layer.startswith("ReLU"):
            words += f", of which ReLU leaves {max(total, 0):.2f}"
    words += "."
    if silent:
        words += f" {silent} of the {len(maps)} maps of this layer have no positive cell."
    return words


def about_levels(trained: list[Level], control: list[Level]) -> list[str]:
    """What the hierarchy is, as far as this network's own filters show it."""
    orientation = [float(level.orientation.mean()) for level in trained]
    selectivity = [float(level.selectivity.mean()) for level in trained]
    most = trained[int(np.argmax(orientation))].layer
    sees = ", ".join(f"{level.sees}" for level in trained)
    reads = ", ".join(f"{level.readability:.0%}" for level in trained)
    numbers = ", ".join(f"{value:.2f}" for value in orientation)
    classes = ", ".join(f"{value:.2f}" for value in selectivity)
    random = control[-1]
    climbs = all(np.diff([level.readability for level in trained]) > 0)
    return [
        f"From block to block a cell sees more of the image: {sees} pixels across.",
        f"Preference for one direction of stripes (0 none, 1 only one): {numbers}. Edge detectors "
        f"are thus {'most' if most == trained[0].layer else 'not most'} pronounced in the first "
        f"block{'' if most == trained[0].layer else f', but in {most}'}.",
        f"Preference for one class: {classes}. No block has filters that answer to one class "
        f"alone: that would be 1." if max(selectivity) < 0.9 else f"Preference for one class: {classes}.",
        f"From the maxima of a block's maps alone, the nearest class mean names {reads} of the "
        f"held-out images right{': deeper is closer to whole shapes' if climbs else ''}. With "
        f"random weights the last block reaches {random.readability:.0%}: that is learnt, not "
        "built in.",
    ]  # fmt: skip


def about_deletion(curves: dict[str, Deletion], share: float, name: str) -> list[str]:
    """Whether the pixels that each map names were the ones that mattered."""
    sentences = []
    chance = curves["at random"].at(share)
    for method, curve in curves.items():
        if method == "at random":
            continue
        left = curve.at(share)
        better = "It found pixels that matter" if left < chance else "It did no better than chance"
        sentences.append(
            f"**{method}**: without the {share:.0%} of the pixels that it calls most important, "
            f"{name} keeps {left:.1%}; without as many drawn at random, {chance:.1%}. {better}."
        )
    return sentences


def about_answers(
    after: dict[str, Features], before: dict[str, Features], names: tuple[str, ...], truth: int
) -> str:
    """What each network says of the changed digit, and said of it before."""
    said = [
        f"{name} says **{names[found.guesses[0]]}** with {found.probabilities.max():.1%} "
        f"({names[before[name].guesses[0]]} with {before[name].probabilities.max():.1%} before)"
        for name, found in after.items()
    ]
    return f"It is a {names[truth]}: {'; '.join(said)}."


def about_curves(
    change: str,
    unit: str,
    amounts: tuple[float, ...],
    found: dict[str, np.ndarray],
    parameters: dict[str, int],
) -> str:
    """The accuracies without and with a middling change."""
    at = amounts.index(2) if change == "shift" else len(amounts) // 2
    said = [
        f"{name} ({parameters[name]:,} weights) falls from {values[0]:.1%} to {values[at]:.1%}"
        for name, values in found.items()
    ]
    words = f"Over 450 held-out digits, at a {change} of {amounts[at]:g} {unit}, {'; '.join(said)}."
    if change == "shift":
        return (
            f"{words} None of them was trained on shifted digits: what the convolutions keep, they "
            "owe to sharing their weights over all places and to pooling, and flatten gives much "
            "of it up again, because it has a weight for every place."
        )
    return f"{words} Sharing weights over places helps against shifts, not by itself against this."


def about_equivariance(found: list[Equivariance], right: int, down: int) -> str:
    """Which layers' maps moved with the image exactly, and which could not."""
    if not (right or down):
        return "Nothing is shifted: the maps of every layer stay where they are."
    exact = [layer.layer for layer in found if layer.error < 1e-5]
    broken = [layer for layer in found if layer.error >= 1e-5]
    words = f"The shift is {right:+d} pixels right, {down:+d} down. "
    words += f"Exactly moved with it: the maps of {', '.join(exact)}. " if exact else ""
    if not broken:
        return words + "The step fits the cells of every layer that could be compared."
    first = broken[0]
    return words + (
        f"From {first.layer} on they did not: a cell there stands for {first.stride} pixels, the "
        f"shift is no whole number of cells, and the maps differ by {first.error:.0%} of their length."
    )
