"""Loads models by name, one at a time for a server, and keeps the last ones.

    >>> recipe = Recipe("image classifier", memory=need, build=read)
    >>> model = load("microsoft/resnet-18", recipe, progress)

``need`` counts bytes from the configuration alone, ``read`` builds the model from its folder. The
models that are kept have at most ``MOST_KEPT`` bytes together: whichever was used longest ago makes
room before the next one is built.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any, Generic, TypeVar

from core.hub import repository
from core.hub.memory import MOST_MEMORY
from core.hub.problems import ModelRefused, explained
from core.hub.repository import Progress, unwatched

MOST_KEPT = 1_000_000_000  # bytes

T = TypeVar("T")


@dataclass(frozen=True)
class Recipe(Generic[T]):
    """How models of one task are made from a name and a folder of files.

    ``memory`` says how many bytes one takes, before its weights are fetched.
    """

    task: str
    memory: Callable[[str, Path], int]
    build: Callable[[str, Path], T]


class Store:
    """Models with their bytes, the one used last at the end."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[tuple[str, str], tuple[Any, int]] = OrderedDict()
        self._lock = RLock()

    def get(self, key: tuple[str, str]) -> Any | None:
        """The model kept under a key, or None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def make_room(self, size: int) -> None:
        """Drop models until ``size`` more bytes are within the limit."""
        with self._lock:
            while self._kept and self.size() + size > self.most:
                self._kept.popitem(last=False)

    def put(self, key: tuple[str, str], model: object, size: int) -> None:
        """Keep a model of ``size`` bytes."""
        with self._lock:
            self.make_room(size)
            self._kept[key] = model, size

    def size(self) -> int:
        """Bytes of all models that are kept."""
        with self._lock:
            return sum(size for _, size in self._kept.values())

    def clear(self) -> None:
        """Drop all models."""
        with self._lock:
            self._kept.clear()


KEPT = Store(MOST_KEPT)
_LOADING = RLock()


def load(name: str, recipe: Recipe[T], progress: Progress = unwatched) -> T:
    """The model called ``name`` on the hub, kept from before or loaded now.

    Raises ``ModelRefused`` with a sentence for a learner where it cannot be had, also while another
    model is being loaded.
    """
    name = name.strip()
    if not name:
        raise ModelRefused(f"Give the name of a model on huggingface.co: {recipe.task}.")
    key = recipe.task, name
    kept: T | None = KEPT.get(key)
    if kept is not None:
        return kept
    if not _LOADING.acquire(blocking=False):
        raise ModelRefused(
            "Another model is loading, and the app loads only one at a time. Press Load again "
            "in a moment."
        )
    try:
        with explained(name):
            return _loaded(name, recipe, progress)
    finally:
        _LOADING.release()


def _loaded(name: str, recipe: Recipe[T], progress: Progress) -> T:
    found = repository.find(name)
    memory = recipe.memory(name, found.fetch(found.settings))
    if memory > MOST_MEMORY:
        raise ModelRefused(
            f"{name} has {memory / 4e6:,.0f} million numbers and takes {memory / 1e6:,.0f} MB of "
            f"memory; the app allows at most {MOST_MEMORY / 1e6:,.0f} MB."
        )
    folder = found.fetch(found.weights, progress)
    KEPT.make_room(memory)
    model = recipe.build(name, folder)
    KEPT.put((recipe.task, name), model, memory)
    return model
