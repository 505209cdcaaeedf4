"""Pages of a printed text as one text: without what only the pages need.

    >>> pages = [f"A study of nets\\nThe text of page {at} is here.\\n{at}" for at in (7, 8, 9)]
    >>> without_running_lines(pages)[0][1]
    'The text of page 8 is here.'
    >>> rejoined("The gradi-\\nent is well-\\nknown. Well-known it is.")
    'The gradient is well-known. Well-known it is.'

A running line stands at the top or at the bottom of many pages. It is the same on each, except
for a number at its beginning or end that goes up by one from page to page.

Left out: lines that run through a chapter only, page numbers in Roman numerals, and words that a
page's end cuts in two.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

EDGE = 2  # lines at the top and at the bottom of a page that may be running lines
LEAST = 3  # pages that have a running line, at least
SHARE = 1 / 3  # of the pages that have it, at least: left and right pages have different ones
LONGEST = 40  # letters of half a word

_FIRST, _LAST = re.compile(r"(\d{1,6})(?!\d)"), re.compile(r"(?<!\d)(\d{1,6})\W?\Z")
_OF_ALL = re.compile(r" ?(/|of|von|de) ?\d+\Z")
_BROKEN = re.compile(r"(?<=[^\W\d_])(?:[-‐] ?\n ?|\u00ad[^\S\f]*)(?=[^\W\d_])")
_COMPOUND = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,40}-[^\W\d_]{1,40}(?![^\W\d_])")
_BEFORE, _AFTER = re.compile(r"[^\W\d_]+\Z"), re.compile(r"[^\W\d_]+")


def without_running_lines(pages: Sequence[str]) -> tuple[list[str], list[str]]:
    """The pages without their running lines, and these lines, each as on its first page."""
    lines = [page.split("\n") for page in pages]
    met: Counter[str] = Counter()
    inside: set[str] = set()
    for number, page in enumerate(lines):
        edges = {at for side in _edges(page).values() for at in side}
        for name, side in _edges(page).items():
            met.update({key for at in side for key in _keys(page[at], name, number)})
        inside.update(line for at, line in enumerate(page) if at not in edges)
    enough = max(LEAST, SHARE * len(pages))
    kept: list[str] = []
    left_out: dict[str, str] = {}
    for number, page in enumerate(lines):
        found: dict[int, str] = {}
        for name, side in _edges(page).items():
            for at in side:
                running = [key for key in _keys(page[at], name, number) if met[key] >= enough]
                if not running or page[at] in inside:
                    break  # what is farther in is text
                found[at] = running[0]
        text = "\n".join(line for at, line in enumerate(page) if at not in found).strip()
        if text:
            for at, key in found.items():
                left_out.setdefault(key, page[at].strip())
        kept.append(text or pages[number])  # a page of nothing else is kept as it is
    return kept, list(left_out.values())


def _edges(page: Sequence[str]) -> dict[str, list[int]]:
    """The places of the first and the last lines with something on them, from the edge inwards."""
    full = [at for at, line in enumerate(page) if line.strip()]
    return {"top": full[:EDGE], "bottom": full[max(EDGE, len(full) - EDGE) :][::-1]}


def _keys(line: str, side: str, number: int) -> list[str]:
    """What a running line has in common on all pages: itself, or itself but for the page number."""
    plain = " ".join(line.split())
    one = _OF_ALL.sub("", plain)
    counted = [
        f"{one[: found.start(1)]}#{int(found[1]) - number}{one[found.end(1) :]}"
        for found in (_FIRST.match(one), _LAST.search(one))
        if found
    ]
    return [f"{side} {key}" for key in (plain, *counted)]


def rejoined(text: str) -> str:
    """The text with the words joined again that the end of a line cut in two.

    A hyphen stays where the text has the same word with a hyphen elsewhere and never without, and
    where a capital follows, as in a name.
    """
    words = Counter(_AFTER.findall(text.casefold()))
    compounds = set(_COMPOUND.findall(text.casefold().replace("‐", "-")))

    def joined(broken: re.Match[str]) -> str:
        if broken[0][0] == "\u00ad":  # a soft hyphen is never part of the word
            return ""
        before = _BEFORE.search(text[max(broken.start() - LONGEST, 0) : broken.start()])
        after = _AFTER.match(text[broken.end() : broken.end() + LONGEST])
        if not before or not after or not before[0][-1].islower() or not after[0][0].islower():
            return broken[0]
        halves = before[0].casefold(), after[0].casefold()
        compound = "-".join(halves) in compounds and "".join(halves) not in words
        return "-" if compound else ""

    return _BROKEN.sub(joined, text)
