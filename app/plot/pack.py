"""Frames of panels in one run of bytes, as ``plot/unpack.js`` reads them.

    4 bytes      length of the header, little endian
    header       JSON: the stage, its frames, its panels, and where each array lies
    arrays       one after the other, each on a multiple of 8 bytes

A panel or an array that stands in several frames travels once: a film of 200 frames carries its
data points a single time, and the browser sees by name that nothing about them changed. What the
browser has from the message before stays at home, and only its names travel.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np

from app.plot.panel import Panel

# JavaScript has no 64-bit arrays of its own; 32 bits are plenty for a picture.
SENT_AS = {"f": "<f4", "i": "<i4", "b": "|u1"}


@dataclass(frozen=True)
class Message:
    """Frames of panels with everything that they need, by names that follow from its content."""

    header: dict
    parts: dict[str, str]
    """Of panels, as JSON."""
    arrays: dict[str, tuple[str, list[int], bytes]]
    """The kind of JavaScript's array, the shape, and the numbers."""

    @property
    def names(self) -> frozenset[str]:
        """What a browser has once it has read this message."""
        return frozenset(self.parts) | frozenset(self.arrays)

    def encode(self, known: Collection[str] = ()) -> bytes:
        """The bytes to send to a browser that has what is ``known``, by name."""
        places, chunks, size = {}, [], 0
        for name, (kind, shape, content) in self.arrays.items():
            if name in known:
                continue
            padding = -len(content) % 8
            places[name] = {"kind": kind, "at": size, "shape": shape}
            chunks += [content, bytes(padding)]
            size += len(content) + padding
        header = {
            **self.header,
            "parts": {name: text for name, text in self.parts.items() if name not in known},
            "arrays": places,
            "kept": sorted(self.names.intersection(known)),
        }
        text = json.dumps(header, separators=(",", ":")).encode()
        text += b" " * (-(len(text) + 4) % 8)
        return len(text).to_bytes(4, "little") + text + b"".join(chunks)


@dataclass
class _Arrays:
    """The arrays met so far, each under a name that follows from its content."""

    kept: dict[str, tuple[str, list[int], bytes]] = field(default_factory=dict)
    met: dict[int, dict | list | float] = field(default_factory=dict)

    def name(self, array: object) -> dict | list | float:
        """Keep the array and return the reference that stands for it in the header."""
        if id(array) not in self.met:
            self.met[id(array)] = self._keep(array)
        return self.met[id(array)]

    def _keep(self, array: object) -> dict | list | float:
        if isinstance(array, np.generic):
            return array.item()
        if not isinstance(array, np.ndarray):
            raise TypeError(f"A picture cannot carry a {type(array).__name__}.")
        if array.dtype.kind in "OU":
            return array.tolist()
        unsigned = array.dtype == np.uint8
        sent = np.ascontiguousarray(array if unsigned else array.astype(SENT_AS[array.dtype.kind]))
        content = sent.tobytes()
        shape = list(sent.shape)
        name = blake2b(content + str(shape).encode(), digest_size=8).hexdigest()
        if name not in self.kept:
            kind = {"f": "Float32Array", "i": "Int32Array", "u": "Uint8Array"}[sent.dtype.kind]
            self.kept[name] = (kind, shape, content)
        return {"$": name}


def pack(
    frames: Sequence[Mapping[str, Panel]], labels: Sequence[str], stage: Mapping[str, object]
) -> Message:
    """Pack frames (panels by name), one label each, and what holds for the whole stage."""
    arrays = _Arrays()
    parts: dict[str, str] = {}
    met: dict[tuple[int, ...], str] = {}

    def part(**values: object) -> str:
        """Keep one part of a panel as JSON; its name is a hash of it.

        Objects that come again were already written: the frames keep them alive, so that an
        identity stands for one object throughout.
        """
        identity = tuple(map(id, values.values()))
        if identity not in met:
            text = json.dumps(values, default=arrays.name, separators=(",", ":"))
            met[identity] = blake2b(text.encode(), digest_size=8).hexdigest()
            parts[met[identity]] = text
        return met[identity]

    def sheet(panel: Panel) -> dict:
        """The parts of a panel, apart, so that what did not change is not drawn again."""
        raster = panel.raster
        return {
            "plot": part(data=panel.data) if panel.layout else None,
            "layout": part(layout=panel.layout) if panel.layout else None,
            "raster": part(index=raster.index, x=raster.x, y=raster.y) if raster else None,
            "key": part(
                colours=raster.colours, words=raster.words, columns=raster.columns, rows=raster.rows
            )
            if raster
            else None,
            "diagram": part(**panel.diagram) if panel.diagram else None,
            "pictures": None if panel.thumbnails is None else part(all=panel.thumbnails),
            "text": part(
                title=panel.title,
                note=panel.note,
                alt=panel.alt,
                height=panel.height,
                width=panel.width,
                clicks=panel.clicks,
                drags=panel.drags,
                explores=panel.explores,
                main=panel.main,
            ),
        }

    header = {
        **stage,
        "labels": list(labels),
        "frames": [{name: sheet(panel) for name, panel in frame.items()} for frame in frames],
    }
    return Message(header, parts, arrays.kept)
