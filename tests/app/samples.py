"""Files that a learner may bring: good ones, and what passes for one."""

from __future__ import annotations

import csv
import io

import numpy as np
from PIL import Image

from core.data import datasets
from tests.app.markup import MARKUP
from tests.core.pdf_samples import LINE, pdf

MARKED = MARKUP[:40]  # in a file's name


def _table() -> bytes:
    iris = datasets.load("iris", samples=60, noise=0, seed=0)
    return datasets.to_csv(iris).encode()


def _marked_table() -> bytes:
    # A part of the marks in each, since a long name is cut.
    names = ["<u>q</u> %{q}", "<u>q</u> $q$ **q**", ":red[q] `q` text", "<u>q</u> :red[q] kind"]
    classes = ("<u>q</u> %{q} $q$", ":red[q] **q** `q`", "[q](javascript:q) <img src=q>")
    rows = [[at * 0.37, at * at % 7 / 3, f"{MARKUP} {at}", classes[at % 3]] for at in range(40)]
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([names, *rows])
    return written.getvalue().encode()


def _series() -> bytes:
    days = np.arange("2024-01-01", "2024-07-01", dtype="datetime64[D]")
    return "\n".join(
        ["day,value", *(f"{d},{i % 7 + i / 50:.2f}" for i, d in enumerate(days))]
    ).encode()


def _picture(kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    ramp = np.linspace(0, 255, 48 * 64 * 3).reshape(48, 64, 3).astype(np.uint8)
    Image.fromarray(ramp).save(file, kind)
    return file.getvalue()


def _vectors(shape: tuple[int, ...]) -> bytes:
    file = io.BytesIO()
    np.save(file, np.random.default_rng(0).normal(size=shape).astype(np.float32))
    return file.getvalue()


def samples() -> dict[str, bytes]:
    """The contents of files, by their names; their ends say what they pass for."""
    story = "The fox reads a book. It is about a fox who reads. " * 60
    return {
        "iris.csv": _table(),
        f"{MARKED}.csv": _marked_table(),
        "series.csv": _series(),
        "two columns.tsv": b"a\tb\n" + b"".join(b"%d\t%d\n" % (i, i * i % 11) for i in range(40)),
        "one column.csv": b"name\n" + b"".join(b"thing %d\n" % i for i in range(30)),
        "header only.csv": b"a,b,c\n",
        "empty.csv": b"",
        "empty.txt": b"",
        "junk.csv": bytes(range(256)) * 8,
        "junk.png": b"\x89PNG\r\n\x1a\n" + bytes(64),
        "junk.npy": b"\x93NUMPY\x01\x00v\x00{'descr': '|O'}",
        "junk.pdf": b"%PDF-1.7 and nothing else",
        "short.txt": b"ab",
        "story.txt": story.encode(),
        f"{MARKED}.md": f"# {MARKUP}\n\n{story}".encode(),
        "lines.txt": "\n".join(
            f"line {at} {MARKUP if at == 3 else ''}" for at in range(20)
        ).encode(),
        "utf-16.txt": story.encode("utf-16"),
        "picture.png": _picture(),
        f"{MARKED}.png": _picture(),
        "photograph.jpg": _picture("JPEG"),
        "junk.jpg": b"\xff\xd8\xff" + bytes(64),
        "vectors.npy": _vectors((30, 6)),
        "flat.npy": _vectors((30,)),
        "page.pdf": pdf([[LINE] * 8]),
    }
