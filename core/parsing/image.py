"""The bytes of an image file to a ``Picture``, or one sentence that says why not.

A photograph is made smaller while it is being decoded, so that twelve megapixels neither take
long nor stay in memory. Whatever the file's mode (palette, 16 bits, CMYK, transparent, animated),
what comes out is grey or RGB, upright, and of 8 bits. Scanners and cameras write 10, 12 or 14 bits
into 16, which would be nearly black: their range is spread from black to white.

Left out: colour profiles, and all frames of an animation but the first. Of 16 bits in colour Pillow
keeps the upper eight, so that a spread range has few shades.

Reference: Exif 2.32, tag 0x0112 (orientation).
"""

from __future__ import annotations

import io

import numpy as np
from PIL import ExifTags, Image, ImageCms

from core.data.images import Picture
from core.parsing.names import short

MAX_BYTES = 20_000_000
MAX_PIXELS = 25_000_000
# A JPEG is decoded at an eighth of its size where that is enough.
MAX_PIXELS_JPEG = 50_000_000
LONGEST = 512  # pixels of the longer side that are kept
DARK = 2**14  # of 2^16: a picture that stays below it does not use its 16 bits

ACCEPTED = "JPEG, PNG, WebP, AVIF, GIF, BMP and TIFF"
EXTENSIONS = ("jpg", "jpeg", "png", "webp", "avif", "gif", "bmp", "tif", "tiff")
_FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF")
_HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc")
_TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def read_image(content: bytes, name: str) -> Picture:
    """The picture in an image file; ``name`` is the file's, for the learner.

    Its longer side has at most ``LONGEST`` pixels. Raises ``ValueError`` for anything that is no
    such file, or that is larger than ``MAX_BYTES`` or ``MAX_PIXELS``.
    """
    if not content:
        raise ValueError("The file is empty.")
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(content) / 1e6:.1f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB."
        )
    if content[4:12] in _HEIC:
        raise ValueError("This is a HEIC photograph. Save it as JPEG first.")
    try:
        opened = Image.open(io.BytesIO(content), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise ValueError(
            f"The picture is far too large; at most {MAX_PIXELS_JPEG / 1e6:.0f} megapixels are "
            "accepted."
        ) from error
    except Exception as error:  # what a broken file raises depends on how it is broken
        raise ValueError(f"This is not a readable image; the app accepts {ACCEPTED}.") from error
    with opened:
        width, height = opened.size
        most = MAX_PIXELS_JPEG if opened.format in ("JPEG", "MPO") else MAX_PIXELS
        if width * height > most:
            raise ValueError(
                f"The picture has {width * height / 1e6:.0f} megapixels; the limit for "
                f"{opened.format} is {most / 1e6:.0f}."
            )
        try:
            frames = getattr(opened, "n_frames", 1) if opened.format != "MPO" else 1
            pixels, spread = _decode(opened)
        except Exception as error:
            raise ValueError("The image is damaged: only its beginning is readable.") from error
    if (width > height) != (pixels.shape[1] > pixels.shape[0]):
        width, height = height, width  # it was turned upright
    first = f", the first of its {frames} frames" if frames > 1 else ""
    return Picture(short(name), pixels, f"Your image, {width} by {height} pixels{first}.{spread}")


def _decode(image: Image.Image) -> tuple[np.ndarray, str]:
    """Upright pixels, (height, width) or (height, width, 3) uint8, at most ``LONGEST`` a side, and
    a sentence where their values were spread."""
    deep = ";16" in str(getattr(image, "tile", ""))  # which is gone once the pixels are loaded
    orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    if image.format == "TIFF":
        orientation = 1  # Pillow turns these itself when it loads them
    image.draft(image.mode, (LONGEST, LONGEST))
    image, spread = _eight_bits(image, deep=deep)
    factor = max(image.size) // LONGEST
    if factor > 1:
        image = image.reduce(factor)
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.BOX)
    if orientation in _TURN:
        image = image.transpose(_TURN[orientation])
    return np.array(image), spread


def _eight_bits(image: Image.Image, *, deep: bool) -> tuple[Image.Image, str]:
    """Grey or RGB of 8 bits, and a sentence where the values were spread over them.

    ``deep`` says that the file has 16 bits a channel.
    """
    if image.mode in ("I", "F", "I;16", "I;16B", "I;16L"):
        return _scaled(image)
    return _brightened(image) if deep else (_grey_or_rgb(image), "")


def _grey_or_rgb(image: Image.Image) -> Image.Image:
    """The picture in 8 bits; what is transparent becomes white."""
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    if image.mode in ("1", "L"):
        return image.convert("L")
    if image.mode == "LAB":
        converted = ImageCms.profileToProfile(
            image, ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
        assert converted is not None  # only a conversion in place returns nothing
        return converted
    return image.convert("RGB")


def _scaled(image: Image.Image) -> tuple[Image.Image, str]:
    """One channel of more than 8 bits: 16 bits that are in use keep their scale, others are spread
    over it."""
    values = np.nan_to_num(np.asarray(image, dtype=np.float32), posinf=0, neginf=0)
    least, most = float(values.min()), float(values.max())
    low, high, spread = 0.0, 65535.0, ""
    if image.mode == "F" or least < low or not DARK <= most <= high:
        low, high = least, most
        if least < most:
            spread = f" Its values, {least:,.6g} to {most:,.6g}, are spread from black to white."
    scaled = (values - low) * (255 / ((high - low) or 1))
    return Image.fromarray(scaled.round().astype(np.uint8)), spread


def _brightened(image: Image.Image) -> tuple[Image.Image, str]:
    """Several channels of 16 bits, of which Pillow has kept the upper eight, in 8 bits; and a
    sentence where their values were spread."""
    upper = DARK >> 8
    alpha = image.getchannel("A") if "A" in image.getbands() else None
    colours = image.convert("RGB")
    most = int(np.asarray(colours).max())
    if not 0 < most < upper:
        return _grey_or_rgb(image), ""
    colours = colours.point(lambda value: min(255, round(value * 255 / most)))
    if alpha:
        colours.putalpha(alpha)
    spread = f" Its values, up to {most * 256 + 255:,} of 65,535, are spread from black to white."
    return _grey_or_rgb(colours), spread
