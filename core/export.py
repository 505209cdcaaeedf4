"""Values as they are written in a program to take home, and notebooks made of such programs.

A program's sections begin with a line ``# %% Title`` and comment lines (``core.programs``).

Left out: the programs themselves, which are templates in ``assets/programs``.

Reference: the notebook format, https://nbformat.readthedocs.io.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterable

import numpy as np

WIDTH = 88  # formatters break lines here, unless they are told otherwise
MARKER = "# %% "


def code(layer: object) -> str:
    """How a module of ``torch.nn`` is made, as torch prints it."""
    return f"nn.{layer!r}".replace("'", '"')


def call(head: str, *arguments: str, indent: int = 4) -> str:
    """``head(arguments)`` on one line where it fits, else an argument on each line."""
    space = " " * indent
    flat = f"{space}{head}({', '.join(arguments)})"
    if len(flat) <= WIDTH:
        return flat
    return "\n".join([f"{space}{head}(", *(f"{space}    {a}," for a in arguments), f"{space})"])


def comment(*paragraphs: str) -> str:
    """Texts as comment lines, without what could end a comment or begin a cell."""
    return "\n#\n".join(
        textwrap.fill(
            re.sub("%+", "%", "".join(sign if sign.isprintable() else " " for sign in text)),
            WIDTH,
            initial_indent="# ",
            subsequent_indent="# ",
        )
        for text in paragraphs
        if text
    )


def table(columns: Iterable[np.ndarray]) -> str:
    """Rows of numbers, aligned; ``columns`` are (N,) each, of whole numbers or float32.

    A number has as many digits as it takes to read exactly the same one back.
    """
    texts = [[str(number).removesuffix(".0") for number in column] for column in columns]
    widths = [max(map(len, column)) for column in texts]
    return "\n".join(
        " ".join(text.rjust(width) for text, width in zip(row, widths, strict=True))
        for row in zip(*texts, strict=True)
    )


def notebook(script: str, title: str) -> str:
    """The program as a Jupyter notebook (JSON): a code cell for each section, its words above it.

    The words of what comes before the first section are the docstring.
    """
    from nbformat import v4

    opening, *sections = f"\n{script}".split(f"\n{MARKER}")
    docstring = ast.get_docstring(ast.parse(opening))
    if docstring:
        opening = opening.split('"""', 2)[2]
    texts = [(v4.new_markdown_cell, f"# {title}\n\n{docstring or ''}"), (v4.new_code_cell, opening)]
    for section in sections:
        heading, *rest = section.split("\n")
        words = []
        while rest and rest[0].startswith("#"):
            words.append(rest.pop(0)[2:])
        texts.append((v4.new_markdown_cell, "\n".join([f"## {heading}", "", *words])))
        texts.append((v4.new_code_cell, "\n".join(rest)))
    cells = [
        # The same program gives the same file: ids are not random.
        new_cell(text.strip("\n"), id=f"cell-{i}")
        for i, (new_cell, text) in enumerate(texts)
        if text.strip("\n")
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return v4.writes(v4.new_notebook(cells=cells, metadata=metadata))
