"""How many bytes a value keeps: each piece of memory once, and nothing that belongs to nobody."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import pytest
import torch

from core.footprint import nbytes

BIG = 1_000_000
SLACK = 5_000  # bytes of the objects around the numbers


@dataclass(frozen=True)
class Holder:
    values: object


def big() -> np.ndarray:
    return np.zeros(BIG, np.uint8)


@pytest.mark.parametrize(
    "hold",
    [
        lambda array: array,
        lambda array: array[::2],  # a view keeps all of it
        lambda array: [array, array[:3], array[5:]],
        lambda array: {"a": (array,), "b": Holder(array)},
        lambda array: Holder([Holder(array.reshape(1000, -1))]),
        lambda array: partial(np.add, array),
        lambda array: lambda: array,
        lambda array: (array, torch.from_numpy(array)),
        lambda array: torch.from_numpy(array)[:10],
        lambda array: torch.from_numpy(array).numpy(),
        lambda array: array.tobytes(),
        lambda array: np.frombuffer(array.tobytes(), np.uint8)[:10],
        lambda array: memoryview(array.tobytes())[:10],
    ],
)
def test_what_holds_a_megabyte_weighs_a_megabyte(hold) -> None:
    assert BIG <= nbytes(hold(big())) <= BIG + SLACK


def test_a_network_weighs_its_weights_and_their_gradients() -> None:
    network = torch.nn.Linear(500, 500, bias=False)
    weights = 4 * 500 * 500
    assert weights <= nbytes(network) <= weights + 4 * SLACK
    network(torch.ones(1, 500)).sum().backward()
    assert 2 * weights <= nbytes(network) <= 2 * weights + 4 * SLACK


def test_a_table_weighs_its_texts() -> None:
    table = pd.DataFrame({"text": [f"{at:01000}" for at in range(1000)]})
    assert BIG <= nbytes(table) <= 1.2 * BIG


def test_an_array_of_objects_weighs_them() -> None:
    assert nbytes(np.array([big(), None], dtype=object)) >= BIG


def test_a_circle_ends() -> None:
    circle: list = [big()]
    circle.append(circle)
    assert BIG <= nbytes(circle) <= BIG + SLACK


SHARED = {
    "a package": np,
    "a module": sys.modules["core.footprint"],
    "a class": Holder,
    "a built-in function": len,
    "a function": big,
}


@pytest.mark.parametrize("held", SHARED.values(), ids=SHARED)
def test_what_belongs_to_the_process_is_not_followed(held: object) -> None:
    assert nbytes([held]) < SLACK


def test_several_values_share_what_they_share() -> None:
    array = big()
    assert nbytes(array, array[1:], Holder(array)) < BIG + SLACK
