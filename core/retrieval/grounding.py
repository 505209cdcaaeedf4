"""Grounding: the prompt with the retrieved chunks, and an answer without a language model.

    >>> from core.retrieval.encode import shipped_library
    >>> library, question = shipped_library(chunks.Chunking()), "What does dropout do?"
    >>> vector = question_vector(question)
    >>> hits = search(library, question, SearchSettings(), vector)
    >>> ground(question, hits, library, vector, GroundingSettings()).answer[0].text
    'With dropout, the training loss can lie above the validation loss: ...'

The answer without a language model is extractive: the sentences of the hits that are nearest to
the question, word for word, each with the number of its source. It cannot invent, and it cannot
put two things together.

Left out: the language model itself (core/retrieval/generator.py), and when to say that the
documents do not know (core/retrieval/answerability.py).

Reference: Lewis et al. 2020, "Retrieval-augmented generation for knowledge-intensive NLP tasks".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.knobs import Knobs, choice, slider, switch
from core.parsing.pdf import PAGE_END
from core.retrieval import chunks
from core.retrieval import evaluation_questions as labels
from core.retrieval.answerability import BOTH, KINDS, MEANING, WORDS, coverage, covered
from core.retrieval.encode import question_vector
from core.retrieval.precomputed import sentence_vectors
from core.retrieval.search import Hit, Library, search
from core.retrieval.settings import SearchSettings

NOT_FOUND = "No answer found."
INSTRUCTION = (
    "Answer the question from the numbered sources below and from nothing else. Name the source of "
    f"each statement like this: [1]. If the sources do not have the answer, say: {NOT_FOUND}"
)
BARE = "Answer the question in one or two sentences."


@dataclass(frozen=True)
class GroundingSettings(Knobs):
    """How to take an answer from the hits, and when there is none."""

    quoted: int = slider(
        2,
        low=1,
        high=5,
        label="Sentences quoted",
        help="Without a language model, the answer quotes this many of the retrieved sentences.",
    )
    kind: str = choice(
        BOTH,
        KINDS,
        label="Evidence from",
        help="Meaning is the cosine with the question; words is the share of the question's words, "
        "with more weight on rare ones.",
    )
    by_hand: bool = switch(
        False,
        label="Set the threshold by hand",
        help="If off, the threshold follows from labelled questions and the cost of a made-up "
        "answer.",
    )
    threshold: float = slider(
        0.4,
        low=0.0,
        high=1.0,
        step=0.01,
        label="Evidence needed for an answer",
        when=lambda chosen: chosen.by_hand,
        help="A low threshold answers more questions, also those that the documents do not cover.",
    )
    worse: float = choice(
        1.0,
        (0.25, 0.5, 1.0, 2.0, 4.0),
        label="Cost of a made-up answer",
        names={
            0.25: "a quarter of a refusal",
            0.5: "half of a refusal",
            1.0: "the same as a refusal",
            2.0: "twice a refusal",
            4.0: "4 times a refusal",
        },
        help="Sets how much evidence an answer needs: the cost compared with wrongly refusing to "
        "answer.",
        when=lambda chosen: not chosen.by_hand,
    )

    @property
    def set_to(self) -> float | None:
        """The threshold that was set by hand, if it was."""
        return self.threshold if self.by_hand else None


@dataclass(frozen=True)
class Sentence:
    """A sentence of a hit; ``source`` is the hit's number in the prompt, from 1."""

    text: str
    source: int
    score: float


@dataclass(frozen=True)
class Grounded:
    """The prompts with and without what was found, the candidates best first, and the answer."""

    question: str
    sources: tuple[str, ...]
    prompt: str
    bare: str
    candidates: tuple[Sentence, ...]
    answer: tuple[Sentence, ...]


def ground(
    question: str,
    hits: Sequence[Hit],
    library: Library,
    vector: np.ndarray,
    settings: GroundingSettings,
) -> Grounded:
    """The basis of an answer to ``question``; ``vector`` is the question's."""
    sources = tuple(source(hit) for hit in hits)
    found = candidates(question, hits, library, vector, settings.kind)
    return Grounded(
        question,
        sources,
        prompt(question, hits, sources),
        bare(question),
        found,
        found[: settings.quoted],
    )


def source(hit: Hit) -> str:
    """Where a hit stands: its document, and the heading above it or the page that it begins on."""
    return ", ".join(filter(None, (hit.chunk.document, hit.chunk.under)))


def prompt(question: str, hits: Sequence[Hit], sources: Sequence[str]) -> str:
    """The prompt for a language model: the instruction, the numbered sources, the question."""
    numbered = [
        f"[{number}] {name}\n{hit.chunk.text.replace(PAGE_END, ' ')}"
        for number, (name, hit) in enumerate(zip(sources, hits, strict=True), start=1)
    ]
    return "\n\n".join([INSTRUCTION, *numbered, f"Question: {question}\nAnswer:"])


def bare(question: str) -> str:
    """The same question without retrieval."""
    return f"{BARE}\n\nQuestion: {question}\nAnswer:"


def hit_sentences(hits: Sequence[Hit]) -> dict[str, int]:
    """The sentences of all hits as they stand, each with the first source that has it."""
    found: dict[str, int] = {}
    for number, hit in enumerate(hits, start=1):
        text = hit.chunk.text
        for start, end in chunks.sentences(text):
            found.setdefault(text[start:end], number)
    return found


def candidates(
    question: str, hits: Sequence[Hit], library: Library, vector: np.ndarray, kind: str
) -> tuple[Sentence, ...]:
    """The sentences of the hits, best first, judged by meaning, by words or by both.

    A sentence leaves out what its chunk and its title say already. So its meaning is the mean of
    its own cosine and its chunk's, and the words of its document's title count as its own.
    """
    found = hit_sentences(hits)
    if not found:
        return ()
    of = [hits[number - 1] for number in found.values()]
    chunks_say = np.array([hit.stages["dense"] for hit in of])
    meanings = (sentence_vectors(tuple(found)) @ vector + chunks_say) / 2
    shares = coverage(library.keywords, question)
    have = np.array(
        [
            covered(shares, f"{hit.chunk.document} {text}")
            for hit, text in zip(of, found, strict=True)
        ]
    )
    scores = {MEANING: meanings, WORDS: have, BOTH: (2 * meanings + have) / 3}[kind]
    ranked = sorted(zip(scores.tolist(), found.items(), strict=True), key=lambda one: -one[0])
    return tuple(
        Sentence(_without_headings(text), number, score) for score, (text, number) in ranked
    )


class Right(NamedTuple):
    """Shares of questions: the passage that answers is among the hits' sentences, and quoted."""

    found: float
    quoted: float


def quoted_right(
    library: Library, search_settings: SearchSettings, settings: GroundingSettings
) -> dict[str, Right]:
    """For each kind of labelled question that the handbook answers, how often the hits have the
    passage that is the answer, or a sentence of it, and how often the answer quotes that."""
    pages = {page.title: page.text for page in library.documents}
    right: dict[str, list[tuple[bool, bool]]] = {kind: [] for kind in labels.KINDS}
    for asked in labels.labelled():
        if asked.answered:
            vector = question_vector(asked.text)
            hits = search(library, asked.text, search_settings, vector)
            found = candidates(asked.text, hits, library, vector, settings.kind)
            passage = pages[asked.document][asked.start : asked.end]
            held = [passage in one.text or one.text in passage for one in found]
            right[asked.kind].append((any(held), any(held[: settings.quoted])))
    return {kind: Right(*map(float, np.mean(held, axis=0))) for kind, held in right.items()}


def _without_headings(text: str) -> str:
    lines = (line for line in text.split("\n") if line.strip() and not line.startswith("#"))
    return " ".join(lines) or text.lstrip("# ")
