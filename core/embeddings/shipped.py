"""Vectors and layouts that come with the app, so that its first map waits for no library.

They lie in assets/embeddings as float16, one file for each encoder; core/embeddings/build_assets.py
makes them. A layout is found by its vectors: after a change of one number, there is none.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[2] / "assets" / "embeddings"


def path(name: str) -> Path:
    """Where an encoder's vectors and layouts are."""
    return FOLDER / f"{name}.safetensors"


@lru_cache(maxsize=8)
def _file(name: str) -> dict[str, np.ndarray]:
    from safetensors.numpy import load_file

    return load_file(path(name))


def vectors(name: str) -> np.ndarray:
    """The vectors of an encoder's corpus, float32 (items, dimensions), read-only."""
    found = _file(name)["vectors"].astype(np.float32)
    found.flags.writeable = False
    return found


def layout(of: np.ndarray, method: str) -> np.ndarray | None:
    """The layout, float32 (things, 2 or 3), that ships for exactly these vectors, or None.

    ``method`` is such as "UMAP 2".
    """
    found = _layouts().get((fingerprint(of), method))
    return None if found is None else found.copy()


def fingerprint(vectors: np.ndarray) -> str:
    """A name that changes with any of the numbers."""
    return blake2b(np.ascontiguousarray(vectors).tobytes(), digest_size=8).hexdigest()


@lru_cache(maxsize=1)
def _layouts() -> dict[tuple[str, str], np.ndarray]:
    found = {}
    for file in sorted(FOLDER.glob("*.safetensors")):
        arrays = _file(file.stem)
        of = fingerprint(vectors(file.stem))
        for name, values in arrays.items():
            if name != "vectors":
                found[of, name] = values.astype(np.float32)
    return found
