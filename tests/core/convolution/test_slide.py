"""Whatever slides, over whatever: PyTorch's own layers agree, and so does each cell by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from core.convolution import kernels
from core.convolution.settings import (
    AVERAGE,
    CONVOLUTION,
    FEATURE_MAP,
    MAXIMUM,
    PADDING,
    RELU,
    Settings,
)
from core.convolution.slide import Reach, slide, weight
from core.data.images import Picture
from tests.strategies import any_settings

chosen = any_settings(Settings).map(
    lambda one: replace(one, resolution=6 + one.resolution % 20)  # of a size that a test can afford
)
pictures = st.builds(
    lambda height, width, seed, coloured: Picture(
        "noise",
        np.random.default_rng(seed).integers(
            0, 256, (height, width, 3) if coloured else (height, width), dtype=np.uint8
        ),
        "",
    ),
    st.integers(3, 30),
    st.integers(3, 30),
    st.integers(0, 99),
    st.booleans(),
)
own_kernels = st.builds(
    lambda channels, height, width, seed: np.float32(
        np.random.default_rng(seed).normal(size=(channels, height, width))
    ),
    st.sampled_from([1, 3]),
    st.integers(1, 7),
    st.integers(1, 7),
    st.integers(0, 99),
)


def layer(settings: Settings, kernel: np.ndarray) -> nn.Conv2d:
    """PyTorch's own convolution with these settings and this kernel."""
    made = nn.Conv2d(
        len(kernel),
        1,
        kernel.shape[1:],
        settings.stride,
        settings.padding,
        settings.dilation,
        padding_mode=PADDING[settings.border].replace("constant", "zeros"),
    )
    with torch.no_grad():
        made.weight.copy_(torch.from_numpy(kernel)[None])
        made.bias.fill_(settings.bias)
    return made


def by_torch(picture: Picture, settings: Settings, own: np.ndarray) -> np.ndarray:
    """The output by the layers that a network would have."""
    small = picture.fitted(settings.resolution)
    signal = torch.from_numpy((small if settings.colour else small.grey()).channels())[None]
    pool = {
        MAXIMUM: nn.MaxPool2d,
        AVERAGE: nn.AvgPool2d,
    }.get(settings.operation)
    layers = []
    if settings.operation == CONVOLUTION or settings.takes == FEATURE_MAP:
        layers.append(layer(settings, weight(settings, signal.shape[1], own)))
        if settings.operation != CONVOLUTION:
            layers.append(nn.ReLU())
    elif settings.operation == RELU:
        layers.append(nn.ReLU())
    if pool:
        layers.append(
            pool(
                settings.pool_size,
                settings.pool_stride,
                settings.pool_padding,
                ceil_mode=settings.overhang,
            )
        )
    with torch.no_grad():
        return nn.Sequential(*layers)(signal)[0].numpy()


@given(pictures, chosen, own_kernels)
@settings(max_examples=250)
def test_the_output_is_pytorchs_or_pytorch_refuses_too(picture, chosen, own):
    try:
        done = slide(picture, chosen, own)
    except ValueError as refused:
        sentence = str(refused)
        with pytest.raises(RuntimeError):
            by_torch(picture, chosen, own)
        assert sentence.endswith(".")
        return
    # PyTorch may add up in another order: a sum of n terms is off by at most n roundings of the sum
    # of their sizes (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 4.2).
    kernel = np.ones(1) if done.kernel is None else np.abs(done.kernel)
    largest = max(1.0, float(kernel.sum()) + abs(chosen.bias))  # pixels lie between 0 and 1
    terms = kernel.size + 1 + chosen.pool_size**2
    rounding = terms * np.finfo(np.float32).eps * largest
    np.testing.assert_allclose(done.output, by_torch(picture, chosen, own), rtol=0, atol=rounding)
    assert done.output.shape[1:] == (done.down.output, done.across.output)


@given(pictures, chosen, own_kernels, st.data())
@settings(max_examples=150)
def test_each_cell_by_hand_is_the_one_of_the_output(picture, chosen, own, data):
    try:
        done = slide(picture, chosen, own)
    except ValueError:
        return
    row = data.draw(st.integers(0, done.down.output - 1))
    column = data.draw(st.integers(0, done.across.output - 1))
    cell = done.cell(row, column)
    size = max(1.0, float(np.abs(cell.products).sum()) if cell.products is not None else 1.0)
    near = {"rtol": 1e-5, "atol": 1e-6 * size}
    np.testing.assert_allclose(cell.total, done.output[:, row, column], **near)
    np.testing.assert_allclose(cell.partial, done.partial[:, row, column], **near)
    assert cell.values.shape == (len(done.taken), done.down.size, done.across.size)


@given(
    st.integers(1, 40),
    st.integers(1, 7),
    st.integers(1, 7),
    st.integers(0, 3),
    st.integers(1, 4),
    st.booleans(),
)
@settings(max_examples=200)
def test_the_size_of_the_output_is_pytorchs(length, size, stride, padding, dilation, overhang):
    padding = min(padding, size // 2)
    reach = Reach(length, size, stride, padding, dilation, overhang)
    pool = nn.MaxPool1d(size, stride, padding, dilation, ceil_mode=overhang)
    if reach.output < 1:
        with pytest.raises(RuntimeError):
            pool(torch.zeros(1, 1, length))
    else:
        assert reach.output == pool(torch.zeros(1, 1, length)).shape[2]


def test_relu_and_pooling_follow_the_convolution_as_in_a_network():
    picture = Picture("step", np.uint8(np.outer(np.ones(8), [0, 0, 0, 255, 255, 0, 0, 0])), "")
    negative = Settings(resolution=8, kernel="Sobel, vertical edges")
    map_ = slide(picture, negative).output
    assert map_.min() < 0 < map_.max()
    for operation in (RELU, MAXIMUM, AVERAGE):
        done = slide(picture, Settings(resolution=8, kernel=negative.kernel, operation=operation))
        np.testing.assert_array_equal(
            done.taken, map_ if operation == RELU else np.maximum(map_, 0)
        )


@pytest.mark.parametrize("size", range(1, kernels.LARGEST + 1))
def test_kernels_are_what_their_names_say(size):
    made = {name: maker(size) for name, maker in kernels.KERNELS.items()}
    assert {kernel.shape for kernel in made.values()} == {(size, size)}
    for name in ("box blur", "Gaussian blur", "identity", "sharpen", "emboss"):
        assert made[name].sum() == pytest.approx(1), name
    for name in ("edges", "Sobel, vertical edges", "Sobel, horizontal edges", "Laplacian"):
        assert made[name].sum() == pytest.approx(0, abs=1e-9), name
    assert np.abs(made["edges"]).max() <= kernels.LIMIT
    if size > 1:
        # Nothing changes downwards, so only the other Sobel kernel answers to a ramp.
        ramp = np.tile(np.arange(size), (size, 1))
        assert (made["Sobel, vertical edges"] * ramp).sum() > 0
        assert (made["Sobel, horizontal edges"] * ramp).sum() == pytest.approx(0, abs=1e-9)


def test_the_famous_ones_at_size_three():
    three = {name: maker(3).tolist() for name, maker in kernels.KERNELS.items()}
    assert three["Laplacian"] == [[0, 1, 0], [1, -4, 1], [0, 1, 0]]
    assert three["sharpen"] == [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
    assert three["emboss"] == [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]
    assert three["Sobel, vertical edges"] == [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    assert three["edges"] == [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]


@given(own_kernels)
@settings(max_examples=50)
def test_a_kernel_that_is_written_can_be_read(kernel):
    np.testing.assert_allclose(kernels.read(kernels.write(kernel)), kernel, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "as numbers"),
        ("1 2; 3", "1 to 2 numbers"),
        ("1 x; 3 4", "“x” is not a number"),
        ("1 1/0", "not a number"),
        ("nan", "not a number"),
        ("1e9", "not a number"),
        ("5000", "not a number from"),
        ("1|2", "2 kernels are too few or too many"),
        ("1|2 3|4", "same size"),
        ("1 " * 8, "1 × 8 numbers"),
        ("<script>", "not a number"),
    ],
)
def test_a_text_that_is_no_kernel_gets_a_sentence(text, says):
    with pytest.raises(ValueError, match=says) as refused:
        kernels.read(text)
    assert str(refused.value).endswith(".")


def test_a_kernel_can_be_written_as_people_do():
    np.testing.assert_allclose(
        kernels.read("1/9, 1/9\n−.5 2"), [[[1 / 9, 1 / 9], [-0.5, 2]]], rtol=1e-6
    )
