"""Make the vectors that come with the project: ``python -m core.retrieval.build_assets``.

They are those of the handbook's chunks, cut in all ways of core/retrieval/chunking_grid.py, and of
the labelled questions, as float16 (texts, dimensions). With them, the page answers before the
encoder is there. A test compares them with new ones.
"""

from __future__ import annotations

import numpy as np

from core.embeddings import sentences
from core.retrieval.chunking_grid import texts
from core.retrieval.encode import SHIPPED
from core.retrieval.evaluation_questions import labelled
from core.retrieval.settings import FIRST_QUESTION


def main() -> None:
    """Encode them and write the file."""
    from safetensors.numpy import save_file

    questions = [question.text for question in labelled()]
    made = {
        "chunks": sentences.encode(texts()),
        "questions": sentences.encode(questions),
        "first": sentences.encode([FIRST_QUESTION]),
    }
    SHIPPED.parent.mkdir(exist_ok=True)
    save_file({name: vectors.astype(np.float16) for name, vectors in made.items()}, SHIPPED)


if __name__ == "__main__":
    main()
