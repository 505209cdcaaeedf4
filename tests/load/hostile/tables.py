"""Tables with odd cells, odd shapes and odd encodings."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable, Iterator

ROWS = [
    f"{random.Random(at).gauss(0, 1):.3f},{random.Random(-at - 1).gauss(0, 1):.3f},{'ab'[at % 2]}"
    for at in range(60)
]
GOOD = "x,y,class\n" + "\n".join(ROWS) + "\n"
FORMULAS = ("=1+1", "@SUM(A1)", "+1", "-1+cmd|calc")
DATES = ("2024-01-{:02d}", "{:02d}.01.2024", "Jan {} 2024", "{}")
YEARS = (1, 9999, 99999, -5)
SCRIPT = "<script>alert(1)</script>"


def quick() -> Iterator[tuple[str, bytes]]:
    """Name and content of those that are small."""
    for name, text in (*_encodings(), *_shapes(), *_numbers(), *_texts(), *_dates()):
        yield name, text.encode() if isinstance(text, str) else text


def slow() -> Iterator[tuple[str, bytes]]:
    """Name and content of those that are wide, tall, or have long cells."""
    for name, text in (*_large(), *_long()):
        yield name, text.encode()


def _of(rows: int, row: Callable[[int], str], head: str = "x,y,class") -> str:
    return "\n".join([head, *map(row, range(rows))])


def _encodings() -> Iterator[tuple[str, str | bytes]]:
    yield "good.csv", GOOD
    yield "nul.csv", GOOD.replace("a\n", "\0\n")
    yield "bom.csv", b"\xef\xbb\xbf" + GOOD.encode()
    yield "utf16.csv", GOOD.encode("utf-16")
    yield "utf16-no-bom.csv", GOOD.encode("utf-16-le")
    yield "utf32.csv", GOOD.encode("utf-32")
    yield "latin1.csv", GOOD.replace("class", "Größe").encode("latin-1")
    yield "surrogate.csv", GOOD.encode() + b"\xed\xa0\x80,1,a\n"
    yield "gzip-as.csv", gzip.compress(GOOD.encode())
    yield "bytes.csv", random.Random(0).randbytes(5_000)
    yield "empty.csv", b""


def _shapes() -> Iterator[tuple[str, str]]:
    yield "one-column.csv", "\n".join(row.split(",")[0] for row in ROWS)
    yield "ragged.csv", GOOD + "1,2\n1,2,a,4,5\n1\n"
    yield "ragged-first.csv", "x,y,class,more,more2\n" + "\n".join(ROWS)
    yield "named-without-cells.csv", _of(200, lambda at: f"{at * 0.5 % 7},", "value,empty")
    yield "header-only.csv", "x,y,class\n"
    yield "duplicate-names.csv", GOOD.replace("x,y,class", "x,x,x")
    yield "empty-names.csv", GOOD.replace("x,y,class", ",,")
    yield "names-like-notes.csv", GOOD.replace("x,y,class", "x (2),x,x")
    yield "all-gaps.csv", "x,y,class\n" + ",,\n" * 100
    yield "open-quote.csv", GOOD + '"1,2,a\n' + "\n".join(ROWS)
    yield "quoted-newlines.csv", _of(40, lambda at: f'1,{at},"a\nb{at % 2}"')


def _large() -> Iterator[tuple[str, str]]:
    number = random.Random(0).random
    for wide, rows in ((5_000, 20), (200, 300)):
        lines = (",".join(f"{number():.3f}" for _ in range(wide)) for _ in range(rows))
        yield f"{wide}-columns.csv", "\n".join(lines)
    yield "50001-rows.csv", "x,y,class\n" + "1,2,a\n2,1,b\n" * 25_001
    yield "50000-rows.csv", "x,y,class\n" + "1.5,2,a\n2.5,1,b\n" * 25_000


def _long() -> Iterator[tuple[str, str]]:
    rows = "\n".join(ROWS)
    yield "10MB-cell.csv", "x,y\n1,2\n3," + "9" * 10_000_000 + "\n"
    yield "4MB-cell.csv", "x,y\n1,2\n3," + "9" * 4_000_000 + "\n"
    yield "4MB-text-cell.csv", "x,y,class\n1,2,a\n3,4," + "b" * 4_000_000 + "\n" + rows
    yield "4MB-quoted-cell.csv", 'x,y,class\n1,2,a\n3,4,"' + "1,111" * 800_000 + '"\n' + rows
    yield "4MB-header.csv", "x,y," + "z" * 4_000_000 + "\n" + rows
    yield "64kB-header.csv", "x,y," + "z" * 32_000 + "\n" + rows
    yield (
        "200-long-names.csv",
        ",".join("n" * 300 + str(at) for at in range(200))
        + "\n"
        + "\n".join(",".join(str(at * other % 7) for other in range(200)) for at in range(40)),
    )
    yield "32kB-digits.csv", _of(140, lambda at: "9" * 32_000 + f",{at},{'ab'[at % 2]}")
    yield "32kB-texts.csv", _of(140, lambda at: f"{at},{at},{'ab'[at % 2] * 32_000}")
    yield "digits-and-a-letter.csv", _of(140, lambda at: "9" * 32_000 + f"x,{at},{'ab'[at % 2]}")
    yield "catastrophic-number.csv", "x,y\n1,1,1,1\n" + ('"' + "1," * 200_000 + 'x",2\n') * 3
    yield "4MB-commas.csv", "," * 4_000_000
    yield "4MB-one-line-text.csv", "a " * 2_000_000
    yield "2M-newlines.csv", "\n" * 2_000_000
    yield "2M-separator-lines.csv", ",\n" * 1_500_000
    yield "spaces-lines.csv", " \t;,\n" * 900_000 + "x"


def _numbers() -> Iterator[tuple[str, str]]:
    odd = "x,y,class\nNaN,inf,a\n-inf,1e400,b\n1e-400,-1e309,a\n"
    yield "nan-inf.csv", GOOD.replace("x,y,class\n", odd)
    yield "big-exponents.csv", _of(40, lambda at: f"1e{300 + at % 9},{-at}e307,{'ab'[at % 2]}")
    yield "big-integers.csv", _of(40, lambda at: f"{10**25 + at},{at},{'ab'[at % 2]}")
    yield "400-digit-numbers.csv", _of(40, lambda at: f"{'9' * 400},{at},{'ab'[at % 2]}")
    yield "one-class.csv", GOOD.replace(",b", ",a")
    yield "catastrophic-date.csv", _of(500, lambda at: f'"{"1,111" * 50}x",{at},{"ab"[at % 2]}')


def _texts() -> Iterator[tuple[str, str]]:
    image = "![x](http://127.0.0.1:1/x.png) $$\\frac$$ :material/home:"
    names = '"=HYPERLINK(""http://127.0.0.1:1"")",@y,=cmd'
    yield "formulas.csv", _of(60, lambda at: f"{at % 7}.5,{at},{FORMULAS[at % 4]}")
    yield "formula-header.csv", GOOD.replace("x,y,class", names)
    yield "html-cells.csv", GOOD.replace("a\n", f"{SCRIPT}\n").replace("class", f"{SCRIPT}class")
    yield "markdown-cells.csv", GOOD.replace("a\n", f"{image}\n")
    yield "many-labels.csv", _of(2_000, lambda at: f"{at / 7:.3f},{-at},c{at}")
    joined = GOOD.replace("class", "\u202eמחלקה\u200d").replace("a\n", "👩‍👩‍👧‍👦\n")
    yield "right-to-left.csv", joined


def _dates() -> Iterator[tuple[str, str]]:
    days = [f"2024-{1 + at // 28 % 12:02d}-{1 + at % 28:02d}" for at in range(200)]
    mixed = [DATES[at % 4].format(1 + at % 28) for at in range(200)]
    for name, dates in (
        ("dates.csv", days),
        ("dates-mixed.csv", mixed),
        ("far-dates.csv", [f"{YEARS[at % 4]}-01-01" for at in range(200)]),
        ("endless-dates.csv", ["2024-01-01" + "0" * 20_000] * 200),
    ):
        yield name, "date,value\n" + "\n".join(f"{day},{at}" for at, day in enumerate(dates))
