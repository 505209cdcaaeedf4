"""The convolution page's own views to take home: short programs that print their numbers.

Left out: the pictures, and the interplay of the knobs (a program has one of each).
"""

from __future__ import annotations

import textwrap

import numpy as np

from core.convolution.parameters import Saving
from core.convolution.settings import AVERAGE, CONVOLUTION, FEATURE_MAP, MAXIMUM, PADDING
from core.convolution.signal import Filtered
from core.convolution.sliding import Slide, weight
from core.export import WIDTH, fill, table

SLIDE = r'''
        |"""A window that slides over an image: $operation.
        |
        |The numbers of a page of the Deep Learning Playground, from a plain program that needs
        |nothing but PyTorch.
        |"""
        |
        |import torch
        |import torch.nn.functional as F
        |
        |# %% The image
        |# Brightness from 0 to 255, row by row$channels_words.
        |
        |IMAGE = """
        |$image
        |"""
        |
        |rows = [[float(number) for number in line.split()] for line in IMAGE.split("\n") if line]
        |image = (torch.tensor(rows) / 255).reshape($shape)  # (channels, height, width)
        |taken = image
        |
convolved |
convolved |# %% The convolution
convolved |# Each channel under its own kernel, all products added up, and a bias.
convolved |
convolved |KERNEL = torch.tensor($kernel)  # (channels, height, width)
convolved |STRIDE, PADDING, DILATION, BIAS = $stride, $padding, $dilation, $bias
convolved |
convolved |padded = F.pad(taken, (PADDING,) * 4, mode="$border")
convolved |taken = F.conv2d(padded[None], KERNEL[None], torch.tensor([BIAS]), STRIDE, 0, DILATION)[0]
convolved |
convolved |size = (image.shape[2] + 2 * PADDING - DILATION * (KERNEL.shape[2] - 1) - 1) // STRIDE + 1
convolved |print(f"The formula says {size} across, and it is {taken.shape[2]}.")
convolved |
convolved |# One cell by hand: the strongest.
convolved |row, column = divmod(taken.abs().argmax().item(), taken.shape[2])
convolved |window = padded[
convolved |    :,
convolved |    row * STRIDE : row * STRIDE + DILATION * (KERNEL.shape[1] - 1) + 1 : DILATION,
convolved |    column * STRIDE : column * STRIDE + DILATION * (KERNEL.shape[2] - 1) + 1 : DILATION,
convolved |]
convolved |print("Under the window:", window, "Times the kernel:", window * KERNEL, sep="\n")
convolved |print(f"They add up to {(window * KERNEL).sum() + BIAS:.6g}.")
convolved |print(f"PyTorch says {taken[0, row, column]:.6g}.")
convolved |
rectified |
rectified |# %% ReLU
rectified |# Nothing below zero is left.
rectified |
rectified |print(f"{100 * (taken < 0).float().mean():.1f}% of the numbers are negative.")
rectified |taken = F.relu(taken)
rectified |
pooled    |
pooled    |# %% Pooling
pooled    |# One number is left of each window.
pooled    |
pooled    |taken = F.$pooling($pool_arguments)[0]
pooled    |
        |
        |# %% What comes out
        |
        |print(f"{tuple(taken.shape)} numbers from {taken.min():.6g} to {taken.max():.6g}:")
        |print(taken)
'''

PARAMETERS = r'''
        |"""How many parameters a convolution saves: three layers with the same input and output.
        |
        |The numbers of a page of the Deep Learning Playground, from a plain program that needs
        |nothing but PyTorch.
        |"""
        |
        |from torch import nn
        |
        |SIDE, CHANNELS, FILTERS = $side, $channels, $filters
        |KERNEL, STRIDE, PADDING = $window, $stride, $padding
        |
        |# %% Counting
        |# On the meta device a layer has shapes and no memory.
        |
        |size = (SIDE + 2 * PADDING - KERNEL) // STRIDE + 1
        |full = nn.Linear(CHANNELS * SIDE**2, FILTERS * size**2, device="meta")
        |shared = nn.Conv2d(CHANNELS, FILTERS, KERNEL, STRIDE, PADDING, device="meta")
        |
        |
        |def count(layer):
        |    """The number of all weights and biases."""
        |    return sum(parameter.numel() for parameter in layer.parameters())
        |
        |
        |print(f"fully connected: {count(full):,}")
        |# A window for each output, and weights of its own for each: PyTorch has no such layer.
        |print(f"locally connected: {(CHANNELS * KERNEL**2 + 1) * FILTERS * size**2:,}")
        |print(f"convolution: {count(shared):,}")
        |print(f"{count(full) / count(shared):,.0f} times fewer.")
'''

SIGNAL = r'''
        |"""A kernel that slides along a signal with noise.
        |
        |The numbers of a page of the Deep Learning Playground, from a plain program that needs
        |nothing but PyTorch.
        |"""
        |
        |import torch
        |import torch.nn.functional as F
        |
        |# %% The signal
        |# With noise, and without.
        |
        |SIGNAL = """
        |$signal
        |"""
        |
        |rows = [[float(number) for number in line.split()] for line in SIGNAL.split("\n") if line]
        |noisy, clean = torch.tensor(rows).T  # (samples,) each
        |kernel = torch.tensor($kernel)
        |
        |# %% The kernel on it
        |# The ends are repeated, so that as many samples come out as went in.
        |
        |
        |def convolve(signal):
        |    """The kernel over every sample."""
        |    before = len(kernel) // 2
        |    ends = (before, len(kernel) - 1 - before)
        |    padded = F.pad(signal[None, None], ends, mode="replicate")
        |    return F.conv1d(padded, kernel[None, None])[0, 0]
        |
        |
        |output, ideal = convolve(noisy), convolve(clean)
        |noise = (noisy - clean).std(correction=0)
        |left = (output - ideal).std(correction=0)
        |print(f"Noise of {noise:.6g} comes out as {left:.6g}.")
        |print(f"Theory: {kernel.square().sum().sqrt():.6g} of it is left.")
        |strongest = output.abs().argmax().item()
        |print(f"The strongest answer is {output[strongest]:.6g}, at sample {strongest}.")
'''


def slide_script(slide: Slide, own: np.ndarray | None) -> str:
    """The slide's numbers, as a program that needs nothing but torch."""
    settings = slide.settings
    operation = settings.operation
    convolved = operation == CONVOLUTION or settings.takes == FEATURE_MAP
    pooled = operation in (MAXIMUM, AVERAGE)
    needed = {
        "convolved": convolved,
        "rectified": (not pooled and operation != CONVOLUTION) or (pooled and convolved),
        "pooled": pooled,
    }
    channels = len(slide.image)
    # (channels, height, width) -> one line of numbers for each row of each channel
    rows = np.rint(255 * slide.image.reshape(-1, slide.image.shape[2])).astype(np.int64)
    kernel = weight(settings, channels, own) if convolved else np.zeros((1, 1, 1))
    values = {
        "operation": operation,
        "channels_words": ", red above green above blue" if channels == 3 else "",
        "image": table(rows.T),
        "shape": ", ".join(map(str, slide.image.shape)),
        "kernel": _nested(kernel),
        "stride": settings.stride,
        "padding": settings.padding,
        "dilation": settings.dilation,
        "bias": settings.bias,
        "border": PADDING[settings.border],
        "pooling": "max_pool2d" if operation == MAXIMUM else "avg_pool2d",
        "pool_arguments": f"taken[None], {settings.pool_size}, {settings.pool_stride}, "
        f"{settings.pool_padding}, ceil_mode={settings.overhang}",
    }
    return fill(SLIDE, needed, values)


def parameters_script(saving: Saving) -> str:
    """The count, as a program that needs nothing but torch."""
    reach = saving.reach
    return fill(
        PARAMETERS, {}, vars(saving.settings) | {"stride": reach.stride, "padding": reach.padding}
    )


def signal_script(done: Filtered) -> str:
    """The signal and its kernel, as a program that needs nothing but torch."""
    columns = [column.astype(np.float32) for column in (done.noisy, done.clean)]
    return fill(SIGNAL, {}, {"signal": table(columns), "kernel": _nested(done.kernel)})


def _nested(values: np.ndarray, indent: int = 0) -> str:
    """Numbers as lists in lists, a row on a line, each with as many digits as float32 has."""
    space = " " * indent
    if values.ndim > 1:
        rows = "".join(f"{space}    {_nested(row, indent + 4)},\n" for row in values)
        return f"[\n{rows}{space}]"
    numbers = ", ".join(repr(float(f"{value:.9g}")) for value in values.astype(float))
    lines = textwrap.wrap(
        numbers, WIDTH, initial_indent=f"{space}    ", subsequent_indent=f"{space}    "
    )
    return f"[{numbers}]" if len(lines) == 1 else "\n".join(["[", *lines, f"{space}]"])
