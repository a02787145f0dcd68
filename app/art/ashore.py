"""What goes out on land: a bicycle by the coast, walkers on a glacier."""

from __future__ import annotations

import math
from collections.abc import Callable

from PIL import Image, ImageDraw

from app.art.canvas import BLACK, LIGHTS, SCALE, WHITE, Colour, Point, Sheet, hexed, mixed
from app.art.nature import hills, ridge, sea, sky


def bicycle(seed: int) -> Image.Image:
    """Draw a bicycle on a road above the sea."""
    sheet = Sheet(seed, LIGHTS["noon"])
    horizon = sheet.height * 0.4
    sky(sheet, horizon)
    hills(sheet, horizon * 0.97, has_trees=False)
    sea(sheet, horizon)
    width, height, pen = sheet.width, sheet.height, sheet.pen
    grass, road = mixed(sheet.near, hexed("#c9b880"), 0.55), hexed("#b8ad9c")
    bank = [(0, height)] + [(width * n / 30, height * (0.66 + 0.02 * math.sin(n * 0.7))) for n in range(31)]
    pen.polygon([*bank, (width, height)], fill=grass)
    pen.polygon([(0, height * 0.8), (width, height * 0.76), (width, height * 0.94), (0, height)], fill=road)
    for _ in range(700):
        x, y = sheet.thrown(0, width), height * sheet.thrown(0.67, 0.78)
        blade = mixed(grass, sheet.near if sheet.dice.random() < 0.5 else WHITE, sheet.thrown(0.1, 0.4))
        pen.line((x, y, x + sheet.thrown(-5, 5), y - height * sheet.thrown(0.01, 0.03)), fill=blade, width=2)
    _bicycle(pen, (width * 0.5, height * 0.87), height * 0.17, hexed("#0e5a57"))
    return sheet.finished()


def _bicycle(pen: ImageDraw.ImageDraw, at: Point, wheel: float, frame: Colour) -> None:
    (x, y), dark = at, hexed("#22282b")
    back, front = (x - wheel * 1.45, y - wheel), (x + wheel * 1.45, y - wheel)
    for hub in (back, front):
        pen.ellipse(
            (hub[0] - wheel, y + wheel * 0.02, hub[0] + wheel, y + wheel * 0.12),
            fill=mixed(dark, WHITE, 0.45),
        )
        pen.ellipse(
            (hub[0] - wheel, hub[1] - wheel, hub[0] + wheel, hub[1] + wheel),
            outline=dark,
            width=round(7 * SCALE),
        )
        for spoke in range(14):
            turn = spoke * math.tau / 14
            end = (hub[0] + math.cos(turn) * wheel * 0.95, hub[1] + math.sin(turn) * wheel * 0.95)
            pen.line((*hub, *end), fill=mixed(dark, WHITE, 0.5), width=1)
    crank, seat, head = (
        (x - wheel * 0.15, y - wheel * 0.9),
        (x - wheel * 0.55, y - wheel * 2.2),
        (x + wheel, y - wheel * 2.15),
    )
    thick = round(11 * SCALE)
    for one, other in (
        (back, crank),
        (crank, seat),
        (seat, back),
        (crank, head),
        (seat, head),
        (head, front),
    ):
        pen.line((*one, *other), fill=frame, width=thick)
    pen.line((crank[0] + wheel * 0.25, crank[1] - wheel * 0.35, head[0] - wheel * 0.2, head[1] + wheel * 0.28),
             fill=dark, width=round(22 * SCALE))  # fmt: skip
    pen.ellipse(
        (crank[0] - wheel * 0.2, crank[1] - wheel * 0.2, crank[0] + wheel * 0.2, crank[1] + wheel * 0.2),
        fill=dark,
    )
    bar = (head[0] - wheel * 0.1, head[1] - wheel * 0.4)
    pen.line((*head, *bar), fill=dark, width=thick)
    pen.line((*bar, bar[0] + wheel * 0.35, bar[1] - wheel * 0.08), fill=dark, width=thick)
    top = (seat[0] - wheel * 0.05, seat[1] - wheel * 0.3)
    pen.line((*seat, *top), fill=dark, width=thick)
    pen.rounded_rectangle(
        (top[0] - wheel * 0.35, top[1] - wheel * 0.1, top[0] + wheel * 0.35, top[1] + wheel * 0.05),
        radius=9,
        fill=dark,
    )
    pen.rounded_rectangle((back[0] - wheel * 0.75, back[1] - wheel * 0.75, back[0] + wheel * 0.1, back[1] - wheel * 0.05),
                          radius=14, fill=hexed("#b7653b"))  # fmt: skip


def glacier(seed: int) -> Image.Image:
    """Draw walkers on a rope, small upon the ice."""
    sheet = Sheet(seed, LIGHTS["snow"])
    width, height, horizon = sheet.width, sheet.height, sheet.height * 0.44
    sky(sheet, horizon)
    hills(sheet, horizon, is_snowy=True, has_trees=False)
    ice = hexed("#dcecf2")
    for number in range(6):
        base = height * (0.52 + 0.085 * number)
        line = ridge(sheet.dice, width, base, height * 0.03, 0.5)
        tone = mixed(mixed(ice, hexed("#7fb4cb"), 0.5 - 0.07 * number), WHITE, 0.1 * number)
        sheet.pen.polygon([(0, height), *line, (width, height)], fill=tone)
        for _ in range(9):
            _crevasse(sheet, base + height * 0.05, mixed(tone, hexed("#2f7fa3"), 0.55))
    _walkers(sheet, height * 0.8)
    return sheet.finished()


def _crevasse(sheet: Sheet, y: float, colour: Colour) -> None:
    x, long = sheet.thrown(0, sheet.width), sheet.width * sheet.thrown(0.03, 0.12)
    down = y + sheet.height * sheet.thrown(-0.02, 0.03)
    sheet.pen.polygon(
        [(x, down), (x + long * 0.5, down - sheet.height * 0.004), (x + long, down + sheet.height * 0.008),
         (x + long * 0.45, down + sheet.height * 0.012)], fill=colour,
    )  # fmt: skip


def _walkers(sheet: Sheet, y: float) -> None:
    pen, size = sheet.pen, sheet.height * 0.085
    hands = []
    for number, coat in enumerate(("#c8452f", "#2f5f8a", "#d9a02c", "#4b7a4a")):
        x, foot = sheet.width * (0.36 + 0.085 * number), y - sheet.height * 0.012 * number
        dark = mixed(sheet.near, BLACK, 0.4)
        pen.ellipse(
            (x - size * 0.5, foot - size * 0.04, x + size * 0.2, foot + size * 0.05), fill=hexed("#a9c9d6")
        )
        for leg in (-0.14, 0.12):
            pen.line((x, foot - size * 0.45, x + size * leg, foot), fill=dark, width=round(size * 0.13))
        pen.rounded_rectangle(
            (x - size * 0.17, foot - size * 0.9, x + size * 0.17, foot - size * 0.38),
            radius=size * 0.1,
            fill=hexed(coat),
        )
        pen.rounded_rectangle(
            (x - size * 0.3, foot - size * 0.86, x - size * 0.12, foot - size * 0.5),
            radius=size * 0.06,
            fill=dark,
        )
        pen.ellipse(
            (x - size * 0.11, foot - size * 1.12, x + size * 0.11, foot - size * 0.9),
            fill=mixed(hexed(coat), BLACK, 0.3),
        )
        pen.line(
            (x + size * 0.3, foot - size * 0.6, x + size * 0.36, foot),
            fill=dark,
            width=max(2, round(size * 0.03)),
        )
        hands.append((x, foot - size * 0.55))
    pen.line(hands, fill=hexed("#b7472f"), width=max(2, round(2 * SCALE)))


PAINTERS: dict[str, Callable[[], Image.Image]] = {
    "bikes": lambda: bicycle(149),
    "glacier": lambda: glacier(151),
}
