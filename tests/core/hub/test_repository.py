"""What a repository holds is asked first: names, sizes, safetensors, and what is fetched of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from huggingface_hub.errors import RepositoryNotFoundError

from core.hub import repository
from core.hub.problems import ModelRefused
from core.hub.repository import MOST_BYTES, find, needed
from tests.core.fake_hub import FakeHub

SMALL = {"config.json": 10, "model.safetensors": 100}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository of files that nobody needs, and two that are needed."""
    here = tmp_path / "repository"
    for file in (
        "config.json",
        "model.safetensors",
        "README.md",
        "model.onnx",
        "run.py",
        "onnx/config.json",
        "pytorch_model.bin",
        "1_Pooling/config.json",
        "model.fp16.safetensors",
    ):
        (here / file).parent.mkdir(parents=True, exist_ok=True)
        (here / file).write_bytes(file.encode().ljust(100))
    return here


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../secret",
        "..",
        "a/b/c",
        ".hidden",
        "a b/c",
        "C:\\models",
        "~/model",
        "a--b",
        "https://huggingface.co/a/b",
        "x" * 200,
        "naïve/model",
    ],
)
def test_a_name_is_never_a_path(hub: FakeHub, name: str) -> None:
    with pytest.raises(ModelRefused, match="is not a name on huggingface"):
        find(name)
    assert hub.asked == []


def test_a_folder_of_that_name_is_not_read(
    hub: FakeHub, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "owner").mkdir()
    folder.rename(tmp_path / "owner" / "model")
    with pytest.raises(RepositoryNotFoundError):
        find("owner/model")


def test_only_what_is_needed_is_fetched(hub: FakeHub, folder: Path) -> None:
    found = find(hub.add("owner/model", folder))
    assert set(found.settings) == {"config.json", "1_Pooling/config.json"}
    assert set(found.weights) == {"model.safetensors"}
    assert hub.fetched("owner/model") == []
    there = found.fetch(found.settings)
    assert there == found.fetch(found.weights)
    files = {path.relative_to(there).as_posix() for path in there.rglob("*") if path.is_file()}
    assert files == {"config.json", "1_Pooling/config.json", "model.safetensors"}
    assert len(hub.fetched("owner/model")) == 3
    found.fetch(found.weights)
    assert len(hub.fetched("owner/model")) == 3, "what is here is not fetched again"


def test_too_large_is_said_before_anything_is_fetched(hub: FakeHub, folder: Path) -> None:
    hub.add("owner/large", folder, sizes={"model.safetensors": 605_000_000})
    with pytest.raises(ModelRefused, match="a download of 605 MB; the app loads at most 500 MB"):
        find("owner/large")
    assert hub.fetched("owner/large") == []


@pytest.mark.parametrize(
    ("sizes", "why"),
    [
        ({**SMALL, "model.safetensors": MOST_BYTES}, "at most 500 MB"),
        ({**SMALL, "model.safetensors": None}, "at most 500 MB"),
        ({**SMALL, "2_Dense/model.safetensors": MOST_BYTES}, "at most 500 MB"),
        ({**SMALL, "tokenizer.json": 60_000_000}, "settings file of 60 MB"),
        ({"config.json": 10}, "does not have all its weights as safetensors"),
        ({"config.json": 10, "pytorch_model.bin": 100}, "does not have all its weights"),
        ({**SMALL, "2_Dense/pytorch_model.bin": 9}, "does not have all its weights"),
        ({}, "does not have all its weights as safetensors"),
    ],
)
def test_what_is_refused_by_its_listing(sizes: dict[str, int | None], why: str) -> None:
    with pytest.raises(ModelRefused, match=why):
        needed("owner/model", "main", sizes)


def test_what_is_just_small_enough_is_taken() -> None:
    sizes = {**SMALL, "model.safetensors": MOST_BYTES - 10}
    assert needed("owner/model", "main", sizes).weights == {"model.safetensors": MOST_BYTES - 10}


def test_an_agreement_that_is_asked_for_is_said(hub: FakeHub, folder: Path) -> None:
    with pytest.raises(ModelRefused, match="its authors require an agreement first"):
        find(hub.add("owner/gated", folder, gated="manual"))


def test_without_a_network_what_was_fetched_is_used(
    hub: FakeHub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = find(hub.add("owner/model", folder))
    there = found.fetch(found.settings)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ConnectionError):
        find("owner/model")  # the weights are not here yet
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    found.fetch(found.weights)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    kept = find("owner/model")
    assert kept == found
    assert kept.fetch(kept.settings) == kept.fetch(kept.weights) == there


def test_a_pickle_that_another_program_fetched_is_seen_without_a_network(
    hub: FakeHub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = find(hub.add("owner/model", folder))
    found.fetch(found.settings)
    there = found.fetch(found.weights)
    (there / "2_Dense").mkdir()
    (there / "2_Dense" / "pytorch_model.bin").write_bytes(b"poison")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelRefused, match="does not have all its weights as safetensors"):
        find("owner/model")


def test_progress_counts_bytes_and_stops_the_download(
    hub: FakeHub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 40)
    (folder / "1_Dense").mkdir()
    (folder / "1_Dense" / "model.safetensors").write_bytes(b"0" * 60)
    found = find(hub.add("owner/model", folder))

    class LeftThePage(BaseException):
        """As Streamlit interrupts a script."""

    def leave(done: int, total: int) -> None:
        raise LeftThePage

    with pytest.raises(LeftThePage):
        found.fetch(found.weights, leave)
    assert repository._fetched("owner/model") is None
    seen = []
    found.fetch(found.weights, lambda done, total: seen.append((done, total)))
    assert seen == [(40, 160), (80, 160), (100, 160), (140, 160), (160, 160)]
