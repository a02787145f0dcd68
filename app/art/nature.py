"""What stands in landscapes: sky and sun, ridges, pines, water."""

from __future__ import annotations

import itertools
import random

from PIL import Image, ImageDraw, ImageFilter

from app.art.canvas import SCALE, WHITE, Colour, Point, Sheet, hexed, mixed, shaded


def sky(sheet: Sheet, horizon: float) -> None:
    """Draw the sky with its sun or moon, and stars at night."""
    top, high, low, last = sheet.sky
    sheet.fill([(0, top), (0.28, high), (0.46, low), (0.6, last), (1, last)])
    sun = hexed(sheet.light.sun)
    x, y = sheet.width * sheet.thrown(0.2, 0.8), horizon * sheet.thrown(0.42, 0.72)
    radius = sheet.height * 0.035
    sheet.glow((x, y), radius * 5, mixed((0, 0, 0), sun, 0.55), 0.9)
    sheet.pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=sun)


def stars(sheet: Sheet, horizon: float, count: int = 160) -> None:
    """Draw stars above the horizon."""
    pen = sheet.pen
    for _ in range(count):
        x, y = sheet.thrown(0, sheet.width), sheet.thrown(0, horizon * 0.7)
        r = sheet.thrown(0.6, 1.9) * SCALE * 0.6
        pen.ellipse(
            (x - r, y - r, x + r, y + r), fill=mixed(sheet.sky[0], (255, 255, 245), sheet.thrown(0.3, 0.9))
        )


def ridge(dice: random.Random, width: float, base: float, amplitude: float, rough: float) -> list[Point]:
    """Answer the line of a range of hills, halved nine times."""
    heights, reach = [dice.uniform(-1, 1), dice.uniform(-1, 1)], 1.0
    for _ in range(9):
        finer = []
        for one, other in itertools.pairwise(heights):
            finer += [one, (one + other) / 2 + dice.uniform(-reach, reach) * rough]
        heights, reach = [*finer, heights[-1]], reach * 0.52
    steps = len(heights) - 1
    return [(place * width / steps, base - amplitude * height) for place, height in enumerate(heights)]


def pine(pen: ImageDraw.ImageDraw, foot: Point, height: float, colour: Colour, dice: random.Random) -> None:
    """Draw a pine on its foot."""
    (x, y), width = foot, height * dice.uniform(0.30, 0.38)
    pen.rectangle((x - height * 0.018, y - height * 0.12, x + height * 0.018, y), fill=colour)
    for tier in range(5):
        up = tier / 5
        low, half = y - height * (0.1 + 0.9 * up), width * (1 - up) ** 0.85 * 0.62 + 2
        rise, lean = height * 0.34 * (1 - up * 0.45), dice.uniform(-0.04, 0.04) * width
        shoulder = low - rise * 0.22
        pen.polygon(
            [(x - half, low), (x - half * 0.45, shoulder), (x + lean, low - rise), (x + half * 0.45, shoulder),
             (x + half, low)], fill=colour,
        )  # fmt: skip


def hills(sheet: Sheet, horizon: float, *, is_snowy: bool = False, has_trees: bool = True) -> None:
    """Draw five ranges of hills, each nearer than the one before, with mist between them."""
    height, last = sheet.height, sheet.sky[3]
    for number in range(5):
        near = number / 4
        base = horizon - height * (0.16 * (1 - near) - 0.03 * near)
        colour = mixed(mixed(last, sheet.far, 0.75), sheet.near, near**1.25 * 0.82)
        line = ridge(sheet.dice, sheet.width, base, height * (0.15 * (1 - near) + 0.035), 0.62 - 0.2 * near)
        sheet.pen.polygon([(0, height), *line, (sheet.width, height)], fill=colour)
        if is_snowy and number < 3:
            below = [(x, y + max(0.0, base - y) * 0.45 + height * 0.004) for x, y in reversed(line)]
            sheet.pen.polygon([*line, *below], fill=mixed(colour, (250, 252, 253), 0.75 - 0.2 * near))
        if has_trees and number >= 2:
            _tree_line(sheet, line, near, mixed(colour, sheet.near, 0.22 + 0.2 * near))
        sheet.veil(base + height * 0.04, height * 0.085, mixed(last, WHITE, 0.25), 0.37 * (1 - near) + 0.03)


def _tree_line(sheet: Sheet, line: list[Point], near: float, colour: Colour) -> None:
    pen, dice, width = sheet.pen, sheet.dice, sheet.width
    for x in range(0, width, max(6, int(width * (0.006 + 0.006 * near)))):
        if dice.random() < 0.8:
            y = line[min(len(line) - 1, int(x / width * (len(line) - 1)))][1] + sheet.height * 0.012
            size = sheet.height * (0.02 + 0.05 * near) * dice.uniform(0.65, 1.25)
            pine(pen, (x + dice.uniform(-4, 4) * SCALE, y), size, colour, dice)


def water(sheet: Sheet, shore: float, *, depth: float = 0.46) -> None:
    """Draw still water from the shore down, in which what stands above is seen."""
    top, width, height = int(shore), sheet.width, sheet.height
    above = sheet.image.crop((0, max(0, 2 * top - height), width, top)).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    mirrored = above.resize((width, height - top)).filter(ImageFilter.GaussianBlur(5 * SCALE))
    plain, last = hexed(sheet.light.water), sheet.sky[3]
    shade = shaded(width, height - top, [(0, mixed(plain, last, 0.35)), (1, mixed(plain, sheet.near, 0.55))])
    surface = Image.blend(mirrored, shade, depth)
    sheet.image.paste(surface, (0, top))
    pen = sheet.pen
    for _ in range(150):
        y = top + (height - top - 1) * sheet.dice.random() ** 1.7
        x, long = (
            sheet.thrown(0, width - 1),
            width * sheet.thrown(0.015, 0.1) * (0.35 + (y - top) / (height - top)),
        )
        under = surface.getpixel((int(x), int(y) - top))
        if isinstance(under, tuple):
            lit = mixed((int(under[0]), int(under[1]), int(under[2])), last, 0.4)
            pen.line((x, y, x + long, y), fill=lit, width=max(1, round(SCALE)))


def sea(sheet: Sheet, horizon: float) -> None:
    """Draw open water whose waves grow towards the viewer."""
    width, height, top = sheet.width, sheet.height, int(horizon)
    plain, last = hexed(sheet.light.water), sheet.sky[3]
    shade = [
        (0.0, mixed(plain, last, 0.5)),
        (0.25, mixed(plain, sheet.far, 0.3)),
        (1.0, mixed(plain, sheet.near, 0.72)),
    ]
    sheet.image.paste(shaded(width, height - top, shade), (0, top))
    pen = sheet.pen
    for _ in range(900):
        down = sheet.dice.random() ** 1.4
        y, x = top + (height - top) * down, sheet.thrown(-0.05, 1) * width
        long = width * (0.006 + 0.06 * down) * sheet.thrown(0.4, 1.3)
        tone = mixed(plain, last if sheet.dice.random() < 0.55 else sheet.near, sheet.thrown(0.25, 0.7))
        pen.line((x, y, x + long, y), fill=tone, width=max(1, round(SCALE * (0.7 + 2.2 * down))))
