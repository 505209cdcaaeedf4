"""An address can say anything for any parameter: the page opens, and says what it does not take.

Each parameter of each view gets some of the junk, other parts of it each in turn. With ``NIGHTLY``
in the environment each gets all of it, which takes some hours.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from app.catalogue import CONCEPTS
from tests.app import junk
from tests.app.junk import JUNK
from tests.app.moves import undisturbed

KINDS = list(JUNK)


@pytest.mark.parametrize("page", [concept.slug for concept in CONCEPTS])
def test_an_address_may_say_anything(page: str) -> None:
    broken, views = [], set()
    with undisturbed():
        for parameter, kind in _turns(page):
            views.add(parameter.view)
            try:
                junk.check(parameter, JUNK[kind])
            except AssertionError as problem:
                broken.append(f"{kind}: {problem}")
    assert not broken
    assert views == set(junk.views(page))


def _turns(page: str) -> Iterator[tuple[junk.Parameter, str]]:
    """Each parameter with a kind of junk: in CI one, so that neighbours get different ones."""
    nightly = "NIGHTLY" in os.environ
    for at, parameter in enumerate(junk.parameters(page)):
        for kind in KINDS if nightly else [KINDS[7 * at % len(KINDS)]]:
            yield parameter, kind
