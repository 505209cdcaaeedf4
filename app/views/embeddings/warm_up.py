"""UMAP and the sentence encoder, loaded behind the first map.

UMAP compiles itself at its first use, and the sentence encoder takes seconds to load.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import numpy as np

from app import warm_up
from core.embeddings import sentences, umap_learn
from core.embeddings.projection import Settings, lay_out


def _few() -> np.ndarray:
    return sentences.space().vectors[:50]


def _graph() -> None:
    umap_learn.library().UMAP(
        metric="cosine", transform_mode="graph", random_state=0, n_jobs=1
    ).fit(_few())


STEPS: dict[str, Callable[[], object]] = {
    "loading PyTorch": lambda: import_module("torch"),
    "loading transformers": lambda: import_module("transformers.modeling_utils"),
    "loading sentence-transformers": lambda: import_module("sentence_transformers"),
    **warm_up.ENCODER,
    "loading UMAP": umap_learn.library,
    "compiling UMAP's graph": _graph,
    "compiling UMAP's layout": lambda: lay_out(_few(), Settings()),
    "compiling UMAP's placement of new points": lambda: lay_out(_few(), Settings()).place(
        _few()[:1]
    ),
}


def status(slug: str) -> None:
    """The line, as long as there is something to load; to be called at the end of a view."""
    warm_up.status(slug, STEPS, meanwhile="You can use everything except new maps and new texts.")
