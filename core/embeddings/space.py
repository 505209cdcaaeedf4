"""Things and their vectors: what every encoder gives, and every map and search takes.

Left out: how the vectors are made (core/embeddings/words.py, sentences.py, images.py, items.py,
two_tower.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

UNTOLD = "The encoder never saw the groups"


@dataclass(frozen=True, eq=False)
class Space:
    """``vectors`` is float32 (things, dimensions); ``texts`` names each thing and ``groups`` says
    what it belongs to ("" where nobody knows). ``images`` is None or uint8 (things, rows, columns)
    or (things, rows, columns, 3). ``about`` says in a sentence where the vectors come from, and
    ``told``, without its full stop, what their encoder knew of the groups when it was trained.

    Raises ``ValueError`` where they do not go together.
    """

    name: str
    vectors: np.ndarray
    texts: tuple[str, ...]
    groups: tuple[str, ...]
    about: str
    images: np.ndarray | None = None
    told: str = UNTOLD

    def __post_init__(self) -> None:
        things = len(self.texts)
        if self.vectors.ndim != 2 or self.vectors.dtype != np.float32:
            raise ValueError(f"{self.name}: vectors are float32 (things, dimensions).")
        lengths = {len(self.vectors), len(self.groups), things}
        if self.images is not None:
            lengths.add(len(self.images))
        if len(lengths) > 1:
            raise ValueError(f"{self.name}: {things} things, but not as many of all the rest.")
        if not np.isfinite(self.vectors).all():
            raise ValueError(f"{self.name}: some vectors are not numbers.")

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def named(self) -> str:
        """A name that changes with any of the texts and groups, whatever the vectors."""
        words = "\0".join((*self.texts, *self.groups))
        return blake2b(words.encode(), digest_size=8).hexdigest()


def unit(vectors: np.ndarray) -> np.ndarray:
    """The vectors (..., dimensions) at length 1, so that a dot product is a cosine; 0 stays 0."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.where(lengths > 0, lengths, 1)


def require(corpus: str, corpora: tuple[str, ...]) -> None:
    """Raise ``ValueError`` where an encoder has no corpus of that name."""
    if corpus not in corpora:
        raise ValueError(f"There is no corpus called {corpus}. There are: {', '.join(corpora)}.")
