"""What there is to take home of a search, of a cutting and of an evaluation.

The app's downloads come with torch, so they are loaded when the section is opened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.retrieval import export, programs
from core.retrieval.chunks import Chunk, Document
from core.retrieval.graph_walk import WalkSettings
from core.retrieval.grounding import Grounded
from core.retrieval.index_size import GrowthFrame, GrowthSettings, to_csv
from core.retrieval.search import Hit, Library
from core.retrieval.settings import SearchSettings

TITLE = "Chunks, BM25 and reciprocal rank fusion"


def searching(
    slug: str, settings: SearchSettings, library: Library, rankings: Mapping[str, Sequence[Hit]]
) -> None:
    """The program, and the hits of every method."""
    _row(
        slug,
        export.script(settings, library.documents),
        {
            "Hits (CSV)": (
                export.hits_csv(rankings),
                "The first chunks of each method with all scores.",
            )
        },
    )


def cutting(
    slug: str, settings: SearchSettings, documents: Sequence[Document], chunks: Sequence[Chunk]
) -> None:
    """The program, and the chunks."""
    held = {"Chunks (CSV)": (export.chunks_csv(chunks), "Every chunk and its position.")}
    _row(slug, export.script(settings, documents), held)


def judging(
    slug: str, settings: SearchSettings, library: Library, places: Mapping[str, np.ndarray]
) -> None:
    """The program, and where each question's right chunk stands."""
    held = {
        "Evaluation (CSV)": (
            export.evaluation_csv(places),
            "The rank of the first right chunk for each question.",
        )
    }
    _row(slug, export.script(settings, library.documents), held)


def grounding(slug: str, done: Grounded) -> None:
    """Both prompts and a language model that answers them."""
    _row(slug, programs.grounding_script(done), {}, "Grounding", needs="transformers and torch")


def growing(slug: str, settings: GrowthSettings, frame: GrowthFrame) -> None:
    """The program, and all that was measured."""
    held = {"Growth (CSV)": (to_csv(frame), "All measurements so far.")}
    _row(slug, programs.growth_script(settings), held, "Index size", needs="numpy and faiss-cpu")


def walking(slug: str, settings: WalkSettings) -> None:
    """The graph, its points and the search."""
    _row(slug, programs.walk_script(settings), {}, "How a search walks", needs="numpy")


def _row(
    slug: str,
    program: str,
    tables: Mapping[str, tuple[str, str]],
    title: str = TITLE,
    needs: str = "Python",
) -> None:
    from app import downloads

    downloads.script(slug, program, title, tables, needs=needs)
