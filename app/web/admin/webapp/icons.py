"""The icon of a business on a home screen: its logo, or the letters of its name."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont, ImageStat

from app.web.filters import STATIC

FONTS = ("fonts/inter-latin-wght-normal.woff2", "fonts/inter-latin-ext-wght-normal.woff2")
GROUND, INK, PLAIN = "#08615c", "#f8fdfc", "#ffffff"
LIGHT = 200  # of 255: what is lighter is not seen on a plain ground
WEIGHT = 640
DRAWN_BY = "2"  # raised whenever icons look different
LINES = ((14, 41, 22), (24, 43, 33), (20, 50, 44))  # the mark of the product, in sixty-fourths of its side


@dataclass(frozen=True)
class Icon:
    """A kind of icon: its side in pixels, what is around the mark, and how much of it the mark or a logo fills.

    Shapes:  a `whole` ground fills the square, for whoever cuts icons to a shape of their own; a badge has none, since
             the system colours its shape itself, and no `logo`. Of a maskable icon a circle of 0.8 is never cut: a
             square of 0.56 is within it.
    """

    side: int
    ground: str
    filled: float
    logo: float = 0


ICONS = {
    "192": Icon(192, "round", 0.56, 0.72),
    "512": Icon(512, "round", 0.56, 0.72),
    "512-maskable": Icon(512, "whole", 0.44, 0.56),
    "180": Icon(180, "whole", 0.52, 0.72),
    "badge": Icon(96, "none", 0.9),
}


def letters_of(name: str) -> str:
    """Answer at most two letters that stand for a business, of one font; none where no font has them."""
    words = [word for word in name.split() if word[0].isalnum()]
    letters = "".join(word[0] for word in words[:2]).upper()
    return next((some for some in (letters, letters[:1]) if some and _font_of(some)), "")


def drawn(letters: str, kind: str) -> bytes:
    """Draw an icon of letters as a PNG."""
    icon = ICONS[kind]
    image = _ground(icon, GROUND)
    draw = ImageDraw.Draw(image)
    if letters:
        _write(draw, letters, image.width, icon.filled)
    else:
        _mark(draw, image.width, icon.filled)
    return _png(image, icon)


def framed(logo: Image.Image, kind: str) -> bytes:
    """Draw an icon of a logo as a PNG: whole and in the middle."""
    icon = ICONS[kind]
    image = _ground(icon, GROUND if _is_light(logo) else PLAIN)
    ratio = icon.logo * image.width / max(logo.size)
    width, height = (max(1, round(each * ratio)) for each in logo.size)
    shown = logo.convert("RGBA").resize((width, height), Image.Resampling.LANCZOS)
    image.alpha_composite(shown, ((image.width - width) // 2, (image.height - height) // 2))
    return _png(image, icon)


def _ground(icon: Icon, colour: str) -> Image.Image:
    """Answer the ground of an icon, at twice its size: what is drawn on it gets smooth edges."""
    side = icon.side * 2
    image = Image.new("RGBA", (side, side), colour if icon.ground == "whole" else (0, 0, 0, 0))
    if icon.ground == "round":
        edge = (0, 0, side - 1, side - 1)
        ImageDraw.Draw(image).rounded_rectangle(edge, radius=side * 0.23, fill=colour)
    return image


def _png(image: Image.Image, icon: Icon) -> bytes:
    out = io.BytesIO()
    image.resize((icon.side, icon.side), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _is_light(logo: Image.Image) -> bool:
    """Tell whether one can see through a logo and what there is of it is light."""
    if logo.mode != "RGBA" or not logo.getbbox():
        return False
    return ImageStat.Stat(logo.convert("L"), logo.getchannel("A")).mean[0] > LIGHT


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
