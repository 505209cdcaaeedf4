"""What travels between the server and the process that reads a file: JSON and plain arrays.

A message is one line of JSON and the bytes that it announces. Nothing is pickled, so a reader that
a file has led astray can send wrong data, but no code.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, BinaryIO

import numpy as np

Message = tuple[dict[str, Any], list[bytes]]


def send(stream: BinaryIO, said: dict[str, Any], parts: Sequence[bytes] = ()) -> None:
    """Write one message; ``parts`` are bytes that JSON cannot hold."""
    line = json.dumps({**said, "sizes": [len(part) for part in parts]})
    stream.write(line.encode() + b"\n")
    for part in parts:
        stream.write(part)
    stream.flush()


def receive(stream: BinaryIO) -> Message | None:
    """Read one message; None where the other side has ended."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    said = json.loads(line)
    parts = [stream.read(size) for size in said.pop("sizes")]
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
        columns = [[name, _column(value[name], parts)] for name in value.columns]
        return {"columns": columns}
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

            missing = [np.nan if cell is None else cell for cell in cells]
            return pd.Series(missing, dtype=dtype)
        case {"columns": columns}:
            import pandas as pd

            return pd.DataFrame({name: _unpacked(column, parts) for name, column in columns})
        case list():
            return tuple(value)
    return value
