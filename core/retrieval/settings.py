"""What a learner chooses on the page: the documents, how they are cut, how they are searched."""

from __future__ import annotations

from dataclasses import dataclass

from core.knobs import Knobs, choice, slider, switch, text

HANDBOOK, OWN = "handbook", "own documents"
METHODS = ("dense", "BM25", "hybrid")
LONGEST_QUESTION = 300  # characters
# Not one of the labelled questions, so that no measured share depends on a chosen example.
FIRST_QUESTION = "Why does a deep network stop learning in its first layers?"


@dataclass(frozen=True)
class Chunking(Knobs):
    """How documents are cut; the ``overlap`` is a share of the size."""

    cut: str = choice(
        "sentences",
        ("characters", "sentences", "headings"),
        label="Cut by",
        group="Chunks",
        help="Characters cut anywhere, sentences at full stops, headings at the author's headings.",
    )
    characters: int = choice(
        400,
        (100, 150, 200, 300, 400, 600, 800, 1200, 1600),
        label="Characters per chunk",
        group="Chunks",
        when=lambda s: s.cut == "characters",
        help="Small chunks cover one point; large ones keep the context together.",
    )
    sentences: int = slider(
        4,
        low=1,
        high=10,
        label="Sentences per chunk",
        group="Chunks",
        when=lambda s: s.cut == "sentences",
        help="Small chunks cover one point; large ones keep the context together.",
    )
    overlap: float = choice(
        0.25,
        (0.0, 0.1, 0.25, 0.5),
        label="Overlap",
        group="Chunks",
        names={0.0: "none", 0.1: "10%", 0.25: "25%", 0.5: "50%"},
        when=lambda s: s.cut != "headings",
        help="How much of a chunk the next one repeats, so that no answer is split at a border.",
    )
    titled: bool = switch(
        False,
        label="Prepend the title",
        group="Chunks",
        help="Searches each chunk together with its document's title and its heading, so that its "
        "topic is clear.",
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
        help="Dense compares meanings (cosine of two vectors), BM25 counts words, hybrid combines "
        "both rankings.",
    )
    top: int = slider(
        5, low=1, high=10, label="Top k", group="Search", help="How many chunks the search returns."
    )
    threshold: float = slider(
        0.0,
        low=0.0,
        high=0.8,
        step=0.05,
        label="Minimum cosine",
        group="Search",
        when=lambda s: s.method != "BM25",
        help="Drops chunks with a smaller cosine to the question, whatever their rank.",
    )
    diverse: bool = switch(
        False,
        label="Diversify the hits (MMR)",
        group="Search",
        help="Maximal marginal relevance: a chunk loses score if it resembles one already chosen.",
    )
    mmr_lambda: float = slider(
        0.7,
        low=0.0,
        high=1.0,
        step=0.05,
        label="MMR's λ",
        group="Search",
        when=lambda s: s.diverse,
        help="At 1, only relevance counts; at 0, only the difference from the chunks already "
        "chosen.",
    )
    k1: float = slider(
        1.2,
        low=0.0,
        high=3.0,
        step=0.1,
        label="BM25's k1",
        group="Search",
        help="How much repeated occurrences of a word in a chunk count.",
    )
    b: float = slider(
        0.75,
        low=0.0,
        high=1.0,
        step=0.05,
        label="BM25's b",
        group="Search",
        help="How much long chunks are penalised: 0 not at all, 1 fully.",
    )

    @property
    def chunking(self) -> Chunking:
        """The part that decides which chunks there are."""
        return Chunking(self.cut, self.characters, self.sentences, self.overlap, self.titled)


@dataclass(frozen=True)
class Judging(Knobs):
    """The setting that the evaluation sweeps over."""

    sweep: str = choice(
        "size",
        ("size", "overlap", "way of cutting"),
        label="Compare",
        help="The property of the chunks to compare below.",
    )
