"""A table whose vectors are lists in one cell each, such as ``dog,"[0.1, 0.2]"``.

    >>> vectors, rest = lists_in('word,vector\\ndog,"[0.1, 0.2]"\\ncat,"[0.3, 0.4]"\\n')
    >>> vectors.tolist(), rest
    ([[0.1, 0.2], [0.3, 0.4]], 'word,vector\\ndog,7e-77\\ncat,7e-77\\n')

This is how pandas writes a column of lists or arrays, and PostgreSQL a column of vectors.

Left out: lists in lists, and several columns of lists.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

# With the quotes of its cell; np.float64(0.1) is how Python writes one of numpy's numbers.
_LIST = re.compile(r"""["']?[\[{]\s*((?:(?:np\.)?float\d+\(|[-+\d.])[^\[\]{}"']*)[\]}]["']?""")
_WRAPPED = re.compile(r"(?:np\.)?float\d+\(([^)]*)\)")
SHARE = 0.5  # of a file's characters: a table of texts may hold lists, too, such as [1, 2]
MARK = 7e-77  # replaces each list: a number, so that words above it are seen to be a header
LOOK = 200_000  # characters within which the first list has to end


def lists_in(text: str) -> tuple[np.ndarray, str] | None:
    """The lists as float64 (rows, numbers), and the table with ``MARK`` for each; else None.

    Raises ``ValueError`` where lists differ in length or are shortened.
    """
    if not _LIST.search(text, 0, LOOK):
        return None
    found = [*_LIST.finditer(text)]
    if sum(len(one[0]) for one in found) < SHARE * len(text):
        return None
    if any("..." in one[0] for one in found):
        raise ValueError(
            "The lists of numbers are shortened: they hold “...”, as numpy prints long arrays. "
            "Save all of their numbers, for example with .tolist()."
        )
    cells = [_WRAPPED.sub(r"\1", one[1]).replace(",", " ").split() for one in found]
    (usual, _), *others = Counter(map(len, cells)).most_common()
    if others:
        raise ValueError(
            f"The lists of numbers differ in length: most have {usual:,} numbers, others "
            f"{others[0][0]:,}."
        )
    try:
        vectors = np.array(cells, dtype=np.float64)
    except ValueError as problem:
        raise ValueError("Some of the lists hold words instead of numbers.") from problem
    return vectors, _LIST.sub(str(MARK), text)
