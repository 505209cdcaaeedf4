"""What the numbers measured on the vanishing gradients page say, in sentences.

Left out: where a network overflowed, which the run itself says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from core.gradients.at_initialisation import LARGEST, SMALLEST, USUAL, Start, geometric_mean
from core.gradients.data import task
from core.gradients.ladder import BARE
from core.gradients.recording import Frame, Track
from core.gradients.settings import Settings
from core.knobs import differences
from core.percent import bounded_percent

LEARNT = 0.9  # of the loss that ignores the input: a network below has learnt something
WORTH_SAYING = 0.01  # a smaller share of the units is not mentioned
FAR = 2.0  # powers of ten: a larger ratio needs an explanation
EVEN = 1.0  # powers of ten: ratios below this one count as about the same
FLOAT32 = float(np.finfo(np.float32).eps)  # next to 1, float32 loses what is smaller
LITTLE = 0.1  # of the outputs' size: less than this is little difference between examples


def about_start(starts: Mapping[str, Start]) -> list[str]:
    """Each network's factor per layer and over all layers, and what B changed."""
    said = []
    for name, one in starts.items():
        who = f"**{name}**: " if len(starts) > 1 else ""
        sentences = (_factor(one), _speed(one), _units(one), _limits(one))
        said += [who + sentence for sentence in sentences if sentence]
    if len(starts) > 1:
        settings = [one.settings for one in starts.values()]
        alike = len({replace(one, **USUAL) for one in settings}) == 1
        said.insert(0, about_change(settings) + " Before training, both are the same." * alike)
    return said


def about_change(settings: Sequence[Settings]) -> str:
    """What turns A into B."""
    changes = differences(*settings)
    return f"From A to B: {'; '.join(changes) or 'nothing changed'}. Seed and data are the same."


def _factor(one: Start) -> str:
    if not one.shrink:
        return _lost(one)
    depth = len(one.factor)
    slope, scale = geometric_mean(one.slope[1:]), geometric_mean(one.scale[1:])
    parts = f"slope {slope:.3g} × weight scale {scale:.3g}"
    if one.settings.normalisation != "none":
        size = "root mean square" if one.settings.normalisation == "RMS" else "standard deviation"
        parts += f", divided by the {size} that the normalisation removes"
        if one.settings.normalisation == "layer" and one.settings.width == 2:
            parts += ", which leaves nothing with only two units"
    if one.settings.residual:
        parts += ", plus the skip connection around each layer"
    best = " A sigmoid's slope is at most 0.25." if one.settings.activation == "sigmoid" else ""
    over = one.arriving[0] / one.arriving[-1]
    return (
        f"On average, each layer multiplies the gradient by {one.shrink:.3g} on its way back "
        f"(expected {geometric_mean(one.expected[1:]):.3g}: {parts}).{best}"
        + f" Over {depth - 1} layers, this gives a factor of {over:.2g}."
        * (depth > 2)
    )


def _lost(one: Start) -> str:
    """Where nothing is left of the gradient on its way back."""
    layer = int(np.flatnonzero(one.arriving == 0)[-1]) + 1
    if layer == len(one.arriving):
        return "The gradient is exactly zero in every hidden layer."
    before = " and all layers before it" if layer > 1 else ""
    return f"No gradient reaches layer {layer}{before}: it is exactly zero."


def _speed(one: Start) -> str:
    first, last, depth = one.weights[0], one.weights[-1], len(one.weights)
    if not one.weights.any():
        return (
            "The weights of the hidden layers get no gradient: in the first step, only the output "
            "layer can learn."
        )
    if not first or not last:
        none, some = (1, depth) if not first else (depth, 1)
        return (
            f"The weights of layer {none} get no gradient; the gradient of layer {some} is "
            f"{max(first, last):.2g}."
        )
    behind = one.behind
    if abs(behind) < EVEN:
        size = f"a gradient of about the same size ({first:.2g} and {last:.2g})"
        small = ", both very small" if last < 1e-3 else ""
        large = ", both very large" if last > 1e3 else ""
        return f"Layers 1 and {depth} get {size}{small}{large}.{_made_up(one)}"
    which = "smaller" if behind > 0 else "larger"
    times = f"10{_power(abs(behind))}" if abs(behind) >= 2 else f"{10 ** abs(behind):.0f}"
    return (
        f"The gradient of layer 1 is about {times} times {which} than that of layer {depth}: its "
        f"weights get {first:.2g}, those of layer {depth} get {last:.2g}."
    )


def _made_up(one: Start) -> str:
    """Why weights get gradients of one size although those that reach their units differ widely.

    A weight's gradient is the gradient at its unit times its input. The sentence is said only where
    the two measured ratios multiply to about the ratio of the weights' gradients.
    """
    arriving, entering = one.arriving[0] / one.arriving[-1], one.entering[0] / one.entering[-1]
    if abs(np.log10(arriving)) < FAR or abs(np.log10(arriving * entering) + one.behind) > EVEN:
        return ""
    return (
        f" The gradient that reaches layer 1 is {arriving:.1e} times the one at layer "
        f"{len(one.signal)}, but a weight's gradient is this gradient times the weight's input, "
        f"and the inputs of layer 1 are {entering:.1e} times those of layer {len(one.signal)}."
    )


def _units(one: Start) -> str:
    said = []
    if one.dead.min() == 1:
        said.append("all units are dead (off for every example of the data)")
    elif one.dead.mean() >= WORTH_SAYING:
        at = int(one.dead.argmax())
        said.append(
            f"{bounded_percent(one.dead.mean())} of the units are dead (off for every example of "
            f"the data), most in layer {at + 1}: {bounded_percent(one.dead[at])}"
        )
    if one.saturated.mean() >= WORTH_SAYING:
        said.append(f"{bounded_percent(one.saturated.mean())} of the outputs are saturated")
    if difference := _difference(one):
        said.append(difference)
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}." if said else ""


def _difference(one: Start) -> str:
    """How much of the outputs still depends on the example, where that is little."""
    depth = len(one.contrast)
    if not one.contrast[-1]:
        first = int(np.flatnonzero(one.contrast == 0)[0]) + 1
        return (
            f"from layer {first} on, every example gives exactly the same outputs: no information "
            "about the input gets through"
        )
    share, before = one.contrast[-1] / one.signal[-1], one.contrast[0] / one.signal[0]
    if share < FLOAT32:
        return (
            f"in layer {depth}, the outputs differ between examples by only {share:.1g} of their "
            f"size, less than float32 resolves ({FLOAT32:.1g})"
        )
    if share < LITTLE and share < before / 2:
        return (
            f"in layer {depth}, the outputs differ between examples by {share:.2g} of their size, "
            f"in layer 1 by {before:.2g}: most of what they hold is the same for every example"
        )
    return ""


def _limits(one: Start) -> str:
    """What float32, in which networks train, makes of numbers of this size."""
    beyond = f"The largest float32 number is {LARGEST:.2g}: in training,"
    if (forward := np.flatnonzero(one.signal > LARGEST)).size:
        return f"{beyond} the outputs overflow at once, by layer {forward[0] + 1} at the latest."
    if (back := np.flatnonzero(np.maximum(one.arriving, one.weights) > LARGEST)).size:
        return f"{beyond} the gradient overflows at once, at about layer {back[-1] + 1}."
    lost = int(((one.arriving < SMALLEST) & (one.arriving > 0)).sum())
    if lost:
        return (
            f"The smallest float32 number is {SMALLEST:.2g}: in training, the gradient of the "
            f"first {f'{lost} layers' if lost > 1 else 'layer'} is exactly zero."
        )
    return ""


def about_training(frame: Frame) -> list[str]:
    """How far each network has come, and which of its layers have moved."""
    if not frame.step:
        starts = [
            (f"**{track.name}**: " if len(frame.tracks) > 1 else "")
            + f"Before the first step, the gradient is {track.first_gradient[0]:.2g} in "
            f"layer 1 and {track.first_gradient[-1]:.2g} in layer {len(track.first_gradient)}."
            for track in frame.tracks
        ]
        return [*starts, "Press Play to train, or Step for a single optimiser step."]
    said = []
    if len(frame.tracks) == 2:
        said.append(about_change([track.settings for track in frame.tracks]))
    for track in frame.tracks:
        who = f"**{track.name}**: " if len(frame.tracks) > 1 else ""
        said += _overflowed(track, frame)
        if len(track.gradient):
            sentences = (
                _progress(track),
                _learnt(track),
                _moved(track),
                _clipped(track),
                _units_now(track),
            )
            said += [who + sentence for sentence in sentences if sentence]
    return said


def _overflowed(track: Track, frame: Frame) -> list[str]:
    """Where this network overflowed, unless that is what ended the run, which says it itself."""
    return [track.lost] if track.lost and track.lost not in (frame.finished or "") else []


def _progress(track: Track) -> str:
    if len(track.train_loss) == 1:
        return (
            f"The training loss before the first step was {track.train_loss[0]:.3g}; it is "
            "measured again at the end of an epoch."
        )
    score = (
        f"{bounded_percent(track.score[-1])} of the validation points are correct"
        if track.metric_name == "accuracy"
        else f"R² is {track.score[-1]:.2f} on the validation points"
    )
    return (
        f"The training loss went from {track.train_loss[0]:.3g} to {track.train_loss[-1]:.3g}, "
        f"the validation loss is {track.validation_loss[-1]:.3g}; {score}."
    )


def _moved(track: Track) -> str:
    first, last = track.moved[0], track.moved[-1]
    depth = len(track.moved)
    if not first:
        still = int((track.moved == 0).sum())
        which = "layer 1" if still == 1 else f"{still} of {depth} hidden layers"
        largest = float(track.gradient[:, 0].max())
        why = (
            f"the gradient of layer 1 was {largest:.2g} at most, and such small steps do not "
            "change a float32 number"
            if largest
            else "the gradient of layer 1 was exactly zero in every step"
        )
        return f"The weights of {which} have not moved at all: {why}."
    if track.settings.initialisation == "zero":
        return (
            f"All weights started at zero; now the norm of layer 1 is {first:.2g}, that of "
            f"layer {depth} {last:.2g}."
        )
    return (
        f"Layer 1 has moved by {_share(first)} its initial norm, layer {depth} by "
        f"{_share(last)} its initial norm; the last step changed layer 1 by "
        f"{track.ratio[-1, 0]:.2g} of its norm."
    )


def _learnt(track: Track) -> str:
    """Whether the loss is below that of an answer that ignores the input, where one is measured."""
    if len(track.train_loss) == 1:
        return ""
    constant = _constant_loss(track)
    if track.train_loss[-1] < LEARNT * constant:
        return ""
    answer = "the shares of the classes" if track.metric_name == "accuracy" else "the mean target"
    better = "hardly" if track.train_loss[-1] < constant else "no"
    return (
        f"An answer that ignores the input, {answer}, has a training loss of {constant:.3g}: so "
        f"far, the network is {better} better."
    )


def _constant_loss(track: Track) -> float:
    return task(track.settings.data, track.settings.seed).constant_loss


def _clipped(track: Track) -> str:
    limit = track.settings.clipping
    if not limit:
        return ""
    longer = int((track.length > limit).sum())
    return (
        f"Clipping shortened the gradient to length {limit:g} in {longer} of {len(track.length)} "
        f"steps; the longest was {track.length.max():.2g}."
    )


def _units_now(track: Track) -> str:
    """Which units are dead, and which others say nothing about the input either."""
    dead, silent = track.dead[-1], track.silent[-1] - track.dead[-1]
    units = track.settings.width * len(dead)
    said = []
    if count := round(float(dead.mean()) * units):
        at = int(dead.argmax())
        most = f", most in layer {at + 1} ({bounded_percent(dead[at])})"
        said.append(
            f"{count:,} of {units:,} units are dead: they are off for every example of the "
            f"data{most * (len(dead) > 1)}."
        )
    if share := float(silent.mean()):
        who = f"Another {bounded_percent(share)}" if said else bounded_percent(share)
        said.append(f"{who} of the units give the same output for every example, but are not off.")
    return " ".join(said)


def about_ladder(frame: Frame) -> list[str]:
    """Which networks learn, which do not, and the gradient of the first layer."""
    if not frame.step:
        first = {track.name: track.first_gradient[0] for track in frame.tracks}
        least, most = min(first, key=first.__getitem__), max(first, key=first.__getitem__)
        return [
            f"Before the first step, the first layer's gradient is {first[least]:.2g} with "
            f"**{least}** and {first[most]:.2g} with **{most}**.",
            f"{len(frame.tracks)} networks train together with the same data, seed and "
            "learning rate. Press Play.",
        ]
    going = [track for track in frame.tracks if not track.lost]
    ranked = sorted(going, key=lambda track: track.validation_loss[-1])
    said = []
    if len(ranked) > 1:
        said.append(
            f"At step {frame.step:,}, **{ranked[0].name}** has the lowest validation loss, "
            f"{ranked[0].validation_loss[-1]:.2g}; **{ranked[-1].name}** has the highest, "
            f"{ranked[-1].validation_loss[-1]:.2g}."
        )
    bare = frame.tracks[0]
    for track in going:
        if track is bare:
            continue
        learnt = bounded_percent(track.score[-1]) if track.metric_name == "accuracy" else ""
        right = f", and {learnt} of the validation points are correct" if learnt else ""
        beside = (
            ""
            if bare.lost
            else f" where that of the deep sigmoid gets {bare.latest_gradient[0]:.2g}"
        )
        said.append(
            f"**{track.name}**: the first layer gets a gradient of "
            f"{track.latest_gradient[0]:.2g}{beside}{right}."
        )
    said += _held_back(going)
    return said + [text for track in frame.tracks for text in _overflowed(track, frame)]


def _held_back(going: Sequence[Track]) -> list[str]:
    """Which networks have learnt nothing yet, and which of them still use the sigmoid."""
    if not going or len(going[0].train_loss) == 1:
        return []
    constant = _constant_loss(going[0])
    back = [track for track in going if not track.train_loss[-1] < LEARNT * constant]
    if not back:
        return []
    said = [
        f"An answer that ignores the input has a training loss of {constant:.2g}. Not clearly "
        f"below it so far ({bounded_percent(LEARNT)} of it or more): {_listed(back)}."
    ]
    alone = [
        track for track in back if track.name != BARE and track.settings.activation == "sigmoid"
    ]
    if alone:
        said.append(
            f"{_listed(alone)} {'is' if len(alone) == 1 else 'are each'} the only change to the "
            "deep sigmoid: the sigmoid stays. Only ReLU and all fixes replace it."
        )
    return said


def _listed(tracks: Sequence[Track]) -> str:
    names = [f"**{track.name}**" for track in tracks]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _share(share: float) -> str:
    """A share of something, in percent, or in times where it is many."""
    if share >= 10:
        return f"{share:.2g} times"
    return f"{100 * share:.0f}% of" if share >= 0.1 else f"{100 * share:.2g}% of"


def _power(exponent: float) -> str:
    """A whole exponent as superscript."""
    digits = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
    return str(round(exponent)).translate(digits)
