"""What the sentences say of windows, signals and parameters, over random settings.

Each is checked against plain torch and NumPy. With ``NIGHTLY`` in the environment there are a
hundred settings of each view, else a few.
"""

from __future__ import annotations

import math
import os
import re
from dataclasses import replace

import numpy as np
import torch
from hypothesis import assume, given
from hypothesis import settings as drawing
from torch.nn import functional as F

from core.convolution import narration, parameters, signal
from core.convolution.kernels import OWN
from core.convolution.settings import AVERAGE, CONVOLUTION, MAXIMUM, RELU
from core.convolution.slide import Reach, Slide, slide
from tests.core.convolution.test_slide import by_torch, chosen, own_kernels, pictures
from tests.strategies import any_settings

EXAMPLES = 100 if "NIGHTLY" in os.environ else 10
GREYS = (0.2, 0.9)


def number(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    assert found, f"{pattern!r} is not in: {text}"
    return float(found[1].replace("−", "-").replace(",", ""))


@given(pictures, chosen, own_kernels)
@drawing(max_examples=EXAMPLES)
def test_slide(picture, settings, own) -> None:
    try:
        done = slide(picture, settings, own)
    except ValueError:
        assume(False)
    text = " ".join(narration.about(done))
    output = by_torch(picture, settings, own)
    for reach, length in zip((done.down, done.across), output.shape[1:], strict=True):
        _formula(narration.formula(reach), reach, length)
    if settings.operation == CONVOLUTION:
        _uniform(done, text)
        _one_by_one(done, text)
    elif settings.operation == RELU:
        negative = float((done.taken < 0).mean())
        assert abs(number(r"(\d+)% of the", text) / 100 - negative) < 0.0051
    elif settings.operation == MAXIMUM:
        _place(done, text)
    else:
        _mean(done, text)
    _left_out(done, text)


def _formula(text: str, reach: Reach, length: int) -> None:
    room = reach.length + 2 * reach.padding - reach.dilation * (reach.size - 1) - 1
    rounded = (math.ceil if reach.overhang else math.floor)(room / reach.stride)
    assert number(r"\+ 1 = (\d+)", text) == rounded + 1
    assert int(re.findall(r"\d+", text)[-1]) == length
    assert ("less 1" in text) == (length == rounded)


def _through(done: Slide, colour: tuple[float, ...]) -> float:
    """What torch makes of an area of this colour, larger than the kernel."""
    kernel = torch.from_numpy(done.kernel)[None].double()
    area = torch.tensor(colour, dtype=torch.float64)[None, :, None, None]
    area = area.expand(1, len(colour), *kernel.shape[2:])
    return float(F.conv2d(area, kernel)) + done.settings.bias


def _uniform(done: Slide, text: str) -> None:
    channels, bias = len(done.kernel), done.settings.bias
    near = 1e-4 * max(1.0, float(np.abs(done.kernel).sum()))
    greys = [(_through(done, (grey,) * channels), grey) for grey in GREYS]
    pure = np.eye(channels)
    colours = [_through(done, tuple(one)) for one in pure]
    if "every output is the bias" in text:
        assert not done.kernel.any()
    elif "keeps its brightness" in text:
        assert all(abs(out - bias - grey) < near for out, grey in greys)
    elif "times as bright" in text:
        times = number(r"becomes (\S+) times as bright", text)
        for out, grey in greys:
            assert abs(out - bias - times * grey) < near + 0.006 * abs(times)
    else:
        assert all(abs(out - bias) < near for out, _ in greys)
    assert ("shows only changes" in text) == (
        done.kernel.any() and all(abs(out - bias) < near for out in colours)
    )
    if match := re.search(r"a uniform (red|green|blue) area gives (\S+)\. ", text + " "):
        of_colour = colours[narration.COLOURS.index(match[1])]
        assert abs(of_colour - float(match[2].replace("−", "-"))) < 0.0051 + near
    if "times as bright" in text or "keeps its brightness" in text:
        assert ("plus the bias" in text) == bool(bias)


def _one_by_one(done: Slide, text: str) -> None:
    assert ("A 1 × 1 kernel" in text) == (done.kernel[0].size == 1)
    if "it only scales it" in text:
        scaled = done.padded[0] * done.kernel[0, 0, 0] + done.settings.bias
        stride = done.down.stride
        np.testing.assert_allclose(done.output[0], scaled[::stride, ::stride], atol=1e-5)


def _place(done: Slide, text: str) -> None:
    size, stride = done.down.size, done.down.stride
    assert ("windows overlap" in text) == (size > stride and size > 1)
    if "moves within its window" not in text:
        return

    def pool(values: np.ndarray) -> np.ndarray:
        return F.max_pool2d(torch.from_numpy(values)[None], size, stride)[0].numpy()

    finite = np.nan_to_num(done.padded, neginf=-1e9)
    moved, rng = finite.copy(), np.random.default_rng(0)
    _, rows, columns = pool(finite).shape
    for channel in range(len(moved)):
        for row in range(rows):
            for column in range(columns):
                window = np.s_[
                    channel,
                    row * stride : row * stride + size,
                    column * stride : column * stride + size,
                ]
                moved[window] = rng.permutation(moved[window].ravel()).reshape(size, size)
    np.testing.assert_array_equal(pool(moved), pool(finite))


def _mean(done: Slide, text: str) -> None:
    before, after = done.taken.astype(float), done.output.astype(float)
    if "The mean stays" in text:
        assert abs(before.mean() - after.mean()) < 0.0006
    else:
        assert abs(number(r"The mean goes from \S+ to (\S+);", text) - after.mean()) < 0.0006
    assert abs(number(r"deviation goes from (\S+) to", text) - before.std()) < 0.0006
    if "averages blur" in text:
        assert after.std() < before.std()
    if "are left" in text:
        assert after.size <= before.size


def _left_out(done: Slide, text: str) -> None:
    """Rows and columns that are left out can be anything, and the one before them cannot."""
    if done.settings.operation == RELU:
        return
    pooled = done.settings.operation in (MAXIMUM, AVERAGE)
    size = tuple(r.length + 2 * r.padding for r in (done.down, done.across))
    padded = np.nan_to_num(done.padded[:, : size[0], : size[1]], neginf=-1e9)

    def through(values: np.ndarray) -> np.ndarray:
        x = torch.from_numpy(values)[None]
        down = done.down
        if pooled:
            pool = F.max_pool2d if done.settings.operation == MAXIMUM else F.avg_pool2d
            return pool(x, down.size, down.stride)[0].numpy()
        kernel = torch.from_numpy(done.kernel)[None]
        return F.conv2d(x, kernel, stride=down.stride, dilation=down.dilation)[0].numpy()

    for name, axis in (("row", 1), ("column", 2)):
        match = re.search(rf"the last (?:(\d+) )?{name}s? of the padded image", text)
        if not match:
            continue
        left = int(match[1] or 1)
        changed = padded.copy()
        at = np.s_[:, -left:] if axis == 1 else np.s_[:, :, -left:]
        changed[at] += 1000
        np.testing.assert_array_equal(through(changed), through(padded))
        assert (done.down if axis == 1 else done.across).overhang == ("PyTorch drops it" in text)


@given(any_settings(signal.Settings).filter(lambda one: one.filter != OWN))
@drawing(max_examples=EXAMPLES)
def test_signal(settings: signal.Settings) -> None:
    done = signal.filtered(settings)
    text = " ".join(narration.about_signal(done))

    def through(kernel: np.ndarray, values: np.ndarray) -> np.ndarray:
        before = len(kernel) // 2
        padded = np.pad(values, (before, len(kernel) - 1 - before), mode="edge")
        return np.correlate(padded, kernel, mode="valid")

    def worst(kernel: np.ndarray) -> float:
        return float(np.abs(through(kernel, done.clean) - done.clean).max())

    if settings.noise:
        noise = done.noisy - done.clean
        left = np.std(through(done.kernel, noise)) / np.std(noise)
        assert abs(number(r"\*\*(\S+) of the noise remains", text) - left) < 0.0051
    if not settings.filter.endswith("average"):
        assert "price" not in text
        return
    error = np.abs(through(done.kernel, done.clean) - done.clean)
    if "would be the signal itself" in text:
        assert error.max() < 0.006
        return
    assert abs(number(r"off by up to (\S+?)[,.] ", text + " ") - error.max()) < 0.0051
    if "mostly where" in text:
        # Independent of any window: error beside the slope, as ranks.
        slope = np.abs(np.gradient(done.clean))
        half = max(1, len(done.kernel) // 2)
        steep = np.array([slope[max(0, i - half) : i + half + 1].max() for i in range(len(slope))])
        ranks = [values.argsort().argsort() for values in (steep, error)]
        relation = np.corrcoef(*ranks)[0, 1]
        assert (relation > 0) == ("changes quickly" in text)
    if match := re.search(r"With length (\d+) instead", text):
        longer = signal.KERNELS[settings.filter](int(match[1]))
        said = number(r"off by up to (\S+)\.(?: The|$)", text.split("With length")[1])
        assert abs(said - worst(longer)) < 0.0051
        remains = number(r"(\S+) of white noise would remain", text)
        assert abs(remains - math.sqrt((longer**2).sum())) < 0.0051


@given(any_settings(parameters.Settings))
@drawing(max_examples=EXAMPLES)
def test_parameters(settings: parameters.Settings) -> None:
    try:
        saving = parameters.saving(settings)
    except ValueError:
        assume(False)
    text = " ".join(narration.about_saving(saving))
    convolution = torch.nn.Conv2d(
        settings.channels,
        settings.filters,
        settings.window,
        settings.step,
        settings.window // 2 if settings.same else 0,
        device="meta",
    )
    x = torch.empty(1, settings.channels, settings.side, settings.side, device="meta")
    outputs = convolution(x)[0].numel()
    places = outputs // settings.filters
    window = settings.window**2 * settings.channels + 1
    full, local = (x.numel() + 1) * outputs, window * outputs
    shared = sum(p.numel() for p in convolution.parameters())
    for name, value in zip(parameters_names(), (full, local, shared), strict=True):
        assert number(rf"\*\*{name}\*\*: .*? = ([\d,]+) parameters", text) == value
    said = text[text.index("Using a window") :]
    for ratio, part in zip((full / local, local / shared), said.split(";")[:2], strict=True):
        if "saves nothing" in part:
            assert ratio == 1
        else:
            times = number(r"(?:a factor of|costs) ([\d.,]*\d)", part)
            assert abs(times / (ratio if "saves" in part else 1 / ratio) - 1) < 0.06
    assert f"over all {places:,} positions" in text
    # The same kernel on a larger image, and the rows of the matrix.
    bigger = replace(settings, side=256)
    assert parameters.saving(bigger).counts[2].parameters == shared
    zero = float((saving.matrix == 0).mean())
    assert abs(number(r"full matrix, (\d+)% of", text) / 100 - zero) < 0.0051


def parameters_names() -> tuple[str, ...]:
    return parameters.FULL, parameters.LOCAL, parameters.SHARED
