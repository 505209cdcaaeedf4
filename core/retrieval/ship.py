"""The vectors that come with the project, made anew: ``python -m core.retrieval.ship``.

The handbook's default chunks, its sentences and the questions, as float16 (texts, dimensions). They
let the page answer before the encoder is there; a test holds them against fresh ones.
"""

from __future__ import annotations

import numpy as np

from core.embeddings import sentences
from core.retrieval import known
from core.retrieval.chunks import cut_all
from core.retrieval.documents import handbook
from core.retrieval.encode import SHIPPED
from core.retrieval.labelled import labelled
from core.retrieval.settings import Chunking


def fresh() -> dict[str, np.ndarray]:
    """The vectors as they are computed now, float32 (texts, dimensions)."""
    chunks = cut_all(handbook(), Chunking())
    return {
        "chunks": sentences.encode([chunk.text for chunk in chunks]),
        "questions": sentences.encode([question.text for question in labelled()]),
    }


def main() -> None:
    """Write them."""
    from safetensors.numpy import save_file

    SHIPPED.parent.mkdir(exist_ok=True)
    for path, made in ((SHIPPED, fresh()), (known.SHIPPED, known.fresh())):
        save_file({name: vectors.astype(np.float16) for name, vectors in made.items()}, path)


if __name__ == "__main__":
    main()
