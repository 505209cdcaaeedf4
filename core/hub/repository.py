"""What a repository on the hub holds, asked before any download, and the files of it we need.

    >>> repository = find("microsoft/resnet-18")  # refuses what is too large
    >>> repository.fetch(repository.settings)  # configuration and tokenizer
    >>> repository.fetch(repository.weights, progress)

A name is a name on the hub, never a path. Only public repositories are read: no token is sent.
Without a network, the files that were fetched earlier are used.

Left out: files that could run code. Weights are safetensors; pickles (``.bin``) are never fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from core.hub.problems import ModelRefused, unreachable

MOST_BYTES = 500_000_000
LARGEST_SETTING = 40_000_000  # bytes; the largest common tokenizers have about 35 MB
SECONDS = 5  # for the hub to answer
SETTINGS = (".json", ".txt", ".jinja")
WEIGHTS, PICKLE = "model.safetensors", "pytorch_model.bin"
MODULE = re.compile(r"\d+_\w+")  # the folder of a module of sentence-transformers, "2_Dense"

Progress = Callable[[int, int], None]  # bytes that are here, bytes in all


def unwatched(done: int, total: int) -> None:
    """A progress callback that does nothing."""


@dataclass(frozen=True)
class Repository:
    """A repository at one commit: the files that are needed, with their sizes in bytes."""

    name: str
    commit: str
    settings: Mapping[str, int]
    weights: Mapping[str, int]

    def fetch(self, files: Mapping[str, int], progress: Progress = unwatched) -> Path:
        """Fetch those files that are not on this computer; returns the folder of the repository.

        ``progress`` is called after each part of a file; what it raises stops the download.
        """
        from huggingface_hub import hf_hub_download

        total, done, folder = sum(files.values()), 0, Path()
        for file, size in files.items():
            path = hf_hub_download(
                self.name,
                file,
                revision=self.commit,
                token=False,
                etag_timeout=SECONDS,
                tqdm_class=_bar(progress, done, total),
            )
            done += size
            folder = Path(path).parents[len(PurePosixPath(file).parts) - 1]
        return folder


def find(name: str) -> Repository:
    """The repository of that name: from the hub, or without a network from earlier downloads.

    Raises ``ModelRefused`` for one that cannot be used, and the errors of ``huggingface_hub``.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HFValidationError

    try:
        info = HfApi().model_info(name, files_metadata=True, timeout=SECONDS, token=False)
    except HFValidationError as problem:
        raise ModelRefused(
            f"{name} is not a name on huggingface.co. A name looks like owner/model and has only "
            "letters, digits, dots, dashes and underscores."
        ) from problem
    except Exception as problem:
        folder = _fetched(name)
        if folder is None or not unreachable(problem):
            raise
        return needed(name, folder.name, _sizes(folder))
    if info.gated:
        raise ModelRefused(
            f"{name} is not open to everyone: its authors require an agreement first."
        )
    return needed(
        name, info.sha or "main", {file.rfilename: file.size for file in info.siblings or ()}
    )


def needed(name: str, commit: str, sizes: Mapping[str, int | None]) -> Repository:
    """Choose among all files of a repository, by their sizes in bytes.

    Raises ``ModelRefused`` where there are no safetensors, or the files are too large.
    """
    folders: dict[str, dict[str, int | None]] = {}
    for file, size in sizes.items():
        path = PurePosixPath(file)
        if len(path.parts) == 1 or (len(path.parts) == 2 and MODULE.fullmatch(path.parts[0])):
            folders.setdefault(path.parent.as_posix(), {})[path.name] = size
    settings: dict[str, int] = {}
    weights: dict[str, int] = {}
    for folder, files in sorted(folders.items()):
        # Where it finds no safetensors, sentence-transformers unpickles the weights of a module.
        if PICKLE in files and WEIGHTS not in files:
            raise ModelRefused(_no_safetensors(name))
        for file, size in sorted(files.items()):
            chosen = weights if file == WEIGHTS else settings if file.endswith(SETTINGS) else None
            if chosen is not None:
                # What has no known size counts as too large.
                chosen[(PurePosixPath(folder) / file).as_posix()] = (
                    MOST_BYTES + 1 if size is None else size
                )
    if not weights:
        raise ModelRefused(_no_safetensors(name))
    total = sum(settings.values()) + sum(weights.values())
    if total > MOST_BYTES:
        raise ModelRefused(
            f"{name} is a download of {total / 1e6:,.0f} MB; the app loads at most "
            f"{MOST_BYTES / 1e6:,.0f} MB. Choose a smaller model."
        )
    if max(settings.values(), default=0) > LARGEST_SETTING:
        raise ModelRefused(
            f"{name} has a settings file of {max(settings.values()) / 1e6:,.0f} MB; the app reads "
            f"at most {LARGEST_SETTING / 1e6:,.0f} MB. Choose another model."
        )
    return Repository(name, commit, settings, weights)


def _no_safetensors(name: str) -> str:
    return (
        f"{name} does not have all its weights as safetensors, the only format that the app reads: "
        "other formats could run code. Choose another model."
    )


def _fetched(name: str) -> Path | None:
    """The folder of the latest commit whose weights are on this computer."""
    from huggingface_hub import constants
    from huggingface_hub.file_download import repo_folder_name

    kept = Path(constants.HF_HUB_CACHE) / repo_folder_name(repo_id=name, repo_type="model")
    complete = [
        folder for folder in (kept / "snapshots").glob("*") if any(folder.glob(f"**/{WEIGHTS}"))
    ]
    return max(complete, key=lambda folder: folder.stat().st_mtime, default=None)


def _sizes(folder: Path) -> dict[str, int | None]:
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file()
    }


def _bar(progress: Progress, before: int, total: int) -> type[Any]:
    """A progress bar for ``huggingface_hub`` that draws nothing and calls ``progress``."""
    from huggingface_hub.utils import tqdm

    class Bar(tqdm):
        here = 0

        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **{**named, "disable": True})

        def update(self, n: float | None = 1) -> None:
            self.here += int(n or 0)
            progress(before + self.here, total)

    return Bar
