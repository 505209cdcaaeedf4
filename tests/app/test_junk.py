"""An address can say anything for any parameter: the page opens, and says what it does not take.

Each parameter gets one kind of junk, its neighbours get others. With ``NIGHTLY`` in the environment
each gets all of it, in every view that has it, which takes an hour or two.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import product

import pytest

from app.catalogue import CONCEPTS
from tests.app import junk
from tests.app.junk import JUNK
from tests.app.moves import undisturbed

KINDS = list(JUNK)


@pytest.mark.parametrize("page", [concept.slug for concept in CONCEPTS])
def test_an_address_may_say_anything(page: str) -> None:
    broken = []
    with undisturbed():
        for parameter, kind in _turns(page):
            try:
                junk.check(parameter, JUNK[kind])
            except AssertionError as problem:
                broken.append(f"{kind}: {problem}")
    assert not broken


def _turns(page: str) -> Iterator[tuple[junk.Parameter, str]]:
    """Each parameter with the kinds of junk that it gets."""
    parameters = list(junk.parameters(page))
    if "NIGHTLY" in os.environ:
        yield from product(parameters, KINDS)
        return
    once = {parameter.name: parameter for parameter in parameters}
    for at, parameter in enumerate(once.values()):
        yield parameter, KINDS[7 * at % len(KINDS)]
