"""How much memory a model takes, counted from its configuration before it is built.

    >>> bytes_of(AutoModel, configuration(folder, name, ("bert",)))

A configuration is a stranger's file: one of 20,000 layers is a minute of work even for a model
without weights. So its numbers are checked first, then the model is built on torch's meta device,
which has shapes and no memory, and its tensors are counted.

Left out: architectures that are not listed. Nothing is known of what theirs would do when built.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from core.hub.problems import ModelRefused

MOST_MEMORY = 650_000_000  # bytes of one model
LARGEST_FILE = 1_000_000  # bytes of a configuration
LARGEST_IMAGE = 1024
MOST_REPEATS = 200
LARGEST = 2**20  # the largest vocabularies and longest contexts have a quarter million
REPEATED = re.compile(
    "layer|depth|repeat|expert|stage"
)  # parts that are built as often as this number
NO_SIZE = re.compile("theta|_id$|_ids$|id2label|label2id|task_specific_params")

T = TypeVar("T")


def settings(path: Path, name: str) -> dict[str, Any]:
    """The entries of a JSON file, each number of a size that a model here can have.

    Raises ``ModelRefused`` for others, and ``ValueError`` for what is no JSON.
    """
    found = read(path, name, dict)
    for key, number in numbers(found):
        most = MOST_REPEATS if REPEATED.search(key) else LARGEST
        if abs(number) > most:
            raise ModelRefused(
                f"{name} is too large for this app: its configuration asks for more than "
                f"{most:,} ({key[:40]})."
            )
    return found


def read(path: Path, name: str, kind: type[T]) -> T:
    """A JSON file that holds one thing of a kind, such as ``dict``.

    Raises ``ModelRefused`` for others, and ``ValueError`` for what is no JSON.
    """
    if not path.is_file():
        raise ModelRefused(f"{name} has no {path.name}, so its size is unknown.")
    if path.stat().st_size > LARGEST_FILE:
        raise ModelRefused(f"The {path.name} of {name} is too large to be a configuration.")
    found = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(found, kind):
        raise ModelRefused(f"The {path.name} of {name} is not a valid configuration.")
    return found


def numbers(found: object, key: str = "") -> Iterator[tuple[str, int | float]]:
    """Every number in a configuration that may be a size, with the key it stands under."""
    if isinstance(found, dict):
        for inner, value in found.items():
            if not NO_SIZE.search(inner):
                yield from numbers(value, inner)
    elif isinstance(found, list):
        for value in found:
            yield from numbers(value, key)
    elif isinstance(found, (int, float)) and not isinstance(found, bool):
        yield key, found


def configuration(folder: Path, name: str, kinds: Sequence[str]) -> Any:
    """The configuration that transformers reads in ``folder``, of one of the ``kinds`` it names.

    Raises ``ModelRefused`` for other kinds and for sizes that no model here can have.
    """
    kind = settings(folder / "config.json", name).get("model_type")
    if kind not in kinds:
        raise ModelRefused(
            f"{name} is a model of the kind {str(kind)[:40]!r}, which the app cannot use. These "
            f"can: {', '.join(kinds)}."
        )
    from transformers import AutoConfig

    return AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)


def check_images(folder: Path, name: str) -> None:
    """Refuse a model that takes images larger than ``LARGEST_IMAGE`` pixels on a side."""
    for file in ("preprocessor_config.json", "processor_config.json"):
        path = folder / file
        if not path.is_file():
            continue
        for key, number in numbers(settings(path, name)):
            # Some enlarge an image to its size divided by ``crop_pct``, and cut out the middle.
            least = 0.5 if key == "crop_pct" else 0
            if not least <= number <= LARGEST_IMAGE:
                raise ModelRefused(
                    f"{name} takes images of a size that the app does not accept ({key[:40]}); the "
                    f"largest is {LARGEST_IMAGE} pixels per side."
                )


def bytes_of(auto: Any, config: Any) -> int:
    """Bytes of the float32 model that ``auto``, such as ``AutoModel``, builds."""
    import torch

    with torch.device("meta"):
        empty = auto.from_config(config, trust_remote_code=False)
    return 4 * sum(tensor.numel() for tensor in (*empty.parameters(), *empty.buffers()))
