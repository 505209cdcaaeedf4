"""PDFs that are damaged, refer to themselves, or unpack to far more than they are.

Reference: ISO 32000-1, "Portable document format".
"""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Iterator, Sequence

CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
ONE_PAGE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] "
    b"/Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>"
)
WORDS = b"BT /F1 12 Tf 20 200 Td (The cell keeps the past in its state, always.) Tj ET"
FLATE = b"/Filter /FlateDecode"
MEGABYTE = 2**20


def quick() -> Iterator[tuple[str, bytes]]:
    """Name and content of those that are small and do not unpack to more."""
    yield from _damaged()
    yield from _encrypted()
    yield from _page_trees()
    yield from _loops()


def slow() -> Iterator[tuple[str, bytes]]:
    """Name and content of those that are, or become, large."""
    yield from _many_pages()
    yield from _bombs()
    yield from _filters()


def pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1, and the table of where each begins."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start, size = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, start)
    return bytes(out)


def stream(content: bytes, about: bytes = b"") -> bytes:
    """A stream object; ``about`` are further entries of its dictionary."""
    return b"<< /Length %d %s >>\nstream\n" % (len(content), about) + content + b"\nendstream"


def one_page(content: bytes, about: bytes = b"") -> bytes:
    """A PDF whose only page is drawn by ``content``."""
    return pdf([CATALOGUE, ONE_PAGE, PAGE, FONT, stream(content, about)])


def pages(count: int, content: bytes, about: bytes = b"") -> bytes:
    """A PDF of so many pages that all are drawn by the same ``content``."""
    kids = b" ".join(b"%d 0 R" % (5 + at) for at in range(count))
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)
    page = PAGE.replace(b"/F1 4", b"/F1 3").replace(b"/Contents 5", b"/Contents 4")
    return pdf([CATALOGUE, tree, FONT, stream(content, about), *[page] * count])


def deflated(size: int, filler: bytes = b" ") -> bytes:
    """About ``size`` bytes of ``filler``, packed by zlib."""
    packer, block = zlib.compressobj(9), filler * (MEGABYTE // len(filler))
    packed = [packer.compress(block) for _ in range(size // len(block))]
    return b"".join([*packed, packer.flush()])


def _damaged() -> Iterator[tuple[str, bytes]]:
    good = one_page(WORDS)
    yield "good.pdf", good
    yield "cut.pdf", good[: len(good) // 2]
    yield "cut-at-30.pdf", good[:30]
    for seed in range(6):
        fuzzed, shaken = bytearray(good), random.Random(seed)
        for _ in range(40):
            fuzzed[shaken.randrange(10, len(fuzzed))] = shaken.randrange(256)
        yield f"fuzzed-{seed}.pdf", bytes(fuzzed)
    yield "no-text.pdf", one_page(b"0 0 10 10 re f")
    yield "not-a-pdf.pdf", b"hello there, this is text"
    yield "empty.pdf", b""
    yield "no-xref.pdf", good[: good.index(b"xref")]
    yield "xref-at-0.pdf", good.replace(b"startxref\n", b"startxref\n0 ")
    before = good.rindex(b"xref\n0")
    yield "xref-loop.pdf", good.replace(b"trailer\n<<", b"trailer\n<< /Prev %d " % before)
    script = b"/Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"
    yield "javascript.pdf", good.replace(b"/Pages 2 0 R", script)


def _encrypted() -> Iterator[tuple[str, bytes]]:
    from pypdf import PdfReader, PdfWriter

    good = one_page(WORDS)
    for password, algorithm in (("secret", "RC4-128"), ("", "RC4-40")):
        writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(good))), io.BytesIO()
        writer.encrypt(password, "owner", algorithm=algorithm)
        writer.write(out)
        yield f"encrypted-{'user' if password else 'owner'}.pdf", out.getvalue()


def _page_trees() -> Iterator[tuple[str, bytes]]:
    yield "count-lies.pdf", pages(3, WORDS).replace(b"/Count 3", b"/Count 9999999")
    twice = b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"
    yield "recursive-pages.pdf", pdf([CATALOGUE, twice])
    parent = ONE_PAGE.replace(b"/Count 1", b"/Count 1 /Parent 3 0 R")
    page = PAGE.replace(b"/Parent 2", b"/Parent 3")
    yield "recursive-parent.pdf", pdf([CATALOGUE, parent, page, FONT, stream(WORDS)])
    deep = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (at + 3) for at in range(3_000)]
    yield "deep-pages.pdf", pdf([CATALOGUE, *deep, b"<< /Type /Page /MediaBox [0 0 9 9] >>"])
    nested = CATALOGUE.replace(b">>", b"/X %s >>" % (b"[" * 5_000 + b"]" * 5_000))
    yield "nested-array.pdf", pdf([nested, ONE_PAGE, PAGE, FONT, stream(WORDS)])


def _many_pages() -> Iterator[tuple[str, bytes]]:
    for count in (499, 1_000, 50_000):
        yield f"{count}-pages.pdf", pages(count, WORDS)
    yield "400000-objects.pdf", b"%PDF-1.7\n" + b"1 0 obj 1 endobj\n" * 400_000


def _form(content: bytes, resources: bytes) -> bytes:
    about = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << %s >>" % resources
    return stream(content, about)


def _loops() -> Iterator[tuple[str, bytes]]:
    array = b"[5 0 R 5 0 R]"
    yield "contents-loop.pdf", pdf([CATALOGUE, ONE_PAGE, PAGE, FONT, array])
    page = PAGE.replace(b"/Font", b"/XObject << /X 5 0 R >> /Font")
    itself = _form(b"/X Do /X Do", b"/XObject << /X 5 0 R >>")
    yield "form-in-itself.pdf", pdf([CATALOGUE, ONE_PAGE, page, FONT, itself])


def _doubling() -> bytes:
    """Forms that call the next one twice: 2^24 calls, from 30 objects."""
    page = PAGE.replace(b"/Font", b"/XObject << /X 6 0 R >> /Font")
    levels = [_form(b"/X Do /X Do", b"/XObject << /X %d 0 R >>" % (7 + at)) for at in range(24)]
    last = _form(WORDS, b"/Font << /F1 4 0 R >>")
    return pdf([CATALOGUE, ONE_PAGE, page, FONT, stream(b"/X Do"), *levels, last])


def _bombs() -> Iterator[tuple[str, bytes]]:
    text, nothing = b"BT (aa) Tj ET   ", b"q Q "
    yield "forms-doubling.pdf", _doubling()
    yield "bomb-spaces-300MB.pdf", one_page(deflated(300 * MEGABYTE), FLATE)
    yield "bomb-operators-60MB.pdf", one_page(deflated(60 * MEGABYTE, nothing), FLATE)
    yield "bomb-text-20MB.pdf", one_page(deflated(20 * MEGABYTE, text), FLATE)
    yield "shared-stream.pdf", pages(40, deflated(MEGABYTE, text), FLATE)
    yield "shared-operators.pdf", pages(40, deflated(2 * MEGABYTE, nothing), FLATE)
    twice = zlib.compress(deflated(2**31), 9)
    yield "bomb-twice-packed-2GB.pdf", one_page(twice, b"/Filter [/FlateDecode /FlateDecode]")
    yield "numbers-5MB.pdf", one_page(b"1 " * 2_500_000)
    yield "open-string.pdf", one_page(b"BT (" + b"(" * 200_000)


def _filters() -> Iterator[tuple[str, bytes]]:
    wide = FLATE + b" /DecodeParms << /Predictor 15 /Columns 2147483647 >>"
    yield "predictor.pdf", one_page(zlib.compress(WORDS), wide)
    yield "lzw.pdf", one_page(random.Random(3).randbytes(200_000), b"/Filter /LZWDecode")
    yield "ascii85.pdf", one_page(b"z" * 3_000_000, b"/Filter /ASCII85Decode")
    yield "run-length.pdf", one_page(b"\x81 " * 2_000_000, b"/Filter /RunLengthDecode")
    ranges = b"begincmap 1 beginbfrange <0000> <FFFFFFFF> <0000> endbfrange endcmap"
    font = FONT.replace(b">>", b"/ToUnicode 6 0 R >>")
    objects = [CATALOGUE, ONE_PAGE, PAGE, font, stream(WORDS), stream(ranges)]
    yield "cmap-range.pdf", pdf(objects)
