"""``python -m tests.benchmarks.sts FILE``: how well cosines follow people's judgement.

FILE has three fields a line, tab between: a score that people gave, and two sentences, as the
semantic textual similarity tasks (STS) come. What is printed is Spearman's rank correlation of
the scores with the cosines of MiniLM's vectors. Lines without a score are left out.

Reference: Cer et al. 2017, "SemEval-2017 task 1: semantic textual similarity".
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from core.embeddings import sentences

Pair = tuple[float, str, str]


def read(path: Path) -> list[Pair]:
    """The lines of a file. Raises ``ValueError`` where fewer than three have a score and texts."""
    pairs = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if len(row) < 3:
                continue
            try:
                pairs.append((float(row[0]), row[1], row[2]))
            except ValueError:
                continue  # a heading, or a pair that nobody judged
    if len(pairs) < 3:
        raise ValueError(f"{path.name} has {len(pairs)} lines of score, sentence and sentence.")
    return pairs


def spearman(pairs: list[Pair]) -> float:
    """Spearman's correlation of the scores with the cosines."""
    scores, one, other = zip(*pairs, strict=True)
    cosines = (sentences.encode(one) * sentences.encode(other)).sum(axis=1)
    return float(spearmanr(scores, np.round(cosines, 6)).statistic)


def main(arguments: list[str] | None = None) -> None:
    """Read the file that the command line names, and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.sts", description=__doc__)
    parser.add_argument("file", type=Path)
    path = parser.parse_args(arguments).file
    try:
        pairs = read(path)
    except (OSError, ValueError) as problem:
        parser.error(str(problem))
    print(f"{path.name}: {len(pairs):,} pairs, Spearman {spearman(pairs):.4f}")


if __name__ == "__main__":
    main()
