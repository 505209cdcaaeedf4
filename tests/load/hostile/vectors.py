"""Arrays and tables of vectors whose headers lie, or whose numbers cannot be used."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import numpy as np


def quick() -> Iterator[tuple[str, bytes]]:
    """Name and content of those that are small."""
    yield from _headers()
    yield from _arrays()
    yield from _values()
    yield from _tables()


def slow() -> Iterator[tuple[str, bytes]]:
    """Name and content of those that have many numbers, or long ones."""
    rng = np.random.default_rng(1)
    yield "50000x2.npy", npy(rng.normal(size=(50_000, 2)).astype(np.float32))
    yield "1200x4096.npy", npy(rng.normal(size=(1_200, 4_096)).astype(np.float32))
    yield "4800x4096-bytes.npy", npy(rng.integers(0, 99, (4_800, 4_096), dtype=np.int8))
    yield "19MB.tsv", b"0.123456\t0.654321\n" * 1_050_000
    yield "4MB-digits.tsv", (b"a\t" + b"9" * 4_000_000 + b"\t1\n") * 2


def _good() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(50, 8)).astype(np.float32)


def npy(array: np.ndarray, *, pickled: bool = False) -> bytes:
    """An array as the bytes of a .npy file."""
    file = io.BytesIO()
    np.save(file, array, allow_pickle=pickled)
    return file.getvalue()


def _header(text: str, version: bytes = b"\x01\x00") -> bytes:
    raw = text.encode() + b"\n"
    size = struct.pack("<H" if version == b"\x01\x00" else "<I", len(raw))
    return b"\x93NUMPY" + version + size + raw


def _claims(shape: str, kind: str = "'<f4'") -> str:
    return f"{{'descr': {kind}, 'fortran_order': False, 'shape': {shape}}}"


def _headers() -> Iterator[tuple[str, bytes]]:
    yield "huge-claim.npy", _header(_claims("(1000000000, 1000000)")) + bytes(64)
    yield "claim-that-fits.npy", _header(_claims("(50000, 4096)", "'<f8'")) + bytes(64)
    yield "negative-shape.npy", _header(_claims("(-5, 8)")) + bytes(64)
    yield "true-shape.npy", _header(_claims("(True, 8)")) + bytes(64)
    yield "thousand-axes.npy", _header(_claims(f"({'1, ' * 1_000})")) + bytes(64)
    yield "big-header.npy", _header(_claims("(5, 8)") + " " * 60_000)
    yield "deep-header.npy", _header("[" * 3_000 + "]" * 3_000)
    yield "code-header.npy", _header("__import__('os').system('true')")
    yield "version-9.npy", b"\x93NUMPY\x09\x00" + bytes(100)
    yield "version-3.npy", _header(_claims("(5,)", "[('ä', '<f4')]"), b"\x03\x00") + bytes(20)
    yield "npz-as.npy", b"PK\x03\x04" + bytes(100)
    yield "empty.npy", b""
    yield "magic-only.npy", b"\x93NUMPY"


def _arrays() -> Iterator[tuple[str, bytes]]:
    good = _good()
    yield "good.npy", npy(good)
    yield "objects.npy", npy(np.array([[print, 1], [2, 3]], dtype=object), pickled=True)
    yield "structured.npy", npy(np.zeros((5, 2), dtype=[("a", "<f4"), ("b", "<f4")]))
    fields = [(f"field {at}", "<f4") for at in range(200)]
    yield "many-fields.npy", npy(np.zeros((5, 2), dtype=fields))
    yield "cut.npy", npy(good)[:300]
    yield "fortran.npy", npy(np.asfortranarray(good))
    yield "three-d.npy", npy(good.reshape(10, 5, 8))
    yield "zero-d.npy", npy(np.array(1, np.float32))
    for kind in ("complex64", "float16", ">f4", "longdouble", "bool"):
        yield f"{kind.strip('>')}.npy", npy(good.astype(kind))
    yield "int64-huge.npy", npy((good * 1e18).astype(np.int64))
    yield "strings.npy", npy(np.array([["a", "b"]] * 5))
    yield "datetime.npy", npy(np.zeros((5, 3), "datetime64[s]"))


def _values() -> Iterator[tuple[str, bytes]]:
    good = _good()
    yield "nan.npy", npy(np.where(good > 2, np.nan, good))
    yield "inf.npy", npy(np.where(good > 2, np.inf, good))
    yield "float64-overflow.npy", npy(good.astype(np.float64) * 1e300)
    yield "all-zero.npy", npy(np.zeros((50, 8), np.float32))
    yield "one-zero-row.npy", npy(np.vstack([np.zeros((1, 8), np.float32), good]))
    yield "tiny-values.npy", npy(good * np.float32(1e-38))
    yield "large-values.npy", npy(good * np.float32(1e37))
    yield "two-different-rows.npy", npy(np.vstack([good[:1]] * 49 + [good[1:2]]))


def _tables() -> Iterator[tuple[str, bytes]]:
    lines = ["\t".join([f"w{at}", *(f"{x:.3f}" for x in row)]) for at, row in enumerate(_good())]
    yield "good.tsv", "\n".join(lines).encode()
    yield "wide.tsv", "\n".join(["\t".join(["1"] * 5_000)] * 6).encode()
    yield "ragged.tsv", b"1\t2\n1\t2\t3\n1\t2\n" * 5
    yield "text-only.tsv", b"a\tb\nc\td\n" * 5
    yield "nan.tsv", b"a\t1\tNaN\n" * 10
    yield "latin1.tsv", "ä\t1\t2\n".encode("latin-1") * 10
    script = [f"<img src=x onerror=alert({at})>\t{at}\t{at * at}" for at in range(20)]
    yield "html.tsv", "\n".join(script).encode()
    yield "quotes.tsv", b'"a\t1\t2\n' * 10
    yield "utf16.tsv", ("a\t1\t2\nb\t2\t3\n" * 5).encode("utf-16")
    yield "huge-numbers.tsv", b"a\t1e400\t-1e400\n" * 10
    yield "400-digits.tsv", (b"a\t" + b"9" * 400 + b"\t1\n") * 10
    yield "duplicate-header.tsv", b"x\tx\tx\n" + b"1\t2\t3\n4\t5\t7\n" * 5
