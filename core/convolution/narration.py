"""What the numbers of the views without a network say, in sentences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.convolution.parameters import FULL, LOCAL, SHARED, Saving
from core.convolution.settings import AVERAGE, CONVOLUTION, MAXIMUM, RELU
from core.convolution.signal import LONGEST, NEAR, Filtered, filtered
from core.convolution.slide import Reach, Slide
from core.percent import percent

COLOURS = ("red", "green", "blue")
FLAT = 1e-6  # what rounding leaves of a sum of kernel numbers that is zero
NOTHING = 0.02  # an output nearer to the bias than this shows nothing
ROUNDED = 0.005  # what two digits say is zero
LONGER = 10  # samples: how much longer the kernel is that an average is compared with
CLEARLY = 1.5  # times: an error that is so much larger at one place than elsewhere


def formula(reach: Reach) -> str:
    """The size of the output, with every number in it, as PyTorch's documentation writes it."""
    opening, closing = "⌈⌉" if reach.overhang else "⌊⌋"
    room = f"{reach.length} + 2·{reach.padding} − {reach.dilation}·({reach.size} − 1) − 1"
    size = f"{opening}({room}) / {reach.stride}{closing} + 1 = {reach.output + reach.dropped}"
    if not reach.dropped:
        return size
    # PyTorch's own rule, which its formula leaves out.
    return f"{size}, less 1 that would start beyond the input: {reach.output}"


def formulas(slide: Slide) -> str:
    """The formula for both sides, or one where they are the same."""
    down, across = formula(slide.down), formula(slide.across)
    return f"height and width {down}" if down == across else f"height {down}, width {across}"


def about(slide: Slide) -> list[str]:
    """What was just done to the picture, and what it shows."""
    says = {CONVOLUTION: _convolution, RELU: _relu, MAXIMUM: _pooling, AVERAGE: _pooling}
    sentences = [*says[slide.settings.operation](slide), *_size(slide)]
    if slide.settings.colour and len(slide.image) == 1:
        sentences.append(
            "This picture is grey, so it has one channel even with colour switched on."
        )
    return sentences


def said(number: float, digits: int = 2) -> str:
    """A number with a real minus sign, and none before zero."""
    return f"{round(float(number), digits) + 0.0:.{digits}f}".replace("-", "−")


def strongest(slide: Slide) -> tuple[int, int]:
    """The cell (row, column) of the output whose number is the largest, whatever its sign."""
    size = np.abs(slide.output).sum(0)
    row, column = np.unravel_index(int(size.argmax()), size.shape)
    return int(row), int(column)


def _convolution(slide: Slide) -> list[str]:
    settings, kernel, output = slide.settings, slide.kernel, slide.output
    assert kernel is not None  # a convolution has one
    row, column = strongest(slide)
    weights, places = kernel.size, output.size
    channels = " in three channels" if len(kernel) == 3 else ""
    says = [
        f"**{weights + 1} numbers** ({weights} weights{channels} and a bias) are all that a "
        f"network learns here. It uses them at all {places:,} positions, in {weights * places:,} "
        "multiplications: this is weight sharing.",
        f"The strongest output is {said(output[0, row, column])}, in row {row + 1}, column "
        f"{column + 1}; all outputs lie between {said(output.min())} and {said(output.max())}.",
    ]
    says.append(_uniform(slide))
    if kernel[0].size == 1:
        does = "weighs the three channels" if len(kernel) == 3 else "scales it and adds the bias"
        says.append(f"A 1 × 1 kernel sees one pixel without its neighbours: it only {does}.")
    elif len(kernel) == 3:
        shares = ", ".join(
            f"{name} {said(part[row, column])}"
            for name, part in zip(COLOURS, slide.partial, strict=True)
        )
        says.append(
            f"At the strongest cell, the channels give {shares}; with the bias "
            f"{said(settings.bias)} they add up to {said(output[0, row, column])}. A filter has a "
            f"kernel for each channel and outputs one number."
        )
    return says


def _relu(slide: Slide) -> list[str]:
    cut = float((slide.taken < 0).mean())
    return [
        f"ReLU works on one number at a time: {percent(cut)} of the {slide.taken.size:,} were "
        f"negative and become zero; all others stay the same.",
        "Without this non-linearity, two convolutions in a row would equal a single one.",
    ]


def _uniform(slide: Slide) -> str:
    """What the kernel makes of an area without any change in it."""
    kernel, bias = slide.kernel, slide.settings.bias
    assert kernel is not None  # a convolution has one
    by_channel = kernel.sum((1, 2))
    rounding = FLAT * max(1.0, float(np.abs(kernel).sum()))
    if not kernel.any():
        return "All numbers of the kernel are 0, so every output is the bias."
    total = float(by_channel.sum())
    plus = f", plus the bias {said(bias)}" if bias else ""
    if abs(total) >= rounding:
        area = "a uniform grey area" if len(kernel) == 3 else "a uniform area"
        if abs(total - 1) < rounding:
            becomes = "keeps its brightness"
        else:
            becomes = f"becomes {total:.3g} times as bright".replace("-", "−")
        return f"The kernel's numbers add up to {total:.3g}: ".replace("-", "−") + (
            f"{area} {becomes}{plus}."
        )
    quiet = float((np.abs(slide.output - bias) < NOTHING).mean())
    near = f"{percent(quiet)} of the outputs are within {NOTHING} of it"
    if np.abs(by_channel).max() < rounding:
        return (
            f"The kernel's numbers add up to 0, so a uniform area gives only the bias: {near}. "
            "The kernel shows only changes from pixel to pixel."
        )
    # Channels that make up for each other do so for grey alone.
    most = int(np.abs(by_channel).argmax())
    return (
        f"The kernel's numbers add up to 0 over all three channels, so a uniform grey area gives "
        f"only the bias: {near}. A colour does not cancel: a uniform {COLOURS[most]} area gives "
        f"{said(by_channel[most] + bias)}."
    )


def _pooling(slide: Slide) -> list[str]:
    before, after = slide.taken.size, slide.output.size
    largest = slide.settings.operation == MAXIMUM
    rule = "The largest number" if largest else "The average"
    left = (
        f"{after:,} numbers of {before:,} are left ({percent(after / before)})"
        if after <= before
        else f"{before:,} numbers become {after:,}, because the windows overlap"
    )
    return [
        f"{rule} of each {slide.down.size} × {slide.across.size} window is kept: {left}. "
        f"Pooling has no weights to learn.",
        *(_place_lost(slide.down) if largest else _averaged(slide)),
    ]


def _place_lost(reach: Reach) -> list[str]:
    """What max pooling forgets; the window is as wide as it is high."""
    if reach.size == 1:
        return []
    if reach.stride < reach.size:
        return ["The windows overlap, so one large number can be the largest of several of them."]
    return [
        "Max pooling shows that something is there, but not exactly where: if the largest number "
        "moves within its window, the output stays the same."
    ]


def _averaged(slide: Slide) -> list[str]:
    """The mean and the spread before and after, and what is true of both."""
    means, spreads = (
        [float(of(values)) for values in (slide.taken, slide.output)] for of in (np.mean, np.std)
    )
    same = abs(means[1] - means[0]) < 0.0005
    mean = (
        f"The mean stays {means[0]:.3f}"
        if same
        else (f"The mean goes from {means[0]:.3f} to {means[1]:.3f}")
    )
    spread = f"the standard deviation goes from {spreads[0]:.3f} to {spreads[1]:.3f}"
    blurs = ": averages blur what differs within a window" * (spreads[1] < 0.98 * spreads[0])
    return [f"{mean}; {spread}{blurs}."]


def _size(slide: Slide) -> list[str]:
    """What the rounding in the formula leaves out, and what padding makes up for."""
    says = []
    for reach, name in ((slide.down, "row"), (slide.across, "column")):
        left = reach.room - (reach.output - 1) * reach.stride
        if left <= 0:
            continue
        what = f"last {name}" if left == 1 else f"last {left} {name}s"
        says.append(
            f"Rounding up would give one window more, but it would start beyond the input, so "
            f"PyTorch drops it: no window reaches the {what} of the padded image."
            if reach.dropped
            else f"Rounding down leaves out the {what} of the padded image: no window reaches "
            "there."
        )
    down, across = slide.down, slide.across
    if down.padding and down.output == down.length and across.output == across.length:
        says.append(
            f"A padding of {down.padding} compensates for the border: the output is as large as "
            f"the input."
        )
    for reach, name in ((down, "Down"), (across, "Across")):
        if reach.dilation > 1 and reach.size > 1 and not (name == "Across" and down == across):
            side = "per side" if down.size == across.size else name.lower()
            says.append(
                f"With dilation {reach.dilation}, {reach.size} numbers {side} span {reach.span} "
                "pixels."
            )
    return list(dict.fromkeys(says))


def about_saving(saving: Saving) -> list[str]:
    """How the three layers' numbers of parameters come about, and what each step saves."""
    by_name = {count.name: count for count in saving.counts}
    full, local, shared = (by_name[name] for name in (FULL, LOCAL, SHARED))
    inputs = saving.settings.channels * saving.reach.length**2
    return [
        *(
            f"**{count.name}**: {count.formula} = {count.parameters:,} parameters, "
            f"{_memory(count.parameters)} as float32"
            for count in saving.counts
        ),
        f"Using a window instead of all {inputs:,} inputs "
        f"{_saves(full.parameters / local.parameters)}; sharing the weights over all "
        f"{saving.reach.output**2:,} positions {_saves(local.parameters / shared.parameters)}.",
        "The line of the convolution is flat: its number of weights does not depend on the image "
        "size, so the same kernel works on images of any size.",
        f"As a full matrix, {percent((saving.matrix == 0).mean())} of the weights of a small "
        "image would be zero, and each row repeats the same few numbers, shifted by one step.",
    ]


def about_signal(done: Filtered) -> list[str]:
    """What the kernel does to the noise, and what it finds."""
    place = done.settings.place
    says = [
        f"At sample {place} the {len(done.kernel)} products add up to "
        f"{said(done.output[place], 3)}; the signal itself is {said(done.clean[place], 3)} there.",
    ]
    if done.settings.noise:
        says.append(
            f"**{done.noise_left:.2f} of the noise remains**; for white noise, theory predicts "
            f"√(sum of squared weights) = {done.noise_theory:.2f}."
        )
    if done.settings.filter.endswith("average"):
        says += _price(done)
    if count := len(done.places):
        says.append(
            f"The {count} strongest "
            f"outputs hit **{done.hits(done.found)} of {count}** true places "
            f"(within {NEAR} samples); the {count} largest samples of the noisy signal hit "
            f"{done.hits(done.guessed)}."
        )
    return says


def _price(done: Filtered) -> list[str]:
    """What an average gets wrong without any noise, where, and what a longer one would change."""
    error = np.abs(done.ideal - done.clean)
    lost = float(error.max())
    if lost < ROUNDED:
        return ["Without noise, the output would be the signal itself."]
    says = f"The price: even without noise, the output is off by up to {lost:.2f}"
    if where := _where(done.clean, error, len(done.kernel)):
        says += f", mostly where the signal {where}"
    longer = min(done.settings.length + LONGER, LONGEST)
    if longer == done.settings.length:
        return [f"{says}."]
    other = filtered(replace(done.settings, length=longer))
    worst = float(np.abs(other.ideal - other.clean).max())
    return [
        f"{says}. With length {longer} instead of {done.settings.length}, "
        f"{other.noise_theory:.2f} of white noise would remain instead of {done.noise_theory:.2f}, "
        f"and the output would be off by up to {worst:.2f}."
    ]


def _where(clean: np.ndarray, error: np.ndarray, length: int) -> str:
    """Whether the error is larger where the signal changes quickly or slowly; else nothing."""
    half = length // 2
    steps = np.abs(np.diff(clean, prepend=clean[0]))
    # A change in the signal affects the output wherever the kernel covers it.
    steep = np.array([steps[max(0, i - half) : i + half + 1].max() for i in range(len(steps))])
    fast = steep > np.median(steep)
    if not fast.any() or fast.all():
        return ""
    at, elsewhere = error[fast].mean(), error[~fast].mean()
    if at > CLEARLY * elsewhere:
        return "changes quickly"
    return "changes slowly" if elsewhere > CLEARLY * at else ""


def _saves(ratio: float) -> str:
    """How many times fewer numbers, or more: padding can make a window larger than the image."""
    if ratio == 1:
        return "saves nothing"
    return (
        f"saves a factor of {_times(ratio)}"
        if ratio > 1
        else f"costs {_times(1 / ratio)} times as much"
    )


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.3g}"


def _memory(parameters: int) -> str:
    """Bytes of so many float32 numbers, in a unit that fits."""
    size = 4.0 * parameters
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:,.3g} TB"
