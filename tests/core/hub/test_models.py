"""Models by name: kept within bytes, loaded one at a time, and each failure is a sentence."""

from __future__ import annotations

import errno
import json
import logging
import socket
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

import pytest

from core.hub import models
from core.hub.memory import MOST_MEMORY
from core.hub.models import KEPT, MOST_KEPT, Recipe, Store, load
from core.hub.problems import ModelRefused, explained
from tests.core.fake_hub import FakeHub


def anything(memory: int = 100, build: Callable[[str, Path], object] | None = None) -> Recipe:
    """A recipe that makes an object of so many bytes out of any folder."""
    return Recipe("anything", lambda name, folder: memory, build or (lambda name, folder: object()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    here = tmp_path / "repository"
    here.mkdir()
    (here / "config.json").write_text("{}")
    (here / "model.safetensors").write_bytes(b"weights")
    return here


def test_a_model_is_built_once_and_kept(hub: FakeHub, folder: Path) -> None:
    name = hub.add("owner/model", folder)
    first = load(f" {name} ", anything())
    asked = len(hub.asked)
    assert load(name, anything()) is first
    assert len(hub.asked) == asked
    assert load(name, Recipe("another task", lambda *_: 1, lambda *_: object())) is not first


def test_what_takes_too_much_memory_is_refused_before_its_weights_come(
    hub: FakeHub, folder: Path
) -> None:
    name = hub.add("owner/model", folder)
    with pytest.raises(ModelRefused, match="MB of memory; the app allows at most 650 MB"):
        load(name, anything(MOST_MEMORY + 1))
    assert hub.fetched(name) == ["config.json"]


def test_the_store_is_bounded_by_bytes_and_lets_go_of_the_oldest_first() -> None:
    store = Store(100)
    for name, size in (("a", 40), ("b", 40)):
        store.put(("task", name), name, size)
    assert store.get(("task", "a")) == "a"
    store.make_room(60)
    assert store.get(("task", "b")) is None, "a was used last"
    store.put(("task", "c"), "c", 60)
    assert store.size() == 100
    assert store.get(("task", "a")) == "a"
    store.put(("task", "d"), "d", 100)
    assert (store.get(("task", "a")), store.get(("task", "d"))) == (None, "d")


def test_room_is_made_before_a_model_is_built(hub: FakeHub, folder: Path) -> None:
    sizes = []
    recipe = anything(600_000_000, lambda name, folder: sizes.append(KEPT.size()) or object())
    for name in ("owner/first", "owner/second"):
        load(hub.add(name, folder), recipe)
    assert sizes == [0, 0]
    assert KEPT.size() == 600_000_000 <= MOST_KEPT


def test_two_visitors_load_one_at_a_time(hub: FakeHub, folder: Path) -> None:
    building, done, made = Event(), Event(), []

    def slowly(name: str, folder: Path) -> object:
        building.set()
        assert done.wait(30)
        return object()

    name = hub.add("owner/slow", folder)
    other = hub.add("owner/other", folder)
    kept = load(hub.add("owner/kept", folder), anything())
    first = Thread(target=lambda: made.append(load(name, anything(build=slowly))))
    first.start()
    assert building.wait(30)
    for wanted in (other, name):
        with pytest.raises(ModelRefused, match="Another model is loading"):
            load(wanted, anything())
    assert load("owner/kept", anything()) is kept, "what is here is given at once"
    done.set()
    first.join()
    assert [load(name, anything())] == made
    assert load(other, anything())


def test_a_load_that_fails_or_is_left_lets_the_next_one_begin(hub: FakeHub, folder: Path) -> None:
    class LeftThePage(BaseException):
        """As Streamlit interrupts a script."""

    def leave(done: int, total: int) -> None:
        raise LeftThePage

    name = hub.add("owner/model", folder)
    with pytest.raises(LeftThePage):
        load(name, anything(), leave)
    assert models._LOADING.acquire(blocking=False)
    models._LOADING.release()
    second: list[object] = []
    # From another thread, which the lock would keep out.
    thread = Thread(target=lambda: second.append(load(name, anything())))
    thread.start()
    thread.join()
    assert len(second) == 1


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        (MemoryError(), "does not fit into the remaining memory"),
        (OSError(errno.ENOSPC, "no space"), "does not fit on the disk"),
        (OSError(errno.EROFS, "read-only"), "may not write its cache"),
        (PermissionError(errno.EACCES, "denied"), "may not write its cache"),
        (ImportError("accelerate"), "needs a library that is not installed"),
        (json.JSONDecodeError("secret", "", 0), "is damaged"),
        (UnicodeDecodeError("utf-8", b"", 0, 1, "secret"), "is damaged"),
        (RuntimeError("size mismatch for secret"), "files do not fit together"),
        (KeyError("secret"), "files do not fit together"),
        (RecursionError("secret"), "files do not fit together"),
        (ZeroDivisionError(), "files do not fit together"),
        (ConnectionError("secret"), "there is no network connection"),
        (TimeoutError("secret"), "there is no network connection"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_exception_is_a_sentence_and_in_the_log(
    hub: FakeHub, folder: Path, caplog: pytest.LogCaptureFixture, problem: Exception, why: str
) -> None:
    def fail(name: str, folder: Path) -> object:
        raise problem

    name = hub.add("owner/model", folder)
    with caplog.at_level(logging.WARNING), pytest.raises(ModelRefused, match=why) as refused:
        load(name, anything(build=fail))
    assert str(refused.value).endswith(".")
    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is problem
    assert any(record.exc_info and record.exc_info[1] is problem for record in caplog.records)


def test_a_damaged_safetensors_is_said() -> None:
    from safetensors.torch import load as from_bytes

    with pytest.raises(ModelRefused, match="is damaged"), explained("owner/model"):
        from_bytes(b"\xff" * 100)


def test_what_the_hub_answers_is_told_apart(hub: FakeHub, folder: Path) -> None:
    with pytest.raises(ModelRefused, match="has no public model called owner/nothing"):
        load("owner/nothing", anything())
    hub.add("owner/broken", folder, status=500)
    with pytest.raises(ModelRefused, match="answered with an error"):
        load("owner/broken", anything())
    hub.add("owner/gated", folder, gated="auto")
    with pytest.raises(ModelRefused, match="not open to everyone"):
        load("owner/gated", anything())
    with pytest.raises(ModelRefused, match="Give the name of a model"):
        load("  ", anything())


def test_a_hub_that_does_not_answer_is_not_waited_for(
    hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.hub.repository.SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", address)
        begun = perf_counter()
        with pytest.raises(ModelRefused, match="no network connection"):
            load("owner/model", anything())
        assert perf_counter() - begun < 3


@pytest.mark.parametrize("offline", [True, False], ids=["told to be offline", "no connection"])
def test_without_a_network_the_answer_comes_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, offline: bool
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", offline)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", waited.append)
    with pytest.raises(ModelRefused, match="there is no network connection"):
        load("nobody/nothing-of-this-name", anything())
    assert waited == []
