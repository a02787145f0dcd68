"""Houses by a lake or in a wood, at six hours."""

from __future__ import annotations

import math
from collections.abc import Callable

from PIL import Image, ImageDraw

from app.art.canvas import BLACK, LIGHTS, SCALE, Colour, Point, Sheet, hexed, mixed
from app.art.nature import hills, pine, sky, stars, water

SNOW = (245, 248, 250)


def house_scene(seed: int, light: str, shape: str, *, has_lake: bool) -> Image.Image:
    """Draw a house: `cabin`, `lodge` or `a-frame`."""
    sheet = Sheet(seed, LIGHTS[light])
    is_snowy = light == "snow"
    horizon = sheet.height * sheet.thrown(0.56, 0.62)
    sky(sheet, horizon)
    if light == "night":
        stars(sheet, horizon)
    hills(sheet, horizon, is_snowy=is_snowy)
    shore = horizon + sheet.height * 0.085
    if has_lake:
        water(sheet, shore)
    ground = mixed(sheet.near, (238, 243, 246), 0.86) if is_snowy else mixed(sheet.near, sheet.sky[3], 0.10)
    foot = _bank(sheet, shore, ground, has_lake=has_lake, is_snowy=is_snowy)
    for _ in range(9):
        place = (foot[0] + sheet.thrown(-0.26, 0.26) * sheet.width, foot[1] + sheet.height * 0.01)
        size = sheet.height * sheet.thrown(0.2, 0.36)
        pine(sheet.pen, place, size, mixed(sheet.near, sheet.far, 0.14), sheet.dice)
    _house(sheet, foot, shape, is_snowy=is_snowy)
    _frame(sheet)
    if not is_snowy:
        _grass(sheet, ground)
    return sheet.finished()


def _bank(sheet: Sheet, shore: float, ground: Colour, *, has_lake: bool, is_snowy: bool) -> Point:
    """Draw the ground in front, and answer where a house can stand on it."""
    width, height = sheet.width, sheet.height

    def beside_lake(x: float) -> float:
        falls = 1 if x < 0.6 else max(0.25, 1 - (x - 0.6) * 2)
        return height - height * (0.13 + 0.05 * math.sin(x * 3.1 + sheet.seed)) * falls

    def in_wood(x: float) -> float:
        return shore + height * (0.05 + 0.03 * math.sin(x * 4 + sheet.seed))

    line = beside_lake if has_lake else in_wood
    edge = [(width * step / 50, line(step / 50) + sheet.thrown(-2, 2) * SCALE) for step in range(51)]
    sheet.pen.polygon([(0, height), *edge, (width, height)], fill=ground)
    if is_snowy:
        drift = [
            (0, height),
            (0, height * 0.93),
            (width * 0.5, height * 0.9),
            (width, height * 0.96),
            (width, height),
        ]
        sheet.pen.polygon(drift, fill=mixed(ground, (205, 218, 228), 0.5))
    if has_lake:
        x = sheet.thrown(0.24, 0.4)
        return width * x, line(x) + height * 0.008
    return width * sheet.thrown(0.4, 0.6), shore + height * 0.15


def _house(sheet: Sheet, foot: Point, shape: str, *, is_snowy: bool) -> None:
    """Draw the house, lit from inside."""
    light = sheet.light
    size = sheet.height * (0.21 if shape == "lodge" else 0.19)
    wood = mixed(sheet.near, (126, 86, 56), 0.28 if light.is_dark else 0.55)
    roof, glow = mixed(sheet.near, (28, 30, 32), 0.45), hexed(light.glow)
    foot = (foot[0], foot[1] + sheet.height * 0.012)
    if shape == "a-frame":
        _a_frame(sheet.pen, foot, size, (wood, roof, glow), is_snowy=is_snowy)
    else:
        _log_house(sheet.pen, foot, size, (wood, roof, glow), is_long=shape == "lodge", is_snowy=is_snowy)
    lit = 0.28 if light.is_dark or light is LIGHTS["dawn"] else 0.09
    sheet.glow((foot[0], foot[1] - size * 0.25), size * 0.9, mixed(BLACK, glow, 0.55), lit)


def _a_frame(
    pen: ImageDraw.ImageDraw,
    foot: Point,
    size: float,
    colours: tuple[Colour, Colour, Colour],
    *,
    is_snowy: bool,
) -> None:
    (x, y), (wood, roof, glow), w = foot, colours, size * 1.15
    pen.polygon([(x - w * 0.62, y), (x, y - size * 1.5), (x + w * 0.62, y)], fill=roof)
    pen.polygon([(x - w * 0.44, y), (x, y - size * 1.12), (x + w * 0.44, y)], fill=wood)
    pen.polygon(
        [(x - w * 0.2, y - size * 0.42), (x, y - size * 0.9), (x + w * 0.2, y - size * 0.42)], fill=glow
    )
    pen.rectangle((x - w * 0.28, y - size * 0.34, x - w * 0.05, y - size * 0.06), fill=glow)
    pen.rectangle((x + w * 0.06, y - size * 0.34, x + w * 0.2, y), fill=mixed(wood, BLACK, 0.35))
    if is_snowy:
        top, edge = (x, y - size * 1.58), y - size * 0.04
        inner = [(x + w * 0.58, edge), (x, y - size * 1.42), (x - w * 0.58, edge)]
        pen.polygon([(x - w * 0.66, edge), top, (x + w * 0.66, edge), *inner], fill=SNOW)


def _log_house(
    pen: ImageDraw.ImageDraw, foot: Point, size: float, colours: tuple[Colour, Colour, Colour], *, is_long: bool,
    is_snowy: bool,
) -> None:  # fmt: skip
    (x, y), (wood, roof, glow), long = foot, colours, size * 1.15 * (1.7 if is_long else 1.0)
    pen.rectangle((x - long * 0.5, y - size * 0.62, x + long * 0.5, y), fill=wood)
    for log in range(1, 6):
        height = y - size * 0.62 * log / 6
        pen.line(
            (x - long * 0.5, height, x + long * 0.5, height),
            fill=mixed(wood, BLACK, 0.12),
            width=max(1, int(size * 0.008)),
        )
    eaves, ridge = y - size * 0.58, y - size * 1.08
    corners = [
        (x - long * 0.58, eaves),
        (x - long * 0.36, ridge),
        (x + long * 0.36, ridge),
        (x + long * 0.58, eaves),
    ]
    pen.polygon(corners, fill=roof)
    pen.rectangle(
        (x + long * 0.18, y - size * 1.3, x + long * 0.26, y - size * 0.95), fill=mixed(roof, BLACK, 0.2)
    )
    if is_snowy:
        low, high = y - size * 0.66, y - size
        inner = [
            (x + long * 0.53, low),
            (x + long * 0.34, high),
            (x - long * 0.34, high),
            (x - long * 0.53, low),
        ]
        pen.polygon([*corners, *inner], fill=SNOW)
    count = 5 if is_long else 3
    for number in range(count):
        centre = x - long * 0.5 + long * (number + 0.5) / count
        if number == count // 2:
            pen.rectangle(
                (centre - long * 0.05, y - size * 0.42, centre + long * 0.05, y), fill=mixed(wood, BLACK, 0.4)
            )
        else:
            _window(pen, (centre, y), size, long * 0.085, wood, glow)


def _window(
    pen: ImageDraw.ImageDraw, at: Point, size: float, half: float, frame: Colour, glow: Colour
) -> None:
    (x, y), bar = at, max(1, int(size * 0.015))
    pen.rectangle((x - half, y - size * 0.44, x + half, y - size * 0.18), fill=glow)
    pen.line((x, y - size * 0.44, x, y - size * 0.18), fill=frame, width=bar)
    pen.line((x - half, y - size * 0.31, x + half, y - size * 0.31), fill=frame, width=bar)


def _frame(sheet: Sheet) -> None:
    """Draw the dark pines between which one looks."""
    dark, width, height = mixed(sheet.near, (6, 12, 14), 0.4), sheet.width, sheet.height
    for is_left in (True, False):
        for _ in range(6):
            x = width * (sheet.thrown(0.02, 0.17) if is_left else sheet.thrown(0.84, 1.0))
            size = height * sheet.thrown(0.34, 0.74) * (1 if is_left else 0.85)
            colour = mixed(dark, sheet.near, sheet.dice.random() * 0.5)
            pine(sheet.pen, (x, height * sheet.thrown(0.97, 1.06)), size, colour, sheet.dice)


def _grass(sheet: Sheet, ground: Colour) -> None:
    pen, dice = sheet.pen, sheet.dice
    for _ in range(1400):
        x, y = sheet.thrown(0, sheet.width), sheet.height - dice.random() ** 2 * sheet.height * 0.1
        long = sheet.height * sheet.thrown(0.012, 0.035)
        colour = mixed(ground, sheet.near if dice.random() < 0.6 else sheet.far, sheet.thrown(0.1, 0.5))
        pen.line(
            (x, y, x + sheet.thrown(-0.4, 0.4) * long, y - long), fill=colour, width=max(1, round(SCALE))
        )


PAINTERS: dict[str, Callable[[], Image.Image]] = {
    "heron": lambda: house_scene(11, "dawn", "cabin", has_lake=True),
    "birch": lambda: house_scene(23, "noon", "a-frame", has_lake=False),
    "north-lodge": lambda: house_scene(37, "snow", "lodge", has_lake=False),
    "boathouse": lambda: house_scene(41, "dusk", "lodge", has_lake=True),
    "kingfisher": lambda: house_scene(59, "noon", "cabin", has_lake=True),
    "alder": lambda: house_scene(71, "night", "a-frame", has_lake=False),
}
