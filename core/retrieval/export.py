"""Retrieval to take home: hits and evaluation as CSV, and a program that cuts, ranks and fuses.

The program needs nothing but Python. Where the sentence encoder is installed, it ranks by meaning
too; it never asks for a network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.data.csv_files import rows_to_csv
from core.programs import render
from core.retrieval.chunks import Chunk, Document
from core.retrieval.evaluate import answered
from core.retrieval.search import Hit
from core.retrieval.settings import METHODS, SearchSettings

MOST = 60_000  # characters of the documents that the program carries along: the whole handbook


def script(settings: SearchSettings, documents: Sequence[Document]) -> str:
    """The program with these settings and with the documents, as many as fit."""
    from core.embeddings.language import STOP_WORDS

    carried: list[str] = []
    for document in documents:
        if sum(map(len, carried)) + len(document.text) <= MOST:
            carried.append(document.text)
    carried = carried or [documents[0].text[:MOST]]
    return render(
        "retrieval/query",
        settings=settings,
        carried=carried,
        count=len(documents),
        stop_words=STOP_WORDS,
    )


def chunks_csv(chunks: Sequence[Chunk]) -> str:
    """A row for each chunk: ``text`` is its document's from ``start`` to ``end``."""
    rows = [(c.document, c.under, c.start, c.end, c.text) for c in chunks]
    return rows_to_csv(("document", "under", "start", "end", "text"), rows)


def hits_csv(rankings: Mapping[str, Sequence[Hit]]) -> str:
    """A row for each hit of each method: its place, all scores, the words in common, the text."""
    rows = [
        (
            method,
            place,
            hit.chunk.document,
            hit.chunk.under,
            hit.stages["dense"],
            hit.stages["BM25"],
            hit.stages["hybrid"],
            " ".join(hit.words),
            hit.chunk.text,
        )
        for method, hits in rankings.items()
        for place, hit in enumerate(hits, start=1)
    ]
    head = ("method", "place", "document", "under", "cosine", "bm25", "fused", "words", "text")
    return rows_to_csv(head, rows)


def evaluation_csv(places: Mapping[str, np.ndarray]) -> str:
    """A row for each labelled question: the place of its first right chunk, 0 where never."""
    rows = [
        (
            question.kind,
            question.text,
            question.document,
            *(int(places[method][row]) for method in METHODS),
        )
        for row, question in enumerate(answered())
    ]
    return rows_to_csv(("kind", "question", "page", *METHODS), rows)
