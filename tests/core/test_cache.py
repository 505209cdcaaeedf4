"""The server's cache: a bound in bytes that holds, each answer computed once, and shared safely."""

from __future__ import annotations

import gc
import threading
from dataclasses import dataclass
from sys import getrefcount
from time import monotonic
from weakref import ref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.runtime.scriptrunner import RerunData, RerunException, StopException

from core import cache as module
from core.cache import SERVER, Cache, Shared, shared
from core.footprint import nbytes

KILO = 1000
PATIENCE = 30  # seconds until a thread that hangs is a failure


def kilobytes(count: float) -> np.ndarray:
    return np.zeros(int(count * KILO), np.uint8)


@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from([0, 1, 5, 20, 24, 40])), max_size=60))
def test_the_bound_holds_and_the_count_is_true(asked: list[tuple[int, int]]) -> None:
    cache = Cache(100 * KILO)
    for question, size in asked:
        answer = cache.get((question, size), lambda size=size: kilobytes(size))
        assert len(answer) == size * KILO
        assert cache.nbytes <= cache.budget
        held = [(key, cache.get(key, pytest.fail)) for key in list(cache._held)]
        assert cache.nbytes == sum(nbytes(key, answer) for key, answer in held)


def test_what_was_not_used_for_longest_goes_first() -> None:
    cache = Cache(100 * KILO)
    for name in "abcd":
        cache.get(name, lambda: kilobytes(24))
    cache.get("a", pytest.fail)  # used again
    cache.get("e", lambda: kilobytes(24))
    assert [name for name in "abcde" if name in cache] == ["a", "c", "d", "e"]


def test_an_answer_too_large_is_given_but_drives_nothing_out() -> None:
    cache = Cache(100 * KILO)
    cache.get("small", lambda: kilobytes(1))
    assert len(cache.get("large", lambda: kilobytes(30))) == 30 * KILO
    assert "small" in cache
    assert "large" not in cache


def test_nothing_is_kept_of_an_exception() -> None:
    cache = Cache(KILO)

    def fail() -> None:
        raise ValueError("no answer")

    with pytest.raises(ValueError, match="no answer"):
        cache.get("a", fail)
    assert not cache.busy("a")
    assert cache.get("a", lambda: 1) == 1


class Room:
    """Several threads that ask the same at the same time; the first one computes until ``go``."""

    def __init__(self, cache: Cache, count: int, first: object) -> None:
        self.cache, self.first = cache, first
        self.started, self.go = threading.Event(), threading.Event()
        self.computed = 0
        self.outcomes: list[object] = []
        self.threads = [threading.Thread(target=self._ask) for _ in range(count)]

    def _compute(self) -> object:
        self.computed += 1  # by one thread at a time: the question's lock is held
        if self.computed == 1:
            self.started.set()
            assert self.go.wait(PATIENCE)
            if isinstance(self.first, BaseException):
                raise self.first
            return self.first
        return "second"

    def _ask(self) -> None:
        try:
            self.outcomes.append(self.cache.get("question", self._compute))
        except BaseException as problem:
            self.outcomes.append(problem)

    def __enter__(self) -> Room:
        self.threads[0].start()
        assert self.started.wait(PATIENCE)
        for thread in self.threads[1:]:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.go.set()
        for thread in self.threads:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in self.threads)


@pytest.mark.parametrize("size", [1, 60])  # the larger is not kept, and yet computed once
def test_who_asks_meanwhile_gets_that_very_answer(size: int) -> None:
    cache = Cache(100 * KILO)
    with Room(cache, 8, kilobytes(size)) as room:
        question = cache._asked["question"]
        until = monotonic() + PATIENCE
        while getrefcount(question) < 8 + 2 and monotonic() < until:  # not all of them have asked
            threading.Event().wait(0.001)
        assert cache.busy("question")
    del question
    assert room.computed == 1
    assert len({id(outcome) for outcome in room.outcomes}) == 1
    assert not cache.busy("question")


def test_a_slow_answer_holds_up_nobody_else() -> None:
    cache = Cache(100 * KILO)
    with Room(cache, 1, "slow"):
        assert cache.get("another", lambda: 1) == 1


@pytest.mark.parametrize("stop", [StopException(), RerunException(RerunData()), ValueError("no")])
def test_after_a_script_that_was_stopped_the_next_one_computes(stop: BaseException) -> None:
    cache = Cache(100 * KILO)
    with Room(cache, 4, stop) as room:
        pass
    assert room.computed == 2
    assert room.outcomes.count("second") == 3
    assert stop in room.outcomes


@dataclass(frozen=True)
class Drawn:
    points: np.ndarray
    films: dict[str, list[np.ndarray]]


def test_the_arrays_of_an_answer_become_read_only() -> None:
    drawn = Cache(100 * KILO).get("a", lambda: Drawn(np.ones(3), {"film": [np.ones(2)]}))
    for array in (drawn.points, drawn.films["film"][0]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 2


@pytest.fixture
def counted() -> tuple[Shared, list]:
    """A function in a cache of its own, and what it was computed for."""
    asked: list = []

    def function(value: object, power: float = 1.0, _silent: object = None) -> tuple:
        asked.append(value)
        return (power,)

    return Shared(function, Cache(100 * KILO)), asked


def test_a_question_is_its_function_and_arguments_however_they_are_given(counted) -> None:
    function, asked = counted
    assert not function.held(2)
    answers = [function(2), function(2, 1.0), function(value=2), function(2, _silent="unseen")]
    assert function.held(2)
    assert all(answer is answers[0] for answer in answers)
    assert function(2, power=3.0) == (3.0,)
    assert asked == [2, 2]


def test_arrays_are_compared_by_content(counted) -> None:
    function, asked = counted
    same = np.arange(6, dtype=np.float32)
    function(same), function(same.copy()), function(np.repeat(same, 2)[::2])
    assert len(asked) == 1
    for other in (same.reshape(2, 3), same.astype(np.float64), same.view(np.int32), same + 1):
        function(other)
    assert len(asked) == 5


def test_an_object_that_compares_by_identity_is_not_kept_alive(counted) -> None:
    class Data:
        pass

    function, asked = counted
    data = Data()
    function(data), function(data)
    assert asked == [data]
    asked.clear()
    gone = ref(data)
    del data
    gc.collect()
    assert gone() is None
    function(Data())
    assert len(asked) == 1


@pytest.mark.parametrize("value", [None, 1, "a", (1, None), True, b"a", frozenset({1}), 2.5])
def test_plain_values_are_compared_as_they_are(counted, value: object) -> None:
    function, asked = counted
    function(value), function(value)
    assert asked == [value]


def test_what_is_shared_is_shared_by_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    @shared
    def answer(question: int) -> list[int]:
        """What it is."""
        return [question]

    assert answer(1) is answer(1)
    assert answer.cache is SERVER
    assert answer.__doc__ == "What it is."
    SERVER.clear()
    assert not answer.held(1)
    assert SERVER.budget == module.BUDGET == 64 * 2**20
