"""Messages between the server and the process that reads a file: JSON and plain arrays.

A message is one line of JSON and the bytes that it announces. Nothing is pickled, so a reader
misled by a file can send wrong data, but no code.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, BinaryIO

import numpy as np

Message = tuple[dict[str, Any], list[bytes]]


def message(said: dict[str, Any], parts: Sequence[bytes] = ()) -> bytes:
    """A message as bytes; ``parts`` are what JSON cannot hold."""
    line = json.dumps({**said, "sizes": [len(part) for part in parts]})
    return b"".join([line.encode(), b"\n", *parts])


def receive(stream: BinaryIO) -> Message | None:
    """Wait for one message; None where the other side has ended."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    said = json.loads(line)
    return said, [stream.read(size) for size in said.pop("sizes")]


class Inbox:
    """Messages that arrive in pieces."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._said: dict[str, Any] | None = None

    def add(self, piece: bytes) -> None:
        """Take what has just arrived."""
        self._held += piece

    def next(self) -> Message | None:
        """The next whole message, or None until it is there."""
        if self._said is None:
            line, end, rest = self._held.partition(b"\n")
            if not end:
                return None
            self._said, self._held = json.loads(line), rest
        sizes = self._said["sizes"]
        if len(self._held) < sum(sizes):
            return None
        said, self._said = self._said, None
        parts = []
        for size in said.pop("sizes"):
            parts.append(bytes(self._held[:size]))
            del self._held[:size]
        return said, parts


def pack(value: Any) -> Message:
    """A dataclass of texts, tuples of texts, arrays and frames, as a message."""
    parts: list[bytes] = []
    return {one.name: _packed(getattr(value, one.name), parts) for one in fields(value)}, parts


def unpack(kind: type, said: dict[str, Any], parts: Sequence[bytes]) -> Any:
    """The dataclass of this ``kind`` from the message that ``pack`` made of it."""
    return kind(**{one.name: _unpacked(said[one.name], parts) for one in fields(kind)})


def _packed(value: Any, parts: list[bytes]) -> Any:
    if isinstance(value, np.ndarray):
        file = io.BytesIO()
        np.save(file, value, allow_pickle=False)
        parts.append(file.getvalue())
        return {"array": len(parts) - 1}
    if hasattr(value, "columns"):
        return {"columns": [[name, _column(value[name], parts)] for name in value]}
    return value  # a text or a tuple of texts


def _column(column: Any, parts: list[bytes]) -> Any:
    if column.dtype.kind in "biuf":
        return _packed(column.to_numpy(), parts)
    cells = column.astype(object)
    return {"cells": cells.where(cells.notna(), None).tolist(), "dtype": str(column.dtype)}


def _unpacked(value: Any, parts: Sequence[bytes]) -> Any:
    match value:
        case {"array": place}:
            return np.load(io.BytesIO(parts[place]), allow_pickle=False)
        case {"cells": cells, "dtype": dtype}:
            import pandas as pd

            return pd.Series([np.nan if cell is None else cell for cell in cells], dtype=dtype)
        case {"columns": columns}:
            import pandas as pd

            return pd.DataFrame({name: _unpacked(column, parts) for name, column in columns})
        case list():
            return tuple(value)
    return value
