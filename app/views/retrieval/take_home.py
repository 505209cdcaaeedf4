"""What there is to take home of a search and of its evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app import downloads
from core.retrieval import export
from core.retrieval.chunks import Chunk, Document
from core.retrieval.search import Hit, Library
from core.retrieval.settings import SearchSettings

TITLE = "Chunks, BM25 and reciprocal rank fusion"


def searching(
    slug: str, settings: SearchSettings, library: Library, rankings: Mapping[str, Sequence[Hit]]
) -> None:
    """The program, and the hits of every method."""
    downloads.script(
        slug, export.script(settings, library.documents), TITLE,
        {"Hits (CSV)": (export.hits_csv(rankings), "The first chunks of each method, all scores.")},
    )  # fmt: skip


def cutting(
    slug: str, settings: SearchSettings, documents: Sequence[Document], chunks: Sequence[Chunk]
) -> None:
    """The program, and the chunks."""
    held = {"Chunks (CSV)": (export.chunks_csv(chunks), "Every chunk, and where it stands.")}
    downloads.script(slug, export.script(settings, documents), TITLE, held)


def judging(
    slug: str, settings: SearchSettings, library: Library, places: Mapping[str, np.ndarray]
) -> None:
    """The program, and where each question's right chunk stands."""
    held = {
        "Evaluation (CSV)": (export.evaluation_csv(places), "Each question's first right place.")
    }
    downloads.script(slug, export.script(settings, library.documents), TITLE, held)
