"""Programs to take home: pieces of hand-written looking Python, and notebooks made of them.

A concept writes its program as text (``core/<concept>/export.py``): sections that each begin with
a marker line ``# %% Title``, which editors know as the start of a cell, and comment lines below it
that say what the section is for. ``notebook`` makes cells of them.

Left out: what any concept's program says.

Reference: the notebook format, version 4.5, https://nbformat.readthedocs.io.
"""

from __future__ import annotations

import ast
import json
import re
import textwrap
from collections.abc import Iterable

import numpy as np

WIDTH = 88  # the line length that formatters agree on by default
MARKER = "# %%"


def lines(*parts: str | bool | None) -> str:
    """Those parts that are needed (not False or None), a line break between them."""
    return "\n".join(part for part in parts if isinstance(part, str))


def call(head: str, *arguments: str, indent: int = 4) -> str:
    """``head(arguments)`` on one line where it fits, else an argument on each line."""
    space = " " * indent
    flat = f"{space}{head}({', '.join(arguments)})"
    if len(flat) <= WIDTH:
        return flat
    return lines(f"{space}{head}(", *(f"{space}    {a}," for a in arguments), f"{space})")


def comment(text: str) -> str:
    """The text as comment lines, without what could end a comment or begin a cell."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    safe = re.sub("%+", "%", printable)
    return textwrap.fill(safe, WIDTH, initial_indent="# ", subsequent_indent="# ")


def table(columns: Iterable[np.ndarray]) -> str:
    """Rows of numbers, aligned; columns are (N,) of whole numbers or float32.

    Each number has as many digits as it takes to read exactly the same one back.
    """
    texts = [[str(number).removesuffix(".0") for number in column] for column in columns]
    widths = [max(map(len, column)) for column in texts]
    return "\n".join(
        " ".join(text.rjust(width) for text, width in zip(row, widths, strict=True))
        for row in zip(*texts, strict=True)
    )


def notebook(script: str, title: str) -> str:
    """The program as a Jupyter notebook (JSON): a code cell for each section, its words above it.

    The first section is what stands before the first marker; its words are the docstring.
    """
    first, *sections = f"\n{script}".split(f"\n{MARKER} ")
    docstring = ast.get_docstring(ast.parse(script)) or ""
    # The docstring is the first statement, so what follows its closing quotes is the code.
    code = first.split('"""', 2)[2] if docstring else first
    cells = [_cell("markdown", f"# {title}\n\n{docstring}"), _cell("code", code)]
    for section in sections:
        heading, *rest = section.split("\n")
        words = []
        while rest and rest[0].startswith("#"):
            words.append(rest.pop(0).removeprefix("#").strip())
        cells.append(_cell("markdown", lines(f"## {heading}", "", *words)))
        cells.append(_cell("code", "\n".join(rest)))
    cells = [cell | {"id": f"cell-{i}"} for i, cell in enumerate(cells) if cell["source"]]
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    document = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document, ensure_ascii=False, indent=1)


def _cell(kind: str, text: str) -> dict:
    cell = {"cell_type": kind, "metadata": {}, "source": text.strip().splitlines(keepends=True)}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})
