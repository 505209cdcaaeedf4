"""Files of any size for the pages that take files; each seed gives another content."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image


@dataclass(frozen=True)
class Upload:
    """A page that takes files, the key of its uploader, and a file for it of so many bytes."""

    address: str
    uploader: str
    suffix: str
    content: Callable[[int, int], bytes]


def vectors(seed: int, size: int) -> bytes:
    """A .npy file of 1,000 float32 vectors, or of fewer where it is to be small."""
    count = min(1_000, max(50, size // 400))
    wide = max(4, (size - 128) // (4 * count))
    out = io.BytesIO()
    np.save(out, np.random.default_rng(seed).normal(size=(count, wide)).astype(np.float32))
    return out.getvalue()


def photograph(seed: int, size: int) -> bytes:
    """A PNG of noise, which cannot be packed: about as many bytes as it has numbers."""
    side = max(8, int((size / 3.02) ** 0.5))
    out = io.BytesIO()
    noise = np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)
    Image.fromarray(noise).save(out, "PNG", compress_level=1)
    return out.getvalue()


def table(seed: int, size: int) -> bytes:
    """A CSV with two features and a class."""
    points = np.random.default_rng(seed).normal(size=(200, 2))
    rows = "".join(f"{x:.4f},{y:.4f},{'above' if y > x else 'below'}\n" for x, y in points)
    return b"x,y,class\n" + rows.encode() * max(1, size // len(rows))


def text(seed: int, size: int) -> bytes:
    """A text of short sentences."""
    random = np.random.default_rng(seed)
    words = random.choice(["cells", "keep", "the", "past", "gates", "forget", "a", "state"], 4_000)
    block = ". ".join(" ".join(words[at : at + 8]) for at in range(0, 4_000, 8)).encode() + b".\n\n"
    return (block * (size // len(block) + 1))[:size]


UPLOADS = (
    Upload("embeddings?embeddings-of_data=your vectors", "vectors-file", ".npy", vectors),
    Upload("convolution?convolution_image=your file", "file-file", ".png", photograph),
    Upload("train?train_data=own table", "table-file", ".csv", table),
    Upload("retrieval?retrieval_source=own documents", "own-file", ".txt", text),
)
