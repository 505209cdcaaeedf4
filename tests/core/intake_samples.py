"""Small tables that the tests of core.parsing share."""

import pandas as pd

from core.parsing.dataset import to_dataset
from core.parsing.table import Table, read_table

FLOWERS = [
    (i / 4, 3.5 - i / 8, ["red", "blue"][i % 2], ["rose", "tulip"][i // 10]) for i in range(20)
]
HEADER = ["height", "width", "colour", "kind"]


def csv(rows, header=HEADER, separator=",", end="\n") -> str:
    lines = ([header] if header else []) + list(rows)
    return end.join(separator.join(map(str, line)) for line in lines)


def read(text: str | bytes) -> Table:
    return read_table(text if isinstance(text, bytes) else text.encode(), "table.csv")


def column(name: str, cells, target=None) -> Table:
    """A table of one column beside a target, and a feature that is always there to learn from."""
    target = [i % 2 for i in range(len(cells))] if target is None else target
    spare = [i * 0.37 for i in range(len(cells))]
    return Table(pd.DataFrame({name: cells, "spare": spare, "target": target}), "table.csv", ())


def learn(table: Table, target: str = "target"):
    features = tuple(name for name in table.frame if name != target)
    return to_dataset(table, target=target, features=features)
