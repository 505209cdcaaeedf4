"""What is small of the hostile files; ``python -m tests.load.hostile`` reads all of them."""

from __future__ import annotations

from collections.abc import Iterator
from mmap import PAGESIZE, mmap

import pytest

from tests.load.hostile.measure import MEGABYTES, SECONDS, Meter, Reading
from tests.load.hostile.readers import FIELDS

MADE = {
    "image": 40,
    "table": 38,
    "vectors": 48,
    "text": 20,
    "document": 25,
    "typed": 8,
    "drawn": 13,
}


@pytest.fixture(scope="module")
def meter() -> Iterator[Meter]:
    made = Meter()
    yield made
    made.sandbox.close()


@pytest.mark.parametrize("field", list(FIELDS))
def test_whatever_comes_in_is_data_or_a_sentence_in_time_and_memory(
    field: str, meter: Meter
) -> None:
    count, failed = 0, []
    for name, content in FIELDS[field].quick():
        count += 1
        for reader, read in FIELDS[field].readers.items():
            one = meter.measure(field, name, reader, read, content)
            if one.failure:
                failed.append((one.failure, name, reader, one.said[:200]))
    assert failed == []
    assert count >= MADE[field]


@pytest.mark.parametrize(
    ("outcome", "said", "seconds", "megabytes", "failure"),
    [
        ("read", "points", 1, 1, ""),
        ("refused", "The file is empty.", 1, 1, ""),
        ("refused", "list index out of range", 1, 1, "not a sentence"),
        ("refused", "a" * 999 + ".", 1, 1, "said in 1,000 characters"),
        ("KeyError", "x", 1, 1, "KeyError"),
        ("read", "points", SECONDS + 1, 1, "over 5 s"),
        ("read", "points", 1, MEGABYTES + 1, "over 400 MB"),
    ],
)
def test_what_is_not_as_it_should_be_is_told(
    outcome: str, said: str, seconds: float, megabytes: float, failure: str
) -> None:
    assert Reading("a", "b", "c", outcome, said, seconds, megabytes).failure == failure


def test_time_and_memory_are_measured(meter: Meter) -> None:
    def greedy(read: object, content: object, name: str) -> str:
        # Not from the heap, which may hold as much from other tests.
        with mmap(-1, 60_000_000) as pages:
            for at in range(0, len(pages), PAGESIZE):
                pages[at] = 1
            return f"{len(pages)} bytes"

    one = meter.measure("a", "b", "c", greedy, None)
    assert one.outcome == "read"
    assert 50 < one.megabytes < 80
    assert one.seconds > 0
