"""What a learner chooses on the page: the documents, how they are cut, how they are searched."""

from __future__ import annotations

from dataclasses import dataclass

from core.knobs import Knobs, choice, slider, switch, text

HANDBOOK, OWN = "handbook", "own documents"
METHODS = ("dense", "BM25", "hybrid")
LONGEST_QUESTION = 300  # characters
# Not one of the labelled questions, so that no measured share rests on the one that shows it best.
FIRST_QUESTION = "Why does a deep network stop learning in its first layers?"


@dataclass(frozen=True)
class Chunking(Knobs):
    """How documents are cut; the ``overlap`` is a share of the size."""

    cut: str = choice(
        "sentences",
        ("characters", "sentences", "headings"),
        label="Cut by",
        group="Chunks",
        help="Characters cut anywhere, sentences at full stops, headings where the author did.",
    )
    characters: int = choice(
        400,
        (100, 150, 200, 300, 400, 600, 800, 1200, 1600),
        label="Characters in a chunk",
        group="Chunks",
        when=lambda s: s.cut == "characters",
        help="Small chunks say one thing; large ones keep what belongs together.",
    )
    sentences: int = slider(
        4,
        low=1,
        high=10,
        label="Sentences in a chunk",
        group="Chunks",
        when=lambda s: s.cut == "sentences",
        help="Small chunks say one thing; large ones keep what belongs together.",
    )
    overlap: float = choice(
        0.25,
        (0.0, 0.1, 0.25, 0.5),
        label="Overlap",
        group="Chunks",
        names={0.0: "none", 0.1: "10 %", 0.25: "25 %", 0.5: "50 %"},
        when=lambda s: s.cut != "headings",
        help="How much of a chunk the next one repeats, so that no answer falls on a border.",
    )
    titled: bool = switch(
        False,
        label="Title in front",
        group="Chunks",
        help="Search each chunk together with its document's title and its heading, so that it "
        "says what it is about.",
    )


@dataclass(frozen=True)
class SearchSettings(Chunking):
    """How documents are searched, for ``question``."""

    question: str = text(
        FIRST_QUESTION, max_chars=LONGEST_QUESTION, label="Your question", group="Question"
    )
    source: str = choice(
        HANDBOOK,
        (HANDBOOK, OWN),
        label="Documents",
        group="Chunks",
        help="A handbook of deep learning that comes with this page, or your own files.",
    )
    method: str = choice(
        "dense",
        METHODS,
        label="Ranked by",
        group="Search",
        help="Dense compares meanings (cosine of two vectors), BM25 counts words, hybrid adds up "
        "both rankings.",
    )
    top: int = slider(
        5, low=1, high=10, label="Top k", group="Search", help="How many chunks are handed on."
    )
    threshold: float = slider(
        0.0,
        low=0.0,
        high=0.8,
        step=0.05,
        label="Least cosine",
        group="Search",
        when=lambda s: s.method != "BM25",
        help="Chunks less like the question are dropped, however they rank.",
    )
    diverse: bool = switch(
        False,
        label="Spread the hits (MMR)",
        group="Search",
        help="Maximal marginal relevance: a chunk loses for being like one already chosen.",
    )
    mmr_lambda: float = slider(
        0.7,
        low=0.0,
        high=1.0,
        step=0.05,
        label="MMR's λ",
        group="Search",
        when=lambda s: s.diverse,
        help="1 asks for relevance alone, 0 for difference from what is chosen alone.",
    )
    k1: float = slider(
        1.2,
        low=0.0,
        high=3.0,
        step=0.1,
        label="BM25's k1",
        group="Search",
        help="How much a word's second and third occurrence in a chunk still count.",
    )
    b: float = slider(
        0.75,
        low=0.0,
        high=1.0,
        step=0.05,
        label="BM25's b",
        group="Search",
        help="How much long chunks are held back: 0 not at all, 1 in full.",
    )

    @property
    def chunking(self) -> Chunking:
        """The part that decides which chunks there are."""
        return Chunking(self.cut, self.characters, self.sentences, self.overlap, self.titled)


@dataclass(frozen=True)
class Judging(Knobs):
    """What the evaluation sweeps over."""

    sweep: str = choice(
        "size",
        ("size", "overlap", "way of cutting"),
        label="Sweep over",
        help="Which ways of cutting are compared below.",
    )
