"""The three layers do the same job, and have as many parameters as the formulas say."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from core.convolution.parameters import (
    FULL,
    LOCAL,
    SHARED,
    SIDES,
    Settings,
    as_matrix,
    layers,
    saving,
)

chosen = st.builds(
    Settings,
    side=st.sampled_from(SIDES),
    channels=st.integers(1, 64),
    filters=st.integers(1, 64),
    window=st.integers(1, 7),
    step=st.integers(1, 4),
    same=st.booleans(),
)


@given(chosen)
@settings(max_examples=60)
def test_the_modules_have_as_many_parameters_as_the_formulas_say(chosen):
    if chosen.reach(chosen.side).output < 1:
        with pytest.raises(ValueError, match="does not fit"):
            saving(chosen)
        return
    done = saving(chosen)
    for count in done.counts:
        assert eval(count.formula.replace("²", "**2").replace("·", "*")) == count.parameters
        here = done.curves[count.name][list(done.sides).index(chosen.side)]
        assert here == count.parameters
    full, local, shared = (done.curves[name] for name in (FULL, LOCAL, SHARED))
    assert (np.ptp(shared) == 0).all()
    assert (local >= shared).all()
    # With an image smaller than its kernel, the padding is counted as inputs too.
    fits = done.sides >= chosen.window
    assert (full >= local)[fits].all()


@given(st.integers(0, 99), st.integers(1, 3), st.integers(1, 2), st.booleans())
@settings(max_examples=20)
def test_all_three_can_do_the_same(seed, window, step, same):
    """A convolution's weights, repeated at every place, make the other two layers equal to it."""
    chosen = Settings(side=6, channels=2, filters=3, window=window, step=step, same=same)
    full, local, shared = layers(chosen, 6, device="cpu")
    generator = torch.Generator().manual_seed(seed)
    image = torch.randn(2, 2, 6, 6, generator=generator)
    with torch.no_grad():
        for parameter in shared.parameters():
            parameter.normal_(generator=generator)
        local.weight.copy_(shared.weight.flatten(1)[:, None].expand_as(local.weight))
        local.bias.copy_(shared.bias[:, None].expand_as(local.bias))
        everything = torch.eye(72).reshape(72, 2, 6, 6)
        full.weight.copy_(
            F.conv2d(everything, shared.weight, stride=shared.stride, padding=shared.padding)
            .flatten(1)
            .T
        )
        full.bias.copy_(shared.bias.repeat_interleave(chosen.reach(6).output ** 2))
        wanted = shared(image)
        torch.testing.assert_close(local(image), wanted, rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(full(image.flatten(1)), wanted.flatten(1), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "chosen",
    [Settings(), Settings(window=7, same=False), Settings(step=3), Settings(window=1)],
)
def test_the_matrix_is_the_convolution(chosen):
    matrix = as_matrix(chosen)
    reach = chosen.reach(round(matrix.shape[1] ** 0.5))
    generator = torch.Generator().manual_seed(0)
    image = torch.rand(1, 1, reach.length, reach.length, generator=generator)
    kernel = torch.rand(reach.size**2, generator=generator)
    weights = torch.cat([torch.zeros(1), kernel])[torch.from_numpy(matrix).long()]
    wanted = F.conv2d(
        image,
        kernel.reshape(1, 1, reach.size, reach.size),
        stride=reach.stride,
        padding=reach.padding,
    )
    torch.testing.assert_close(weights @ image.flatten(), wanted.flatten())


def test_counting_leaves_the_random_numbers_of_others_alone():
    before = torch.get_rng_state()
    saving(Settings(side=256, channels=64, filters=64))
    assert torch.equal(before, torch.get_rng_state())
