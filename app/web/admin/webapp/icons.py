"""The icon of a business on a home screen: the letters of its name, drawn once a process."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from app.web.filters import STATIC

FONTS = ("fonts/inter-latin-wght-normal.woff2", "fonts/inter-latin-ext-wght-normal.woff2")
GROUND, INK = "#08615c", "#f8fdfc"
WEIGHT = 640
DRAWN_BY = "1"  # raised whenever icons look different
LINES = ((14, 41, 22), (24, 43, 33), (20, 50, 44))  # the mark of the product, in sixty-fourths of its side


@dataclass(frozen=True)
class Icon:
    """A kind of icon: its side in pixels, what is around the mark, and how much of it the mark fills.

    Shapes:  a `whole` ground fills the square, for whoever cuts icons to a shape of their own; a badge has none, since
             the system colours its shape itself.
    """

    side: int
    ground: str
    filled: float


ICONS = {
    "192": Icon(192, "round", 0.56),
    "512": Icon(512, "round", 0.56),
    "512-maskable": Icon(512, "whole", 0.44),
    "180": Icon(180, "whole", 0.52),
    "badge": Icon(96, "none", 0.9),
}


def letters_of(name: str) -> str:
    """Answer at most two letters that stand for a business, of one font; none where no font has them."""
    words = [word for word in name.split() if word[0].isalnum()]
    letters = "".join(word[0] for word in words[:2]).upper()
    return next((some for some in (letters, letters[:1]) if some and _font_of(some)), "")


def version_of(name: str) -> str:
    """Answer what changes whenever the icons of a business look different."""
    return hashlib.sha256(f"{DRAWN_BY} {letters_of(name)}".encode()).hexdigest()[:10]


@lru_cache(maxsize=256)
def drawn(letters: str, kind: str) -> bytes:
    """Draw an icon as a PNG."""
    icon = ICONS[kind]
    side = icon.side * 2
    image = Image.new("RGBA", (side, side), GROUND if icon.ground == "whole" else (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    if icon.ground == "round":
        draw.rounded_rectangle((0, 0, side - 1, side - 1), radius=side * 0.23, fill=GROUND)
    if letters:
        _write(draw, letters, side, icon.filled)
    else:
        _mark(draw, side, icon.filled)
    out = io.BytesIO()
    image.resize((icon.side, icon.side), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _write(draw: ImageDraw.ImageDraw, letters: str, side: int, filled: float) -> None:
    """Write letters in the middle, as wide or as high as they may be."""
    name = _font_of(letters) or FONTS[0]
    at_first = _font(name, side)
    left, top, right, bottom = at_first.getbbox(letters)
    fitting = int(side * min(filled * side / (right - left), filled * 0.8 * side / (bottom - top)))
    font = _font(name, fitting)
    left, top, right, bottom = font.getbbox(letters)
    place = ((side - right - left) / 2, (side - bottom - top) / 2)
    draw.text(place, letters, font=font, fill=INK)


def _mark(draw: ImageDraw.ImageDraw, side: int, filled: float) -> None:
    scale = side * filled / 36
    for begin, end, height in LINES:
        x, to, y = (side / 2 + (each - 32) * scale for each in (begin, end, height + 0.5))
        draw.line((x, y, to, y), fill=INK, width=round(4.2 * scale))


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(STATIC / name), size)
    font.set_variation_by_axes([WEIGHT])
    return font


@lru_cache(maxsize=256)
def _font_of(letters: str) -> str | None:
    """Find the font that has all of some letters: a missing one looks like one that no font has."""
    for name in FONTS:
        font = _font(name, 64)
        missing = bytes(font.getmask("\uffff"))
        if all(bytes(font.getmask(letter)) not in {missing, b""} for letter in letters):
            return name
    return None
