"""Questions about the handbook with known answers, from assets/handbook/questions.toml.

Three kinds: "plain"; "paraphrase", which says it in other words than the handbook; "rare name",
which asks for a name, a code or a year. A fourth, "not answered", has no passage.

The rule: a chunk is right when it holds at least ``ENOUGH`` of the passage that answers, however
the documents are cut.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from core.retrieval.chunks import Chunk
from core.retrieval.documents import HANDBOOK, handbook

KINDS = ("plain", "paraphrase", "rare name")
NOT_ANSWERED = "not answered"
ENOUGH = 0.6  # of the passage's characters


@dataclass(frozen=True)
class Labelled:
    """A question, its kind, and its answer ``document[start:end]``; without one "", 0, 0."""

    text: str
    kind: str
    document: str
    start: int
    end: int

    @property
    def answered(self) -> bool:
        """Whether the handbook has the answer."""
        return self.end > self.start

    def held_by(self, chunk: Chunk) -> float:
        """How much of the passage the chunk holds, from 0 to 1."""
        if chunk.document != self.document or not self.answered:
            return 0.0
        held = min(self.end, chunk.end) - max(self.start, chunk.start)
        return max(held, 0) / (self.end - self.start)

    def answered_by(self, chunk: Chunk) -> bool:
        """Whether the chunk holds enough of the passage."""
        return self.held_by(chunk) >= ENOUGH


@lru_cache(maxsize=1)
def labelled() -> tuple[Labelled, ...]:
    """All questions. Raises ``ValueError`` where a passage is not in the page that it names."""
    pages = {page.title: page.text for page in handbook()}
    read = tomllib.loads((HANDBOOK / "questions.toml").read_text(encoding="utf-8"))
    found = []
    for entry in read["question"]:
        page, passage = entry.get("page", ""), entry.get("passage", "")
        start = pages[page].find(passage) if page else 0
        if start < 0:
            raise ValueError(f"“{passage}” is not on the handbook's page {page}.")
        found.append(Labelled(entry["ask"], entry["kind"], page, start, start + len(passage)))
    return tuple(found)
