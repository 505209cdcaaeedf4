"""The views without a network to take home: short programs that print their numbers.

Left out: the pictures, and the interplay of the knobs (a program has one of each).
"""

from __future__ import annotations

import textwrap

import numpy as np

from core.convolution.parameters import Saving
from core.convolution.settings import AVERAGE, CONVOLUTION, FEATURE_MAP, MAXIMUM, PADDING
from core.convolution.signal import Filtered
from core.convolution.slide import Slide, weight
from core.export import WIDTH
from core.programs import render


def slide_script(slide: Slide, own: np.ndarray | None) -> str:
    """The slide's numbers, as a program that needs nothing but torch."""
    settings = slide.settings
    operation = settings.operation
    convolved = operation == CONVOLUTION or settings.takes == FEATURE_MAP
    pooled = operation in (MAXIMUM, AVERAGE)
    # (channels, height, width) -> one line of numbers for each row of each channel
    rows = np.rint(255 * slide.image.reshape(-1, slide.image.shape[2])).astype(np.int64)
    return render(
        "convolution/slide",
        settings=settings,
        image=rows.T,
        shape=slide.image.shape,
        convolved=convolved,
        rectified=(not pooled and operation != CONVOLUTION) or (pooled and convolved),
        pooled=pooled,
        kernel=_nested(weight(settings, len(slide.image), own)) if convolved else "",
        border=PADDING[settings.border],
        pooling="max_pool2d" if operation == MAXIMUM else "avg_pool2d",
    )


def parameters_script(saving: Saving) -> str:
    """The count, as a program that needs nothing but torch."""
    return render("convolution/parameters", settings=saving.settings, reach=saving.reach)


def signal_script(done: Filtered) -> str:
    """The signal and its kernel, as a program that needs nothing but torch."""
    columns = [column.astype(np.float32) for column in (done.noisy, done.clean)]
    return render("convolution/signal", signal=columns, kernel=_nested(done.kernel))


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
