"""Counting: probabilities that sum to one, entropies as they should be, and Kneser-Ney by hand."""

from __future__ import annotations

import numpy as np
import pytest

from core.sequences.counting import Counting
from tests.core.sequences.prose import PROSE


@pytest.mark.parametrize("order", range(6))
def test_the_probabilities_after_any_context_sum_to_one(order: int) -> None:
    characters = sorted(set(PROSE) | {"#"})
    counting = Counting(PROSE, order, len(characters))
    for context in ("the ", "Mr. Hart", "", "#", "zzzzz", PROSE[:40]):
        shares = [counting.share(context, character) for character in characters]
        assert sum(shares) == pytest.approx(1)
        assert min(shares) > 0


def test_a_text_that_repeats_has_the_entropy_it_should_have() -> None:
    rng = np.random.default_rng(0)
    coin = "".join(rng.choice(["a", "b"], 20_000))
    assert Counting(coin, 0).bits(coin) == pytest.approx(1, abs=0.01)
    assert Counting("ab" * 5000, 1).bits("ab" * 100) == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("order", [0, 1, 5])
def test_a_new_character_is_possible_even_where_no_gram_occurred_once(order: int) -> None:
    counting = Counting("hello world, hello world. " * 20, order, 30)
    assert np.isfinite(counting.bits("hello zebra"))


def test_pairs_by_hand() -> None:
    """Of "abac": pairs ab, ba, ac once each; D = 1, so all goes to how many contexts came before.

    a, b and c each followed one context, and D of these is 1 as well: a third each remains.
    """
    counting = Counting("abac", 1)
    assert counting.share("a", "b") == pytest.approx(1 / 3)
    # "aab": aa once, ab once. "aabab": aa 1, ab 2, ba 1: D = 2 / (2 + 2) = 1/2.
    counting = Counting("aabab", 1)
    # Single characters: a follows a and b (2), b follows a (1): D = 1 / (1 + 2) = 1/3.
    single_b = (1 - 1 / 3) / 3 + (1 / 3 * 2 / 3) / 2
    assert counting.share("a", "b") == pytest.approx((2 - 1 / 2) / 3 + 1 / 2 * 2 / 3 * single_b)


def test_looking_further_back_helps_as_far_as_there_are_counts() -> None:
    half = len(PROSE) * 3 // 4
    bits = [Counting(PROSE[:half], order, 96).bits(PROSE[half:]) for order in range(6)]
    assert bits[0] > bits[1] > bits[2]
    assert max(bits[3:]) < bits[0]
