"""Images that are damaged, huge, of rare kinds, or no images at all."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin

KINDS = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "tif": "TIFF", "webp": "WEBP", "bmp": "BMP"}
ORIENTATION = 0x0112  # of Exif
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of a PNG, by its type of colour


def quick() -> Iterator[tuple[str, bytes]]:
    """Name and content of those that are small."""
    yield from _damaged()
    yield from _rare()
    yield from _no_images()


def slow() -> Iterator[tuple[str, bytes]]:
    """Name and content of those that are large, in pixels or in bytes."""
    yield from _huge()
    yield from _animated()


def png(
    width: int, height: int, *, depth: int = 8, colour: int = 0, rows: bytes | None = None
) -> bytes:
    """A PNG with this header; ``rows`` is its zlib stream, by default of zeros alone."""
    line = bytes(1 + (width * CHANNELS[colour] * depth + 7) // 8)
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    palette = _chunk(b"PLTE", bytes(range(48))) if colour == 3 else b""
    data = _packed(line, height) if rows is None else rows
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            palette,
            _chunk(b"IDAT", data),
            _chunk(b"IEND", b""),
        ]
    )


def _packed(line: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(line) for _ in range(times)), packer.flush()])


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def _saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def _noise(side: int = 120, seed: int = 0) -> Image.Image:
    rng = np.random.default_rng(seed)
    return Image.fromarray(rng.integers(0, 256, (side, side, 3), dtype=np.uint8))


def _damaged() -> Iterator[tuple[str, bytes]]:
    for ending, kind in KINDS.items():
        whole = _saved(_noise(), kind)
        yield f"whole.{ending}", whole
        yield f"cut-in-half.{ending}", whole[: len(whole) // 2]
        yield f"cut-at-20.{ending}", whole[:20]
        fuzzed, shaken = bytearray(whole), random.Random(ending)
        for _ in range(40):
            fuzzed[shaken.randrange(12, len(fuzzed))] = shaken.randrange(256)
        yield f"fuzzed.{ending}", bytes(fuzzed)


def _huge() -> Iterator[tuple[str, bytes]]:
    yield "bomb-20000x20000.png", png(20_000, 20_000, depth=1)
    yield "bomb-claims-60000.png", png(60_000, 60_000, rows=zlib.compress(bytes(100)))
    yield "hundred-megapixels.png", png(10_000, 10_000)
    yield "twentyfour-megapixels.png", png(6_000, 4_000, colour=2)
    yield "twentyfour-megapixels-16bit-rgba.png", png(6_000, 4_000, depth=16, colour=6)
    yield "one-by-one.png", png(1, 1)
    yield "one-by-20000.png", png(1, 20_000)
    yield "20000-by-one.png", png(20_000, 1)
    yield "21-megabytes.png", b"\x89PNG\r\n\x1a\n" + bytes(21_000_000)
    grey = Image.new("RGB", (8_000, 6_000), "grey")
    yield "large.jpg", _saved(grey, "JPEG", quality=30)
    square = grey.crop((0, 0, 6_000, 6_000))
    yield "progressive.jpg", _saved(square, "JPEG", quality=30, progressive=True)
    words = PngImagePlugin.PngInfo()
    words.add_text("comment", "x" * 900_000, zip=True)
    yield "long-text-chunk.png", _saved(_noise(), "PNG", pnginfo=words)


def _rare() -> Iterator[tuple[str, bytes]]:
    noise = _noise()
    yield "sixteen-bit.png", png(40, 30, depth=16)
    yield "palette.png", png(40, 30, colour=3)
    yield "zero-wide.png", png(0, 10, rows=zlib.compress(b""))
    yield "cmyk.jpg", _saved(noise.convert("CMYK"), "JPEG")
    yield "cmyk.tif", _saved(noise.convert("CMYK"), "TIFF")
    yield "lab.tif", _saved(noise.convert("LAB"), "TIFF")
    yield "float.tif", _saved(Image.fromarray(np.full((20, 20), np.nan, np.float32)), "TIFF")
    yield "bilevel.png", _saved(noise.convert("1"), "PNG")
    yield "grey-alpha.png", _saved(noise.convert("LA"), "PNG")
    turned = Image.Exif()
    turned[ORIENTATION] = 6
    yield "turned.jpg", _saved(noise, "JPEG", exif=turned)
    yield "exif-nonsense.jpg", _saved(noise, "JPEG", exif=b"Exif\0\0" + bytes(range(200)))


def _animated() -> Iterator[tuple[str, bytes]]:
    frames = [_noise(60, seed) for seed in range(200)]
    for name, kind, count in (
        ("animated-200.gif", "GIF", 200),
        ("animated.webp", "WEBP", 20),
        ("pages-200.tif", "TIFF", 200),
    ):
        yield name, _saved(frames[0], kind, save_all=True, append_images=frames[1:count])


def _no_images() -> Iterator[tuple[str, bytes]]:
    script = b"<script>alert(1)</script>"
    yield "svg-as.png", b'<svg xmlns="http://www.w3.org/2000/svg">' + script + b"</svg>"
    yield "html-as.jpg", b"<html>" + script
    yield "zip-as.png", b"PK\x03\x04" + bytes(200)
    yield "empty.png", b""
    yield "zeros.png", bytes(10_000)
    yield "eps.png", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n{loop} exec\n"
