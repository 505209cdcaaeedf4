"""Image files of every mode become upright grey or RGB, and what is no image gets a sentence."""

from __future__ import annotations

import io
import struct
import time
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.data.images import Picture
from core.parsing import image as intake
from core.parsing.image import LONGEST, read_image

RGB = np.random.default_rng(0).integers(0, 256, (6, 9, 3), dtype=np.uint8)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def pixels(image: Image.Image, kind: str = "PNG", **options: object) -> np.ndarray:
    return read_image(saved(image, kind, **options), "file").pixels


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF"])
def test_colours_come_through_unchanged(kind):
    np.testing.assert_array_equal(pixels(Image.fromarray(RGB), kind), RGB)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF"])
def test_formats_with_loss_come_close(kind):
    smooth = np.linspace(0, 255, 48).astype(np.uint8)
    image = Image.fromarray(np.stack([np.tile(smooth, (32, 1))] * 3, axis=2))
    difference = pixels(image, kind, quality=90).astype(int) - np.asarray(image)
    assert np.abs(difference).mean() < 4


@pytest.mark.parametrize("mode", ["1", "L"])
def test_grey_stays_grey(mode):
    image = Image.fromarray(RGB[:, :, 0]).convert(mode)
    np.testing.assert_array_equal(pixels(image), np.asarray(image.convert("L")))


def test_a_palette_is_looked_up():
    image = Image.fromarray(RGB).quantize(16)
    for kind in ("PNG", "GIF"):
        np.testing.assert_array_equal(pixels(image, kind), np.asarray(image.convert("RGB")))


def test_sixteen_bits_become_eight():
    deep = np.array([[0, 257, 32768, 65535]], np.uint16)
    np.testing.assert_array_equal(pixels(Image.fromarray(deep)), [[0, 1, 128, 255]])
    np.testing.assert_array_equal(pixels(Image.fromarray(deep), "TIFF"), [[0, 1, 128, 255]])


@pytest.mark.parametrize("bits", [10, 12, 14])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_a_few_bits_in_sixteen_are_visible_and_told(kind: str, bits: int) -> None:
    """As scanners, microscopes and cameras write them: the same picture as with all its bits."""
    ramp = np.linspace(0, 2**bits - 1, 32).round().astype(np.uint16)[None]
    picture = read_image(saved(Image.fromarray(ramp), kind), "scan")
    whole = (ramp / (2**bits - 1) * 255).round()
    np.testing.assert_allclose(picture.pixels, whole, atol=1)
    assert f"0 to {2**bits - 1:,.6g}, are spread" in picture.about


@pytest.mark.parametrize("channels", [2, 3, 4])
def test_a_few_bits_in_sixteen_are_visible_in_colour(channels: int) -> None:
    values = np.zeros((4, 4, channels), np.uint16)
    values[:2, :, 0] = 4095
    values[:, :, 1 if channels == 2 else 3 :] = 65535  # opaque
    picture = read_image(png_of_16_bits(values), "scan.png")
    expected = (255, 255, 255) if channels == 2 else (255, 0, 0)
    assert tuple(picture.pixels[0, 0]) == expected
    assert (picture.pixels[3, 0] == 0).all()
    assert "up to 4,095 of 65,535, are spread" in picture.about


def test_sixteen_bits_in_use_are_not_touched() -> None:
    values = np.full((4, 4, 3), 20_000, np.uint16)
    picture = read_image(png_of_16_bits(values), "scan.png")
    assert (picture.pixels == 20_000 >> 8).all()
    assert "spread" not in picture.about
    assert (read_image(png_of_16_bits(0 * values), "black.png").pixels == 0).all()


def png_of_16_bits(values: np.ndarray) -> bytes:
    """A PNG of (height, width, channels) uint16, which Pillow cannot write."""
    height, width, channels = values.shape
    kind = {2: 4, 3: 2, 4: 6}[channels]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 16, kind, 0, 0, 0),
        b"IDAT": zlib.compress(rows),
        b"IEND": b"",
    }
    written = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts.items()
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def test_floats_are_spread_from_black_to_white():
    values = np.array([[-1.0, 0.0, np.nan, 1.0]], np.float32)
    np.testing.assert_array_equal(pixels(Image.fromarray(values), "TIFF"), [[0, 128, 128, 255]])
    np.testing.assert_array_equal(pixels(Image.fromarray(0 * RGB[:, :, 0].astype("f")), "TIFF"), 0)


def test_cmyk_and_lab_become_rgb():
    ink = Image.new("CMYK", (4, 4), (0, 255, 255, 0))
    red = pixels(ink, "TIFF")[0, 0].astype(int)
    assert red[0] > 200
    assert max(red[1:]) < 60
    white = pixels(Image.new("LAB", (4, 4), (255, 128, 128)), "TIFF")
    assert white.shape == (4, 4, 3)
    assert white.min() > 240


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_becomes_white(mode):
    clear = Image.new(mode, (4, 4), (0,) * len(mode))
    assert (pixels(clear) == 255).all()
    half = Image.new("RGBA", (4, 4), (0, 0, 0, 51)).convert(mode)
    assert (pixels(half) == 204).all()


def test_a_transparent_palette_becomes_white():
    image = Image.new("P", (4, 4))
    image.putpalette([9, 9, 9])
    assert (pixels(image, "GIF", transparency=0) == 255).all()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright(orientation, kind):
    """What a viewer shows: the inverse of the way the camera was held."""
    upright = np.zeros((32, 64, 3), np.uint8)
    upright[:16, :32] = 255  # light in the upper left
    held = {
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.swapaxes(0, 1),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: np.rot90(a.swapaxes(0, 1), 2),
        8: lambda a: np.rot90(a, -1),
    }[orientation](upright)
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = Image.fromarray(np.ascontiguousarray(held))
    options = {"quality": 95} if kind == "JPEG" else {}
    picture = read_image(saved(image, kind, exif=exif, **options), "file")
    assert "64 by 32 pixels" in picture.about
    seen = picture.pixels
    assert seen.shape == upright.shape
    assert np.abs(seen.astype(int) - upright).mean() < 5


def test_an_animation_gives_its_first_frame_and_says_so():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "lime", "blue")]
    content = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    picture = read_image(content, "moving.gif")
    assert (picture.pixels == (255, 0, 0)).all()
    assert "first of its 3 frames" in picture.about


@given(st.integers(1, 3000), st.integers(1, 3000), st.sampled_from(["L", "RGB", "P", "1"]))
@settings(max_examples=12)
def test_any_shape_is_kept_in_proportion(width, height, mode):
    seen = pixels(Image.new(mode, (width, height)), compress_level=1)
    scale = min(1, LONGEST / max(width, height))
    expected = np.array([height, width]) * scale
    assert max(seen.shape[:2]) <= LONGEST
    assert np.abs(np.array(seen.shape[:2]) - expected).max() <= 2


def test_twelve_megapixels_are_quick_and_leave_nothing_behind():
    photograph = Image.fromarray(RGB).resize((4000, 3000), Image.Resampling.BILINEAR)
    content = saved(photograph, "JPEG", quality=90)
    began = time.process_time()
    picture = read_image(content, "photo.jpg")
    assert time.process_time() - began < 0.5
    assert picture.size == (384, 512)
    assert picture.pixels.base is None  # nothing larger is kept alive


GOOD = saved(Image.fromarray(RGB), "PNG")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"junk", "not a readable image"),
        (b"%PDF-1.7 and more", "not a readable image"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (GOOD[:-30], "damaged"),
        (b"\0" * (intake.MAX_BYTES + 1), "the limit is 20 MB"),
        (saved(Image.new("1", (6000, 5000)), "PNG"), "30 megapixels; the limit for PNG is 25"),
        (saved(Image.new("1", (20_000, 20_000)), "PNG"), "far too large"),
        (saved(Image.new("L", (8000, 7000)), "JPEG"), "56 megapixels; the limit for JPEG is 50"),
    ],
)
def test_what_cannot_be_used_gets_a_sentence(content, says):
    with pytest.raises(ValueError, match=says) as refused:
        read_image(content, "file")
    assert str(refused.value).endswith(".")


def test_a_page_that_leads_nowhere_gets_a_sentence():
    content = bytearray(saved(Image.fromarray(RGB), "TIFF"))
    first = int.from_bytes(content[4:8], "little")
    entries = int.from_bytes(content[first : first + 2], "little")
    after = first + 2 + 12 * entries  # where the place of the next page stands
    content[after : after + 4] = len(content).to_bytes(4, "little")
    with pytest.raises(ValueError, match="is damaged"):
        read_image(bytes(content) + bytes(6), "file")  # a page without a single entry


@given(st.data())
@settings(max_examples=150)
def test_a_damaged_file_is_read_or_refused_in_a_sentence(data):
    whole = data.draw(
        st.sampled_from(
            [
                GOOD,
                saved(Image.fromarray(RGB), "JPEG"),
                saved(Image.fromarray(RGB), "TIFF"),
                saved(Image.fromarray(RGB).quantize(8), "GIF"),
                saved(Image.fromarray(RGB), "WEBP"),
            ]
        )
    )
    content = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    answer = outcome(bytes(content[: data.draw(st.integers(1, len(content)))]))
    assert answer.endswith(".") if isinstance(answer, str) else max(answer.size) <= LONGEST


def outcome(content: bytes) -> Picture | str:
    try:
        return read_image(content, "file")
    except ValueError as refused:
        return str(refused)
