"""What the numbers of the views without a network say, in sentences."""

from __future__ import annotations

import numpy as np

from core.convolution.parameters import FULL, LOCAL, SHARED, Saving
from core.convolution.settings import AVERAGE, CONVOLUTION, MAXIMUM, RELU
from core.convolution.signal import NEAR, Filtered
from core.convolution.slide import Reach, Slide
from core.percent import percent

FLAT = 1e-6  # what rounding leaves of a sum of kernel numbers that is zero


def formula(reach: Reach) -> str:
    """The size of the output, with every number in it, as PyTorch's documentation writes it."""
    opening, closing = "⌈⌉" if reach.overhang else "⌊⌋"
    room = f"{reach.length} + 2·{reach.padding} − {reach.dilation}·({reach.size} − 1) − 1"
    return f"{opening}({room}) / {reach.stride}{closing} + 1 = {reach.output}"


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
    total = float(kernel.sum())
    # Channels that make up for each other do so for grey alone.
    even = (
        "a uniform area" if np.ptp(kernel.sum((1, 2))) < FLAT * weights else "a uniform grey area"
    )
    if abs(total) < FLAT * max(1.0, float(np.abs(kernel).sum())):
        quiet = float((np.abs(output - settings.bias) < 0.02).mean())
        says.append(
            f"The kernel's numbers add up to 0, so {even} gives only the bias: "
            f"{percent(quiet)} of the outputs are within 0.02 of it. The kernel shows only changes."
        )
    else:
        bright = "equally bright" if abs(total - 1) < FLAT else f"{total:.3g} times as bright"
        says.append(f"The kernel's numbers add up to {total:.3g}: {even} becomes {bright}.")
    if kernel[0].size == 1:
        says.append(
            "A 1 × 1 kernel sees one pixel without its neighbours, so it can only scale it."
        )
    elif len(kernel) == 3:
        shares = ", ".join(
            f"{name} {said(part[row, column])}"
            for name, part in zip(("red", "green", "blue"), slide.partial, strict=True)
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


def _pooling(slide: Slide) -> list[str]:
    kept = slide.output.size / slide.taken.size
    largest = slide.settings.operation == MAXIMUM
    rule = "The largest number" if largest else "The average"
    return [
        f"{rule} of each {slide.down.size} × {slide.across.size} window is kept: "
        f"{slide.output.size:,} numbers of {slide.taken.size:,} are left ({percent(kept)}). "
        f"Pooling has no weights to learn.",
        "Max pooling shows that something is there, but not exactly where: if the largest number "
        "moves within its window, the output stays the same."
        if largest
        else f"The mean was {slide.taken.mean():.3f} and is {slide.output.mean():.3f}: averages "
        "keep the mean and blur sharp details.",
    ]


def _size(slide: Slide) -> list[str]:
    """What the rounding in the formula leaves out, and what padding makes up for."""
    says = []
    for reach, name in ((slide.down, "row"), (slide.across, "column")):
        left = reach.room % reach.stride
        if left and not reach.overhang:
            what = f"last {name}" if left == 1 else f"last {left} {name}s"
            says.append(
                f"Rounding down leaves out the {what} of the padded image: no window reaches there."
            )
    down = slide.down
    if down.padding and down.output == down.length and slide.across.output == slide.across.length:
        says.append(
            f"A padding of {down.padding} compensates for the border: the output is as large as "
            f"the input."
        )
    if down.dilation > 1:
        says.append(
            f"With dilation {down.dilation}, {down.size} numbers per side span {down.span} pixels."
        )
    return says


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
        f"Using a window instead of all {inputs:,} inputs saves a factor of "
        f"{_times(full.parameters / local.parameters)}; sharing the weights over all "
        f"{saving.reach.output**2:,} positions saves another factor of "
        f"{_times(local.parameters / shared.parameters)}.",
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
    lost = float(np.abs(done.ideal - done.clean).max())
    if done.settings.filter.endswith("average"):
        says.append(
            f"The price: even without noise, the output is off by up to {lost:.2f}, mostly where "
            f"the signal changes quickly. A longer kernel removes more noise but blurs more."
        )
    if count := len(done.places):
        level = "An average shows how high the signal is, not where it changes. "
        says.append(
            f"{level if done.settings.filter.endswith('average') else ''}The {count} strongest "
            f"outputs hit **{done.hits(done.found)} of {count}** true places "
            f"(within {NEAR} samples); the {count} largest samples of the noisy signal hit "
            f"{done.hits(done.guessed)}."
        )
    return says


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
