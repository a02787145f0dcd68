"""What goes out on the water: kayaks, a motor boat, and what one may meet there."""

from __future__ import annotations

import math
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from app.art.canvas import BLACK, LIGHTS, SCALE, WHITE, Colour, Point, Sheet, hexed, mixed
from app.art.nature import hills, sea, sky, stars


def _open_water(seed: int, light: str, horizon: float, *, is_snowy: bool = False) -> Sheet:
    sheet = Sheet(seed, LIGHTS[light])
    line = sheet.height * horizon
    sky(sheet, line)
    hills(sheet, line * 0.97, is_snowy=is_snowy, has_trees=False)
    sea(sheet, line)
    return sheet


def kayaks(seed: int) -> Image.Image:
    """Draw two kayaks side by side on a bay."""
    sheet = _open_water(seed, "noon", 0.42)
    for place, size, colour, people in (
        ((0.36, 0.72), 0.5, "#d1603d", 1), ((0.66, 0.6), 0.44, "#e0a93b", 2), ((0.2, 0.53), 0.2, "#3f7f8c", 1),
    ):  # fmt: skip
        _kayak(
            sheet,
            (sheet.width * place[0], sheet.height * place[1]),
            sheet.width * size,
            hexed(colour),
            people,
        )
    return sheet.finished()


def _kayak(sheet: Sheet, at: Point, long: float, colour: Colour, people: int) -> None:
    (x, y), high, pen = at, long * 0.055, sheet.pen
    _shadow(sheet, (x, y + high), long * 0.5, high * 0.9)
    pen = sheet.pen
    hull = [(x - long * 0.5, y - high * 0.7), (x - long * 0.3, y + high * 0.35), (x, y + high * 0.75),
            (x + long * 0.3, y + high * 0.35), (x + long * 0.5, y - high * 0.7), (x + long * 0.26, y - high * 0.25),
            (x, y - high * 0.1), (x - long * 0.26, y - high * 0.25)]  # fmt: skip
    pen.polygon(hull, fill=colour)
    pen.line(
        [hull[0], hull[7], hull[6], hull[5], hull[4]],
        fill=mixed(colour, WHITE, 0.5),
        width=max(2, int(high * 0.12)),
    )
    for number in range(people):
        seat = x + long * (0.0 if people == 1 else (-0.13, 0.12)[number])
        _paddler(pen, (seat, y - high * 0.1), high, mixed(colour, BLACK, 0.65))


def _paddler(pen: ImageDraw.ImageDraw, at: Point, size: float, dark: Colour) -> None:
    (x, y), vest = at, hexed("#f0c84a")
    pen.rounded_rectangle((x - size * 0.42, y - size * 1.6, x + size * 0.42, y), radius=size * 0.3, fill=vest)
    pen.ellipse((x - size * 0.34, y - size * 2.4, x + size * 0.34, y - size * 1.7), fill=dark)
    ends = (x - size * 2.6, y - size * 1.9), (x + size * 2.6, y - size * 0.1)
    pen.line((*ends[0], *ends[1]), fill=dark, width=max(2, int(size * 0.13)))
    for end in ends:
        pen.ellipse(
            (end[0] - size * 0.5, end[1] - size * 0.2, end[0] + size * 0.5, end[1] + size * 0.2), fill=dark
        )


def _shadow(sheet: Sheet, at: Point, half: float, high: float) -> None:
    """Darken the water below something."""
    mask = Image.new("L", sheet.image.size)
    ImageDraw.Draw(mask).ellipse(
        (at[0] - half, at[1] - high * 0.4, at[0] + half, at[1] + high * 1.2), fill=110
    )
    mask = mask.filter(ImageFilter.GaussianBlur(high * 0.4))
    sheet.image.paste(Image.new("RGB", sheet.image.size, sheet.near), mask=mask)


def boat(seed: int, light: str) -> Image.Image:
    """Draw a motor boat with a roof against the sun."""
    sheet = _open_water(seed, light, 0.48, is_snowy=light == "snow")
    x, y, long = sheet.width * 0.5, sheet.height * 0.7, sheet.width * 0.46
    _shadow(sheet, (x, y + long * 0.02), long * 0.52, long * 0.07)
    pen, white, dark = sheet.pen, mixed(WHITE, sheet.near, 0.08), mixed(sheet.near, BLACK, 0.25)
    stripe = hexed("#b7472f")
    hull = [(x - long * 0.5, y - long * 0.07), (x - long * 0.46, y + long * 0.05), (x + long * 0.32, y + long * 0.05),
            (x + long * 0.52, y - long * 0.12), (x + long * 0.2, y - long * 0.085)]  # fmt: skip
    pen.polygon(hull, fill=white)
    pen.polygon([(x - long * 0.475, y + long * 0.005), (x - long * 0.46, y + long * 0.05), (x + long * 0.32, y + long * 0.05),
                 (x + long * 0.385, y + long * 0.005)], fill=stripe)  # fmt: skip
    glass = mixed(hexed(sheet.light.water), sheet.near, 0.35)
    pen.polygon([(x - long * 0.22, y - long * 0.08), (x - long * 0.17, y - long * 0.21), (x + long * 0.1, y - long * 0.21),
                 (x + long * 0.19, y - long * 0.085)], fill=glass)  # fmt: skip
    pen.rounded_rectangle(
        (x - long * 0.28, y - long * 0.235, x + long * 0.14, y - long * 0.205), radius=6, fill=white
    )
    for bar in (-0.12, 0.0):
        pen.line(
            (x + long * bar, y - long * 0.21, x + long * bar, y - long * 0.08),
            fill=white,
            width=round(5 * SCALE),
        )
    pen.line(
        (x - long * 0.06, y - long * 0.235, x - long * 0.06, y - long * 0.34),
        fill=dark,
        width=round(3 * SCALE),
    )
    flag = [
        (x - long * 0.06, y - long * 0.34),
        (x - long * 0.13, y - long * 0.32),
        (x - long * 0.06, y - long * 0.295),
    ]
    pen.polygon(flag, fill=stripe)
    _wake(sheet, (x - long * 0.46, y + long * 0.05), long)
    return sheet.finished()


def _wake(sheet: Sheet, at: Point, long: float) -> None:
    pen, foam = sheet.pen, mixed(hexed(sheet.light.water), WHITE, 0.75)
    for _ in range(220):
        back = sheet.dice.random()
        x = at[0] + long * 0.9 - long * 1.35 * back
        y = at[1] + sheet.thrown(-0.004, 0.03) * long * (0.4 + back)
        pen.line((x, y, x - long * sheet.thrown(0.01, 0.05), y), fill=foam, width=max(1, round(2 * SCALE)))


def whale(seed: int) -> Image.Image:
    """Draw the tail of a whale that goes down."""
    sheet = _open_water(seed, "dawn", 0.5, is_snowy=True)
    x, y, size = sheet.width * 0.54, sheet.height * 0.74, sheet.height * 0.34
    _shadow(sheet, (x, y), size * 0.8, size * 0.14)
    half = [(0.05, 0.0), (0.09, 0.34), (0.16, 0.6), (0.34, 0.8), (0.6, 0.93), (0.98, 0.9), (0.8, 1.06), (0.5, 1.12),
            (0.2, 1.02), (0.0, 0.93)]  # fmt: skip
    line = [(x + dx * size, y - dy * size * 0.9) for dx, dy in half]
    line += [(x - dx * size, y - dy * size * 0.9) for dx, dy in reversed(half)]
    skin = mixed(sheet.near, BLACK, 0.3)
    sheet.pen.polygon(line, fill=skin)
    sheet.pen.line(line[5:10], fill=mixed(skin, WHITE, 0.3), width=round(3 * SCALE))
    foam = mixed(hexed(sheet.light.water), WHITE, 0.7)
    for _ in range(260):
        turn, reach = sheet.thrown(0, math.tau), sheet.dice.random() ** 0.6
        px, py = x + math.cos(turn) * size * 0.5 * reach, y + math.sin(turn) * size * 0.06 * reach
        sheet.pen.line(
            (px, py, px + size * sheet.thrown(0.01, 0.07), py), fill=foam, width=max(1, round(2 * SCALE))
        )
    return sheet.finished()


def northern_lights(seed: int) -> Image.Image:
    """Draw curtains of light over a night sea."""
    sheet = Sheet(seed, LIGHTS["night"])
    horizon = sheet.height * 0.66
    sheet.fill(
        [(0, hexed("#0a1426")), (0.5, hexed("#132f45")), (0.66, hexed("#2c5561")), (1, hexed("#0d1a24"))]
    )
    stars(sheet, horizon, 240)
    for number, colour in enumerate(("#3fd89a", "#58e0b8", "#7f7ad8")):
        _curtain(sheet, 0.32 + 0.1 * number, hexed(colour), 0.9 - 0.2 * number)
    hills(sheet, horizon * 0.985, is_snowy=True, has_trees=False)
    lit = sheet.image.crop((0, 0, sheet.width, int(horizon)))
    sea(sheet, horizon)
    below = lit.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((sheet.width, sheet.height - int(horizon)))
    surface = sheet.image.crop((0, int(horizon), sheet.width, sheet.height))
    mirrored = Image.blend(surface, below.filter(ImageFilter.GaussianBlur(14 * SCALE)), 0.5)
    sheet.image.paste(mirrored, (0, int(horizon)))
    return sheet.finished()


def _curtain(sheet: Sheet, base: float, colour: Colour, strength: float) -> None:
    width, height = sheet.width // 4, sheet.height // 4
    mask = Image.new("L", (width, height))
    pen = ImageDraw.Draw(mask)
    phase, waves = sheet.thrown(0, math.tau), sheet.thrown(1.4, 2.4)
    for x in range(width):
        along = x / width
        foot = height * (
            base + 0.09 * math.sin(along * waves * math.tau + phase) + 0.03 * math.sin(along * 19 + phase)
        )
        tall = height * (0.2 + 0.1 * math.sin(along * 31 + phase) * math.sin(along * 7))
        for step in range(12):
            top, bottom = foot - tall * (step + 1) / 12, foot - tall * step / 12
            pen.line((x, top, x, bottom), fill=round(210 * strength * (1 - step / 12) ** 1.3))
    mask = mask.filter(ImageFilter.GaussianBlur(2)).resize(sheet.image.size, Image.Resampling.BICUBIC)
    black = Image.new("RGB", sheet.image.size)
    lit = Image.composite(Image.new("RGB", sheet.image.size, colour), black, mask)
    sheet.image = ImageChops.screen(sheet.image, lit)


PAINTERS: dict[str, Callable[[], Image.Image]] = {
    "kayaks": lambda: kayaks(113),
    "bay": lambda: boat(127, "noon"),
    "whales": lambda: whale(131),
    "lights": lambda: northern_lights(137),
    "boat": lambda: boat(139, "snow"),
}
