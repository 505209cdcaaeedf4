"""What there is to take home of a search, of a cutting and of an evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app import downloads
from core.retrieval import export, programs
from core.retrieval.chunks import Chunk, Document
from core.retrieval.graph_walk import WalkSettings
from core.retrieval.grounding import Grounded
from core.retrieval.index_size import GrowthFrame, GrowthSettings, to_csv
from core.retrieval.search import Hit, Library
from core.retrieval.settings import SearchSettings

TITLE = "Chunks, BM25 and reciprocal rank fusion"
PYTHON = "Python"  # the programs of a search are written out in plain Python


def searching(
    slug: str, settings: SearchSettings, library: Library, rankings: Mapping[str, Sequence[Hit]]
) -> None:
    """The program, and the hits of every method."""
    about = "The first chunks of each method with all scores."
    hits = downloads.table(slug, "Hits", export.hits_csv(rankings), about)
    downloads.script(slug, export.script(settings, library.documents), TITLE, [hits], needs=PYTHON)


def cutting(
    slug: str, settings: SearchSettings, documents: Sequence[Document], chunks: Sequence[Chunk]
) -> None:
    """The program, and the chunks."""
    about = "Every chunk and its position."
    held = downloads.table(slug, "Chunks", export.chunks_csv(chunks), about)
    downloads.script(slug, export.script(settings, documents), TITLE, [held], needs=PYTHON)


def judging(
    slug: str, settings: SearchSettings, library: Library, places: Mapping[str, np.ndarray]
) -> None:
    """The program, and where each question's right chunk stands."""
    about = "The rank of the first right chunk for each question."
    held = downloads.table(slug, "Evaluation", export.evaluation_csv(places), about)
    downloads.script(slug, export.script(settings, library.documents), TITLE, [held], needs=PYTHON)


def grounding(slug: str, done: Grounded) -> None:
    """Both prompts and a language model that answers them."""
    text = programs.grounding_script(done)
    downloads.script(slug, text, "Grounding", needs="transformers and torch")


def growing(slug: str, settings: GrowthSettings, frame: GrowthFrame) -> None:
    """The program, and all that was measured."""
    held = downloads.table(slug, "Growth", to_csv(frame), "All measurements so far.")
    text = programs.growth_script(settings)
    downloads.script(slug, text, "Index size", [held], needs="numpy and faiss-cpu")


def walking(slug: str, settings: WalkSettings) -> None:
    """The graph, its points and the search."""
    downloads.script(slug, programs.walk_script(settings), "How a search walks", needs="numpy")
