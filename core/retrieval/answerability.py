"""Whether the documents say anything about a question at all: evidence, and how much is enough.

    >>> library = encode.shipped_library(SearchSettings().chunking)
    >>> gate = measure(library, SearchSettings(), BOTH, worse=1.0)
    >>> question = "What does dropout do?"
    >>> vector = encode.question_vector(question)
    >>> hits = search(library, question, SearchSettings(), vector)
    >>> evidence(library, question, vector, hits, BOTH) >= gate.threshold
    True

A nearest neighbour always exists, so a search alone never says "not here". The evidence is that of
the retrieved chunks: by meaning, the mean of the best chunk's and the best whole sentence's cosine
with the question; by words, the share of the question's words that they have together (rare words
count more, singular and plural are one word); or the mean of all three. The threshold is a
learner's, or follows from questions that the handbook is known to answer or not; other such
questions measure how often it errs.

Left out: asking a language model whether a passage answers, which is what large systems do.

References: Rajpurkar et al. 2018, "Know what you don't know: unanswerable questions for SQuAD";
Harman 1991, "How effective is suffixing?" (the S stemmer).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

import numpy as np

from core.retrieval import encode, precomputed
from core.retrieval.bm25 import BM25, tokens
from core.retrieval.chunks import sentences
from core.retrieval.evaluation_questions import labelled
from core.retrieval.precomputed import sentence_vectors
from core.retrieval.search import Hit, Library, search
from core.retrieval.settings import SearchSettings

BOTH, MEANING, WORDS = "meaning and words", "meaning", "words"
KINDS = (BOTH, MEANING, WORDS)
LEAST = 1e-6  # evidence: without any, such as where no chunk is handed on, there is no answer


def singular(word: str) -> str:
    """A word without the ending of a plural, by the three rules of Harman's S stemmer."""
    if re.search("[^ae]ies$", word):
        return word[:-3] + "y"
    if re.search("[^aeo]es$", word):
        return word[:-1]
    return word[:-1] if re.search("..[^us]s$", word) else word


def words_of(text: str) -> set[str]:
    """The words of a text that count, in the singular."""
    return {singular(word) for word in tokens(text)}


def coverage(keywords: BM25, question: str) -> dict[str, float]:
    """The weight of each word of the question, in the singular; they add up to 1. Empty without
    words.

    A word counts by its inverse document frequency; one that no chunk has counts the most.
    """
    count = len(keywords.lengths)
    weights = {}
    for word in dict.fromkeys(singular(word) for word in tokens(question)):
        forms = {word, f"{word}s", f"{word[:-1]}ies"} & keywords.postings.keys()
        places = [keywords.postings[form][0] for form in forms if singular(form) == word]
        having = len(np.unique(np.concatenate(places))) if places else 0
        weights[word] = log(1 + (count - having + 0.5) / (having + 0.5))
    whole = sum(weights.values())
    return {word: weight / whole for word, weight in weights.items()}


def covered(shares: Mapping[str, float], text: str) -> float:
    """How much of a question's words, as ``coverage`` weighs them, a text has, from 0 to 1."""
    have = words_of(text)
    return sum(share for word, share in shares.items() if word in have)


def whole_sentences(library: Library, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The sentences that the retrieved chunks hold from end to end, each once."""
    titles = {hit.chunk.document for hit in hits}
    texts = {one.title: one.text for one in library.documents if one.title in titles}
    spans = {title: sentences(text) for title, text in texts.items()}
    found: dict[str, None] = {}
    for hit in hits:
        text, chunk = texts[hit.chunk.document], hit.chunk
        for start, end in spans[hit.chunk.document]:
            if chunk.start <= start and end <= chunk.end:
                found[text[start:end]] = None
    return tuple(found)


def evidence(
    library: Library, question: str, vector: np.ndarray, hits: Sequence[Hit], kind: str
) -> float:
    """The evidence of the retrieved chunks, 0 without any; ``vector`` is the question's."""
    if not hits:
        return 0.0
    cosines = [max(hit.stages["dense"] for hit in hits)]
    if kind != WORDS and (whole := whole_sentences(library, hits)):
        cosines.append(float((sentence_vectors(whole) @ vector).max()))
    meaning = float(np.mean(cosines))
    titled = " ".join(f"{hit.chunk.document} {hit.chunk.text}" for hit in hits)
    share = covered(coverage(library.keywords, question), titled)
    return {MEANING: meaning, WORDS: share, BOTH: (2 * meaning + share) / 3}[kind]


@dataclass(frozen=True, eq=False)
class Gate:
    """``threshold`` is the evidence from which a question is answered.

    ``answered`` and ``unanswered`` are the labelled questions with their evidence. ``refused`` is
    the share of the first that is refused, ``made_up`` of the second that is answered: both of
    questions that had no part in choosing the threshold they were measured with.
    """

    kind: str
    threshold: float
    answered: tuple[tuple[str, float], ...]
    unanswered: tuple[tuple[str, float], ...]
    refused: float
    made_up: float


def measure(
    library: Library,
    searching: SearchSettings,
    kind: str,
    worse: float,
    by_hand: float | None = None,
) -> Gate:
    """The gate of a library of the handbook, searched like this; see ``judge``."""
    return judge(labelled_evidence(library, searching, kind), kind, worse, by_hand)


def labelled_evidence(library: Library, searching: SearchSettings, kind: str) -> np.ndarray:
    """The evidence of each labelled question in a library searched like this, (questions,)."""
    asked, vectors, _ = _questions()
    return np.array(
        [
            evidence(library, question, vector, search(library, question, searching, vector), kind)
            for question, vector in zip(asked, vectors, strict=True)
        ]
    )


def judge(found: np.ndarray, kind: str, worse: float, by_hand: float | None = None) -> Gate:
    """The gate from the evidence (questions,) of the labelled questions; a made-up answer is
    ``worse`` times as bad as none.

    The threshold has the lowest cost on all labelled questions. To measure it, the threshold of
    each half judges the other half. A threshold set ``by_hand`` judges all of them.
    """
    asked, _, has_answer = _questions()
    half = np.arange(len(asked)) % 2 == 0
    thresholds = np.empty(len(asked))
    for judged in (half, ~half):
        thresholds[judged] = _threshold(found[~judged], has_answer[~judged], worse, by_hand)
    passed = found >= thresholds
    pairs = list(zip(asked, found.tolist(), strict=True))
    return Gate(
        kind,
        _threshold(found, has_answer, worse, by_hand),
        answered=tuple(pair for pair, there in zip(pairs, has_answer, strict=True) if there),
        unanswered=tuple(pair for pair, there in zip(pairs, has_answer, strict=True) if not there),
        refused=float(np.mean(~passed[has_answer])),
        made_up=float(np.mean(passed[~has_answer])),
    )


def _threshold(
    found: np.ndarray, has_answer: np.ndarray, worse: float, by_hand: float | None
) -> float:
    return max(cheapest(found, has_answer, worse) if by_hand is None else by_hand, LEAST)


def rates(
    answered: np.ndarray, unanswered: np.ndarray, thresholds: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The shares refused and made up at each threshold, float64 (thresholds,) both."""
    refused = (answered[:, None] < thresholds).mean(axis=0)
    made_up = (unanswered[:, None] >= thresholds).mean(axis=0)
    return refused, made_up


def cheapest(found: np.ndarray, has_answer: np.ndarray, worse: float) -> float:
    """The threshold with the least refused + worse x made up, half-way between two questions."""
    ordered = np.unique(found)
    thresholds = np.concatenate([ordered[:1], (ordered[1:] + ordered[:-1]) / 2])
    refused, made_up = rates(found[has_answer], found[~has_answer], thresholds)
    return float(thresholds[np.argmin(refused + worse * made_up)])


@lru_cache(maxsize=1)
def _questions() -> tuple[list[str], np.ndarray, np.ndarray]:
    """All labelled questions, their vectors, and whether the handbook answers them."""
    questions, more = labelled(), precomputed.unanswered()
    texts = [question.text for question in questions] + [
        *more[precomputed.NEAR],
        *more[precomputed.FAR],
    ]
    vectors = np.concatenate([encode.shipped()["questions"], precomputed.shipped()["unanswered"]])
    has_answer = np.zeros(len(texts), bool)
    has_answer[: len(questions)] = [question.answered for question in questions]
    return texts, vectors, has_answer
