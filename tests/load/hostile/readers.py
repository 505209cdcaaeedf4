"""What the pages do with everything that comes in, without their widgets.

A reader takes a file's bytes and name, a text or a drawing, and says in a few words what became of
it. It raises ``ValueError`` with a sentence where nothing can. Files go through ``read``, which is
called like ``Sandbox.read``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from types import ModuleType
from typing import Any

import numpy as np

from core.convolution import kernels, signal
from core.data import datasets
from core.data.csv_files import rows_to_csv
from core.embeddings import user_vectors
from core.gans import table as gans
from core.gans.distributions import of_points
from core.parsing.dataset import to_dataset
from core.parsing.labels import read_labels, with_labels
from core.parsing.target import suggest
from core.parsing.text import read_text
from core.retrieval.chunks import WAYS, Document, cut_all
from core.retrieval.documents import from_table, read_document, text_columns, together
from core.retrieval.settings import Chunking
from core.sequences import series
from tests.load.hostile import documents, drawings, images, tables, texts, typed, vectors

Read = Callable[..., Any]
Reader = Callable[[Read, Any, str], str]
MARKS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Field:
    """Where something comes in: the module that makes it, and all that reads it."""

    module: ModuleType
    readers: dict[str, Reader]

    def quick(self) -> Iterator[tuple[str, Any]]:
        """Name and content of what takes a moment."""
        return self.module.quick()

    def everything(self) -> Iterator[tuple[str, Any]]:
        """Name and content of all there is."""
        return chain(self.module.quick(), self.module.slow())


def image(read: Read, content: bytes, name: str) -> str:
    return f"picture {read('image', content, name).pixels.shape}"


def dataset(read: Read, content: bytes, name: str) -> str:
    table = read("table", content, name)
    target, features, _ = suggest(table)
    data, notes = to_dataset(table, target=target, features=features)
    assert np.isfinite(data.x).all()
    assert np.isfinite(data.y).all()
    assert all(len(note) < 400 for note in (*notes, *table.notes))
    _is_safe(datasets.to_csv(data))
    return f"data set {data.x.shape}"


def two_columns(read: Read, content: bytes, name: str) -> str:
    numbers = gans.columns_of_numbers(read("table", content, name))
    points, columns = gans.points(numbers, *list(numbers)[:2])
    assert np.isfinite(of_points(points, "own table", columns).centres).all()
    return f"points {points.shape}"


def forecast(read: Read, content: bytes, name: str) -> str:
    made = series.from_table(read("table", content, name, least=1))
    assert np.isfinite(made.values).all()
    assert all(len(note) < 400 for note in made.notes)
    return f"series of {len(made.values)}"


def text_column(read: Read, content: bytes, name: str) -> str:
    table = read("table", content, name, least=1)
    column = list(table.frame)[-1]
    found, groups, _ = user_vectors.from_table(table, column, column)
    assert all(len(text) <= user_vectors.LONGEST for text in found)
    _is_safe(rows_to_csv(["text", "group"], zip(found, groups or found, strict=True)))
    return f"{len(found)} texts"


def document_table(read: Read, content: bytes, name: str) -> str:
    table = read("table", content, name, least=1)
    text_columns(table)
    return _cut(from_table(table, list(table.frame)))


def space(read: Read, content: bytes, name: str) -> str:
    brought = read("vectors", content, name)
    made, _ = user_vectors.of_vectors(brought, *user_vectors.usual_columns(brought.labels))
    assert np.isfinite(made.vectors).all()
    _is_safe(rows_to_csv(["text", "group"], zip(made.texts, made.groups, strict=True)))
    return f"space {made.vectors.shape}"


def text(read: Read, content: bytes, name: str) -> str:
    return f"text of {len(read_text(content, name).text)}"


def lines(read: Read, content: bytes, name: str) -> str:
    return f"{len(user_vectors.lines(read_text(content, name, cut=True).text)[0])} lines"


def labels(read: Read, content: bytes, name: str) -> str:
    fifty = read("vectors", vectors.npy(np.eye(50, 8, dtype=np.float32)), "fifty.npy")
    made = with_labels(fifty, read_labels(content, name))
    assert (made.labels.map(len) <= 60).all(axis=None)
    return f"{made.labels.shape} labels"


def document(read: Read, content: bytes, name: str) -> str:
    one = read_document(content, name, lambda content, name: read("pdf", content, name))
    return _cut(one)


def kernel(read: Read, content: str, name: str) -> str:
    return f"kernel {kernels.read(content).shape}"


def signal_kernel(read: Read, content: str, name: str) -> str:
    return f"kernel {signal.read(content).shape}"


def pasted(read: Read, content: str, name: str) -> str:
    return f"{len(user_vectors.lines(content)[0])} lines"


def drawn_points(read: Read, content: Any, name: str) -> str:
    from app.sketch import check_points

    drawn = check_points(content, 3, (-3, 3), (-3, 3), 500)
    made = datasets.from_points(
        np.array([point[:2] for point in drawn], np.float32).reshape(-1, 2),
        np.array([point[2] for point in drawn], np.int64),
    )
    return f"points {made.x.shape}"


def real_points(read: Read, content: Any, name: str) -> str:
    from app.sketch import check_points

    drawn = check_points(content, 1, (-3, 3), (-3, 3), 500)
    points = np.array([point[:2] for point in drawn], np.float32).reshape(-1, 2)
    return f"points {of_points(points, 'own points').centres.shape}"


def ink(read: Read, content: Any, name: str) -> str:
    from app.sketch import check_strokes, inked

    return f"ink {inked(check_strokes(content, 4_000), 64).mean():.1f}"


def _cut(one: Document) -> str:
    counts = [len(cut_all(together([one])[0], Chunking(cut=way))) for way in WAYS]
    return f"document of {len(one.text)} in {counts} chunks"


def _is_safe(table: str) -> None:
    """No cell of a table that goes out begins like a formula, but as a number."""
    import csv
    import io

    for row in csv.reader(io.StringIO(table)):
        for cell in row:
            if cell.startswith(MARKS):
                float(cell)


FIELDS = {
    "image": Field(images, {"image": image}),
    "table": Field(
        tables,
        {
            "data set": dataset,
            "two columns": two_columns,
            "forecast": forecast,
            "text column": text_column,
            "document table": document_table,
            "vectors": space,
        },
    ),
    "vectors": Field(vectors, {"vectors": space}),
    "text": Field(
        texts,
        {"text": text, "lines": lines, "labels": labels, "document": document, "vectors": space},
    ),
    "document": Field(documents, {"document": document}),
    "typed": Field(
        typed, {"kernel": kernel, "kernel of a signal": signal_kernel, "pasted lines": pasted}
    ),
    "drawn": Field(drawings, {"points": drawn_points, "real points": real_points, "ink": ink}),
}
