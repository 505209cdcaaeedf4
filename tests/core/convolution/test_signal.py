"""The kernel on a signal: as NumPy does it, and as good as theory says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.convolution.presets import SIGNAL
from core.convolution.signal import (
    KERNELS,
    LONGEST,
    SAMPLES,
    SIGNALS,
    Settings,
    convolve,
    filtered,
    pulse,
    read,
)

chosen = st.builds(
    Settings,
    signal=st.sampled_from(list(SIGNALS)),
    noise=st.floats(0, 2),
    filter=st.sampled_from(list(KERNELS)),
    length=st.integers(1, LONGEST),
    place=st.integers(0, SAMPLES - 1),
    seed=st.integers(0, 9999),
)


@given(st.integers(1, LONGEST), st.integers(0, 99))
@settings(max_examples=30)
def test_it_is_numpys_correlation_with_its_ends_repeated(length, seed):
    rng = np.random.default_rng(seed)
    signal, kernel = rng.normal(size=60), rng.normal(size=length)
    padded = np.pad(signal, (length // 2, length - 1 - length // 2), mode="edge")
    np.testing.assert_allclose(
        convolve(signal, kernel), np.correlate(padded, kernel, "valid"), rtol=1e-9, atol=1e-9
    )


@given(chosen)
@settings(max_examples=60)
def test_the_products_shown_add_up_to_what_comes_out(chosen):
    done = filtered(chosen)
    assert done.products.sum() == pytest.approx(done.output[chosen.place], abs=1e-9)
    assert len(done.under) == len(done.products) == len(done.kernel)
    assert len(done.found) == len(done.guessed) == len(done.places)
    assert (done.output == filtered(chosen).output).all()


@given(st.integers(1, LONGEST))
def test_averages_keep_what_is_even_and_edges_do_not_answer_to_it(length):
    for name in ("moving average", "bell-shaped average"):
        assert KERNELS[name](length).sum() == pytest.approx(1)
    assert KERNELS["edge"](length).sum() == pytest.approx(0, abs=1e-12)
    # The matched filter puts out one on the pulse itself, and no unit kernel puts out more.
    assert KERNELS["matched filter"](length) @ pulse() == pytest.approx(1)


def test_the_noise_that_is_left_is_what_theory_says():
    for name in KERNELS:
        left = [
            filtered(Settings(filter=name, length=5, noise=1.0, seed=seed)).noise_left
            for seed in range(30)
        ]
        theory = filtered(Settings(filter=name, length=5)).noise_theory
        assert np.mean(left) == pytest.approx(theory, rel=0.05), name


def many(chosen: Settings) -> list:
    return [filtered(Settings(**vars(chosen) | {"seed": seed})) for seed in range(20)]


def test_the_matched_filter_finds_what_the_eye_and_an_average_do_not():
    matched = many(SIGNAL["Find the hidden pulses"])
    averaged = many(SIGNAL["Average out the pulses"])
    found, guessed = (
        np.mean([one.hits(getattr(one, name)) for one in matched]) for name in ("found", "guessed")
    )
    assert found > 3
    assert found > guessed + 1
    assert np.mean([one.hits(one.found) for one in averaged]) < 1


def test_the_edge_finds_the_steps():
    steps = many(SIGNAL["Find the steps"])
    assert np.mean([one.hits(one.found) for one in steps]) > 4.5
    assert np.mean([one.hits(one.guessed) for one in steps]) < 2


def test_a_longer_average_leaves_less_noise_and_blurs_more():
    done = [filtered(Settings(length=length)) for length in (1, 5, 21, 41)]
    assert np.all(np.diff([one.noise_left for one in done]) < 0)
    blur = [np.abs(one.ideal - one.clean).mean() for one in done]
    assert blur[0] == 0
    assert np.all(np.diff(blur) > 0)


def test_a_kernel_of_ones_own():
    done = filtered(Settings(filter="own"), read("-1, 0; 1"))
    np.testing.assert_allclose(done.output[1:-1], done.noisy[2:] - done.noisy[:-2])
    with pytest.raises(ValueError, match="no numbers yet"):
        filtered(Settings(filter="own"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "0 numbers"),
        ("1 " * 42, "42 numbers"),
        ("a", "row of numbers"),
        ("nan", "between"),
        ("1e9", "between"),
    ],
)
def test_a_text_that_is_no_kernel_gets_a_sentence(text, says):
    with pytest.raises(ValueError, match=says) as refused:
        read(text)
    assert str(refused.value).endswith(".")
