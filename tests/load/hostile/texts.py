"""Text files: long, empty, of odd signs, and labels."""

from __future__ import annotations

import random
from collections.abc import Iterator


def quick() -> Iterator[tuple[str, bytes]]:
    """Name and content of those that are short."""
    yield "good.txt", b"The cell keeps the past. " * 200
    yield "empty.txt", b""
    yield "space.txt", b"   \n \n"
    yield "one-sign.txt", b"x"
    yield from _signs()
    yield from _lines()


def slow() -> Iterator[tuple[str, bytes]]:
    """Name and content of those that are as long as is accepted, or longer."""
    yield "20MB.txt", b"a line of text\n" * 1_340_000
    yield "one-word-1MB.txt", b"x" * 1_000_000
    yield "one-line-1MB.txt", b"ab " * 333_000
    yield "newlines.txt", b"\n" * 900_000
    yield "newlines-between.txt", b"a" + b"\n" * 900_000 + b"b"
    yield "dots-1MB.txt", b"." * 999_000
    yield "sentences-1MB.txt", b"A. " * 333_000
    yield "digits-1MB.txt", b"9" * 999_000
    yield "headings-1MB.txt", b"# a\n" * 240_000
    yield "open-brackets-1MB.txt", b"[(" * 490_000
    yield "hyphens-1MB.txt", b"a-\n" * 330_000


def _signs() -> Iterator[tuple[str, bytes]]:
    yield "binary.txt", random.Random(0).randbytes(20_000)
    yield "right-to-left.txt", ("\u202e\u200d\u2066 שלום 👩‍👩‍👧‍👦 ﷽ Z̷̢͝a̷l̶g̷o " * 300).encode()
    yield "combining.txt", ("e" + "\u0301" * 5_000 + " word ").encode() * 10
    yield "utf16.txt", ("Die Zelle merkt sich etwas. " * 100).encode("utf-16")
    yield "utf16-odd.txt", "abc def".encode("utf-16") + b"x"
    halves = [b"\xff\xfe", b"\x00\xd8" * 50]
    yield "lone-surrogate.txt", "The end. ".encode("utf-16-le").join(halves)
    page = "<script>alert(1)</script><img src=x onerror=alert(1)> </span></div> "
    yield "html.txt", page.encode() * 100
    markdown = "![x](http://127.0.0.1:1/x.png) [a](javascript:alert(1)) $$\\frac$$ ~~a~~ \n# x\n"
    yield "markdown.txt", markdown.encode() * 60
    yield "form-feeds.txt", b"a page\f" * 10_000
    yield "control.txt", b"\x1b[31mred\x07\x08" * 50
    yield "many-scripts.txt", "".join(map(chr, range(0x4E00, 0x9FFF))).encode()


def _lines() -> Iterator[tuple[str, bytes]]:
    for count in (2_000, 5_000):
        yield f"{count}-lines.txt", "\n".join(f"line {at}" for at in range(count)).encode()
    yield "50-labels.txt", "\n".join(f"label {at}\tgroup {at % 3}" for at in range(50)).encode()
    yield "50-long-labels.txt", "\n".join(["a" * 9_000 + "\t" + "b" * 9_000] * 50).encode()
    yield "50-tabs.txt", "\n".join(["\t" * 9_000 + "a"] * 50).encode()
    formulas = "\n".join(f"=1+{at}\t@SUM({at})" for at in range(50))
    yield "50-formulas.txt", formulas.encode()
