"""Answers computed once for all visitors, within one budget of bytes for the whole server.

    >>> @shared
    ... def total(label: str, _vectors: np.ndarray) -> float:
    ...     return float(_vectors.sum())
    >>> total("ones", np.ones(3))  # computed once, however many ask at the same time
    3.0
    >>> total.held("ones", np.ones(3))  # the next call returns at once
    True

An answer is found by its function and arguments. Arrays are compared by content, objects that
compare by identity are not kept alive, and an argument whose name begins with an underscore is not
part of the question. What was not used for longest is dropped first. Answers are shared: their
arrays become read-only, and nobody may change anything else in them.

Left out: expiry by time. An answer follows from its question alone and never grows old.
"""

from __future__ import annotations

import inspect
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from functools import update_wrapper
from hashlib import blake2b
from threading import RLock
from typing import Any, Generic, ParamSpec, TypeVar
from weakref import WeakValueDictionary, ref

import numpy as np

from core.footprint import nbytes

MEGABYTE = 2**20
BUDGET = 64 * MEGABYTE  # for all answers of a server together
LARGEST = 1 / 4  # of the budget: an answer beyond that is given, but not kept

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class _Question:
    """A question in progress; it lives as long as a caller waits for the answer."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.answered = False
        self.answer: Any = None


class Cache:
    """Answers by question, the least recently used dropped where they exceed ``budget`` bytes.

    Each question has its own lock, so that a slow answer holds up only those who ask the same.
    """

    def __init__(self, budget: int, largest: float = LARGEST) -> None:
        self.budget = budget
        self.largest = largest
        self.nbytes = 0
        self._held: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._asked: WeakValueDictionary[Hashable, _Question] = WeakValueDictionary()
        self._lock = RLock()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._held

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """The answer under ``key``; ``compute`` is called where there is none.

        Whoever asks meanwhile waits for that answer. An exception is its caller's alone: nothing is
        kept, and the next who waits tries again, as after a script that was stopped.
        """
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key][0]
            question = self._asked.get(key)
            if question is None:
                question = self._asked[key] = _Question()
        with question.lock:
            if not question.answered:
                question.answer = compute()
                freeze(question.answer)
                question.answered = True
                self._keep(key, question.answer)
            return question.answer

    def _keep(self, key: Hashable, answer: Any) -> None:
        weight = nbytes(key, answer)
        if weight > self.largest * self.budget:
            return
        with self._lock:
            self._held[key] = answer, weight
            self.nbytes += weight
            while self.nbytes > self.budget:
                _, (_, freed) = self._held.popitem(last=False)
                self.nbytes -= freed

    def busy(self, key: Hashable) -> bool:
        """Whether the answer is being computed at this moment."""
        return key in self._asked

    def clear(self) -> None:
        """Forget all answers."""
        with self._lock:
            self._held.clear()
            self.nbytes = 0


SERVER = Cache(BUDGET)


class Shared(Generic[Given, Answer]):
    """A function whose answers are kept in a ``cache``."""

    def __init__(self, function: Callable[Given, Answer], cache: Cache) -> None:
        update_wrapper(self, function)
        self.function = function
        self.cache = cache
        self.signature = inspect.signature(function)

    def __call__(self, *args: Given.args, **kwargs: Given.kwargs) -> Answer:
        return self.cache.get(self._key(*args, **kwargs), lambda: self.function(*args, **kwargs))

    def held(self, *args: Given.args, **kwargs: Given.kwargs) -> bool:
        """Whether the answer is there, so that a call returns at once."""
        return self._key(*args, **kwargs) in self.cache

    def busy(self, *args: Given.args, **kwargs: Given.kwargs) -> bool:
        """Whether a call would wait for a computation that has already begun."""
        return self.cache.busy(self._key(*args, **kwargs))

    def _key(self, *args: Given.args, **kwargs: Given.kwargs) -> Hashable:
        given = self.signature.bind(*args, **kwargs)
        given.apply_defaults()
        asked = [value for name, value in given.arguments.items() if not name.startswith("_")]
        return (self.function, *map(_comparable, asked))


def shared(function: Callable[Given, Answer]) -> Shared[Given, Answer]:
    """Compute each answer of ``function`` once for the whole server."""
    return Shared(function, SERVER)


def _comparable(value: object) -> Hashable:
    """What stands for an argument in a key."""
    if isinstance(value, np.ndarray):
        content = np.ascontiguousarray(value)
        return value.dtype.str, value.shape, blake2b(content.data, digest_size=16).digest()
    if type(value).__hash__ is object.__hash__ and type(value).__weakrefoffset__:
        return ref(value)  # such as a visitor's data set, which is not to outlive the visitor
    return value


def freeze(value: object) -> None:
    """Make the arrays read-only that a value holds in containers and dataclasses."""
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, dict):
        for one in value.values():
            freeze(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            freeze(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            freeze(getattr(value, field.name))
