"""Backpropagation by hand equals autograd for every chain, and the formula where there is one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.gradients.chain_rule import chain
from core.gradients.settings import Settings
from core.nn.activations import ACTIVATIONS

tenths = st.integers(-30, 30).map(lambda n: n / 10)


@hypothesis_settings(max_examples=60)
@given(
    links=st.integers(2, 8),
    link_weight=st.integers(-40, 40).map(lambda n: n / 10),
    chain_input=tenths,
    chain_target=st.integers(-20, 20).map(lambda n: n / 10),
    activation=st.sampled_from(list(ACTIVATIONS)),
)
def test_by_hand_equals_autograd(**chosen: object) -> None:
    made = chain(Settings(**chosen))
    assert made.by_hand == pytest.approx(made.by_autograd, rel=1e-9, abs=1e-12)
    assert made.weights_by_hand == pytest.approx(made.weights_by_autograd, rel=1e-9, abs=1e-12)
    largest = max(np.abs(made.by_hand).max(), np.abs(made.weights_by_hand).max(), 1.0)
    assert made.difference <= 1e-9 * largest
    assert len(made.outputs) == len(made.by_hand) == made.sums.size + 1


@hypothesis_settings(max_examples=30)
@given(links=st.integers(2, 8), link_weight=tenths, chain_input=tenths)
def test_a_sigmoid_link_multiplies_by_at_most_a_quarter_of_its_weight(**chosen: object) -> None:
    made = chain(Settings(chain_target=1.5, **chosen))
    assert (made.slopes <= 0.25).all()
    bound = abs(made.error) * (0.25 * abs(made.weight)) ** len(made.sums)
    assert abs(made.by_hand[0]) <= bound * (1 + 1e-12)


def test_without_a_bend_the_product_is_a_power_of_the_weight() -> None:
    made = chain(
        Settings(
            activation="identity", links=6, link_weight=-1.5, chain_input=2.0, chain_target=1.0
        )
    )
    output = 2.0 * (-1.5) ** 6
    assert made.outputs[-1] == pytest.approx(output)
    assert made.loss == pytest.approx((output - 1.0) ** 2 / 2)
    assert made.by_hand[0] == pytest.approx((output - 1.0) * (-1.5) ** 6)


def test_a_dead_link_stops_everything_before_it() -> None:
    made = chain(Settings(activation="ReLU", chain_input=-1.0, chain_target=1.0))
    assert made.error == -1
    assert not made.by_hand[:-1].any()
    assert not made.weights_by_hand.any()
