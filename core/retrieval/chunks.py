"""A document cut into chunks: by characters, by sentences or by headings.

    >>> text = "Pooling keeps the largest. It moves on. Less is left. It is cheap. It is old."
    >>> halves = Chunking(cut="sentences", sentences=4, overlap=0.25)
    >>> len(cut(Document("Pooling", text), halves))
    2

A chunk is what is encoded, ranked and handed on, so where it ends decides what can be found. Each
one is a stretch of its document, letter for letter: ``document.text[start:end]``.

A row of a table is one chunk, however the rest is cut.

Left out: cutting by tokens, and cutting where the meaning turns; headings that are underlined. A
sentence ends at ".", "!" or "?" before white space and no small letter, at the full stops of other
scripts, or at an empty line: an "e.g. Adam" is cut in two, but the number of a list or a heading,
such as "16.", is no sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from core.parsing.pdf import PAGE_END
from core.retrieval.settings import Chunking

LONGEST = 2000  # characters: a longer section is cut after a sentence
LONGEST_SENTENCE = 500  # characters: lists and transcripts may have no full stop for pages
ROW = "row"  # what the rows of a table are called
# A full stop and white space, a full stop of another script, an empty line, a new page.
_END = re.compile(
    r"""(?<=[.!?…])(?:["'“”’»)\]]|[ \u00a0]»)*(\s+)"""
    r"""|[。！？｡।॥؟۔։።။។]["'”’」』）)\]]*()|(\n\s*\n)|(\f)"""
)
_OPENING = "\"'“‘„‚«([¿¡"
_ENUMERATOR = re.compile(r"\W*(\d{1,3}(\.\d{1,3})*|[A-Za-z]|[IVX]{1,6})\.")
_FENCED = re.compile(
    r"^ {0,3}(```+(?=[^\n`]*\n)|~~~+)[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)",
    re.MULTILINE | re.DOTALL,
)
_BLANK = re.compile(r"\s*")
_GAP = re.compile(r"(?<=\S)\s")
_HEADING = re.compile(r"^#{1,6} +(.+?)(?: +#+)?\s*$", re.MULTILINE)
_HEADINGS = re.compile(r"(?:#{1,6} [^\n]*\s*)*")

Span = tuple[int, int]


@dataclass(frozen=True)
class Document:
    """A text under a title. Lines that begin with # are headings; a form feed ends a page, or
    whatever ``page`` calls it. ``notes`` say what became of its file."""

    title: str
    text: str
    page: str = "page"
    notes: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Chunk:
    """A stretch of a document; ``document`` is its title, ``heading`` the last one above it, and
    ``page`` the one that it begins on ("page 3"), of a document with pages."""

    text: str
    document: str
    heading: str
    start: int
    end: int
    page: str = ""

    @property
    def under(self) -> str:
        """Where in its document it stands: its page or its heading; "" where there is neither."""
        return self.page or (self.heading if self.heading != self.document else "")

    def searched(self, titled: bool) -> str:
        """The text that is encoded and whose words are counted: with or without what is above."""
        above = f"{self.document}: {self.heading}" if self.heading else self.document
        return f"{above}\n{self.text}" if titled else self.text


def cut(document: Document, chunking: Chunking) -> list[Chunk]:
    """The chunks of one document, in its order; none where the text is blank."""
    plain = without_code(document.text)
    rows = document.page == ROW
    headings = [] if rows else [*_HEADING.finditer(plain)]
    way = by_rows if rows else WAYS[chunking.cut]
    starts = [heading.start() for heading in headings]
    page_ends = [end.start() for end in re.finditer(PAGE_END, document.text)]
    chunks = []
    for start, end in way(document.text, chunking):
        start, end = _stripped(document.text, start, end)
        if start < end:
            # A chunk that begins with headings stands under the last of them.
            body = _past(_HEADINGS, plain, start, end)
            above = bisect_left(starts, max(body, start + 1)) - 1
            heading = headings[above][1] if above >= 0 else ""
            page = f"{document.page} {bisect_left(page_ends, start) + 1}" if page_ends else ""
            text = document.text[start:end]
            chunks.append(Chunk(text, document.title, heading, start, end, page))
    return chunks


def cut_all(documents: Iterable[Document], chunking: Chunking) -> tuple[Chunk, ...]:
    """The chunks of several documents."""
    return tuple(chunk for document in documents for chunk in cut(document, chunking))


def by_characters(text: str, chunking: Chunking) -> list[Span]:
    """Stretches of ``characters``, also within a word; each begins an overlap earlier."""
    size = chunking.characters
    step = size - round(size * chunking.overlap)
    last = max(len(text) - size, 0) + step
    return [(start, min(start + size, len(text))) for start in range(0, last, step)]


def by_sentences(text: str, chunking: Chunking) -> list[Span]:
    """Chunks of ``sentences`` sentences; each repeats the last ones of the chunk before."""
    size = chunking.sentences
    step = max(size - round(size * chunking.overlap), 1)
    found = sentences(text)
    last = max(len(found) - size, 0) + step
    windows = [found[start : start + size] for start in range(0, last, step)]
    return [(window[0][0], window[-1][1]) for window in windows if window]


def by_headings(text: str, chunking: Chunking) -> list[Span]:
    """From a heading to the next, or from page to page; sections beyond ``LONGEST`` are cut."""
    text = without_code(text)
    edges = [match.start() for match in re.finditer(r"^#{1,6} |\f", text, re.MULTILINE)]
    spans = []
    begin = before = 0
    for edge in [*edges, len(text)]:
        # A title right above another heading has no section of its own.
        if edge == len(text) or not _HEADINGS.fullmatch(text, before, edge):
            spans += _pieces(text, begin, edge, LONGEST)
            begin = edge
        before = edge
    return spans


def by_rows(text: str, chunking: Chunking) -> list[Span]:
    """A chunk for each row; rows beyond ``LONGEST`` are cut."""
    ends = [end.start() for end in re.finditer(PAGE_END, text)]
    rows = zip([0, *(end + 1 for end in ends)], [*ends, len(text)], strict=True)
    return [piece for start, end in rows for piece in _pieces(text, start, end, LONGEST)]


WAYS: dict[str, Callable[[str, Chunking], list[Span]]] = {
    "characters": by_characters,
    "sentences": by_sentences,
    "headings": by_headings,
}


def sentences(text: str) -> list[Span]:
    """Where the sentences are; a heading belongs to the sentence below it.

    One that is longer than ``LONGEST_SENTENCE`` is cut between two words.
    """
    text = without_code(text)
    ends = _ends(text, 0, len(text))
    spans: list[Span] = []
    begin = 0
    for end in [*ends, len(text)]:
        start, stop = _stripped(text, begin, end)
        only_heading = _HEADING.fullmatch(text[start:stop].rpartition("\n")[2])
        if start < stop and not (only_heading and end < len(text)):
            spans += _pieces(text, start, stop, LONGEST_SENTENCE)
            begin = end
    return spans


def without_code(text: str) -> str:
    """The text, letter for letter but for # in fenced code, which is no heading there."""
    return _FENCED.sub(lambda code: code[0].replace("#", "·"), text)


def _ends(text: str, start: int, stop: int) -> list[int]:
    """Where sentences end within a stretch of the text."""
    ends: list[int] = []
    for found in _END.finditer(text, start, stop):
        blanks = found[1]
        if blanks and not _begins(text, found.end()) and not re.search(r"\n\s*\n|\f", blanks):
            continue
        if blanks and _only_number(text, ends[-1] if ends else start, found.start(1)):
            continue
        ends.append(found.start(found.lastindex or 0))
    return ends


def _only_number(text: str, begin: int, end: int) -> bool:
    """Whether all that stands before a full stop, or before it on its line, is a list's number."""
    inside = text[max(begin, end - 20) : end]
    line = re.split(r"[\n\f]", inside)[-1]
    whole = begin > end - 20 or len(line) < len(inside)
    return whole and bool(_ENUMERATOR.fullmatch(line.strip()))


def _begins(text: str, at: int) -> bool:
    """Whether a sentence can begin here: with a letter that is not a small one, or a number."""
    while at < len(text) and text[at] in _OPENING:
        at += 1 + text.startswith((" ", "\u00a0"), at + 1)
    return at < len(text) and (text[at] == "#" or (text[at].isalnum() and not text[at].islower()))


def _past(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Where a match that begins at ``start`` ends: right there if nothing matches."""
    found = pattern.match(text, start, end)
    return found.end() if found else start


def _pieces(text: str, start: int, end: int, longest: int) -> list[Span]:
    """One span in pieces of at most ``longest`` characters, which end with a sentence if they can,
    or else with a word."""
    spans = []
    while end - start > longest:
        window = start + 1, start + longest
        ends = _ends(text, *window)
        gaps = ends or [match.start() for match in _GAP.finditer(text, *window)]
        stop = gaps[-1] if gaps else start + longest
        spans.append((start, stop))
        start = _past(_BLANK, text, stop, end)
    return [*spans, (start, end)] if start < end else spans


def _stripped(text: str, start: int, end: int) -> Span:
    """The span without white space at its ends."""
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())
