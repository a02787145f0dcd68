"""A hotel above a river: its street of houses, and its rooms."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from app.art.canvas import BLACK, LIGHTS, WHITE, Colour, Sheet, hexed, mixed
from app.art.nature import hills, sea, sky

FACADES = ("#e9d5b5", "#d9b38c", "#e6e1d6", "#c98f6c", "#b9cbd2", "#efe3c6", "#d8a59a")
TILES, LINEN, WOOD = "#a4563c", "#f4efe6", "#8a6343"


def town(seed: int) -> Image.Image:
    """Draw old houses that climb from a river in the evening."""
    sheet = Sheet(seed, LIGHTS["dusk"])
    horizon = sheet.height * 0.46
    sky(sheet, horizon)
    hills(sheet, horizon, has_trees=False)
    sea(sheet, sheet.height * 0.52)
    for row in range(5):
        base = sheet.height * (0.66 + 0.1 * row)
        x = -sheet.width * 0.04 * (row % 2)
        while x < sheet.width:
            wide = sheet.width * sheet.thrown(0.07, 0.13)
            high = sheet.height * sheet.thrown(0.14, 0.24)
            slope = sheet.height * 0.12 * abs(x / sheet.width - 0.35)
            _town_house(sheet, (x, base - slope - high, x + wide, sheet.height), near=0.5 + 0.1 * row)
            x += wide
    sheet.veil(sheet.height * 0.62, sheet.height * 0.16, sheet.sky[2], 0.22)
    return sheet.finished()


def _town_house(sheet: Sheet, box: tuple[float, float, float, float], *, near: float) -> None:
    left, top, right, bottom = box
    pen, glow = sheet.pen, hexed(sheet.light.glow)
    wall = mixed(mixed(hexed(sheet.dice.choice(FACADES)), sheet.sky[0], 0.42), sheet.near, 0.28 * near)
    roof = mixed(mixed(hexed(TILES), sheet.sky[0], 0.38), sheet.near, 0.2)
    wide, eaves = right - left, (right - left) * 0.22
    pen.rectangle((left, top, right, bottom), fill=wall)
    pen.polygon([(left - wide * 0.04, top), (left + wide * 0.2, top - eaves), (right - wide * 0.2, top - eaves),
                 (right + wide * 0.04, top)], fill=roof)  # fmt: skip
    pane_w, pane_h, step = wide * 0.15, wide * 0.24, wide * 0.42
    for row in range(4):
        for column in range(3):
            x, y = left + wide * (0.12 + 0.305 * column), top + wide * 0.14 + row * step
            lit = sheet.dice.random() < 0.4
            pen.rectangle((x, y, x + pane_w, y + pane_h), fill=glow if lit else mixed(wall, sheet.near, 0.6))


def room(seed: int, light: str, *, is_suite: bool) -> Image.Image:
    """Draw a room whose window looks over the river."""
    sheet = Sheet(seed, LIGHTS[light])
    horizon = sheet.height * 0.45
    sky(sheet, horizon)
    hills(sheet, horizon * 0.98, has_trees=False)
    sea(sheet, horizon * 1.06)
    view = sheet.image.copy()
    wall = mixed(hexed("#e7ddcc"), sheet.near, 0.42 if sheet.light.is_dark else 0.06)
    sheet.fill([(0, mixed(wall, BLACK, 0.1)), (0.6, wall), (1, wall)])
    _floor(sheet, mixed(hexed(WOOD), sheet.near, 0.4 if sheet.light.is_dark else 0.1))
    _window(
        sheet, view, (0.3, 0.1, 0.94, 0.8) if is_suite else (0.5, 0.14, 0.9, 0.62), panes=4 if is_suite else 2
    )
    _bed(sheet, 0.02, 0.62 if is_suite else 0.56)
    _lamp(sheet, 0.09)
    return sheet.finished()


def _floor(sheet: Sheet, wood: Colour) -> None:
    pen, width, height = sheet.pen, sheet.width, sheet.height
    pen.rectangle((0, height * 0.78, width, height), fill=wood)
    for number in range(-6, 18):
        pen.line(
            (width * (0.5 + (number - 6) * 0.06), height * 0.78, width * (0.5 + (number - 6) * 0.13), height),
            fill=mixed(wood, BLACK, 0.18), width=2,
        )  # fmt: skip


def _window(sheet: Sheet, view: Image.Image, part: tuple[float, float, float, float], *, panes: int) -> None:
    """Set a window into the wall, with curtains; one that reaches down is a door to a balcony."""
    width, height = sheet.width, sheet.height
    left, top, right, bottom = (
        round(each * side) for each, side in zip(part, (width, height) * 2, strict=True)
    )
    frame, bar = mixed(hexed(LINEN), sheet.near, 0.25), round(width * 0.008)
    sheet.pen.rectangle((left - bar * 2, top - bar * 2, right + bar * 2, bottom + bar * 2), fill=frame)
    sheet.image.paste(
        view.resize((right - left, bottom - top), box=(0, 0, width, height * 0.82)), (left, top)
    )
    pen = sheet.pen
    for number in range(1, panes):
        x = left + (right - left) * number / panes
        pen.rectangle((x - bar / 2, top, x + bar / 2, bottom), fill=frame)
    if bottom > height * 0.7:
        for number in range(1, 40):
            x = left + (right - left) * number / 40
            pen.line((x, bottom - height * 0.17, x, bottom), fill=sheet.near, width=max(1, bar // 3))
        pen.line(
            (left, bottom - height * 0.17, right, bottom - height * 0.17), fill=sheet.near, width=bar // 2
        )
    cloth = mixed(hexed("#d9c9ae"), sheet.near, 0.35 if sheet.light.is_dark else 0.05)
    for edge, way in ((left, -1), (right, 1)):
        for fold in range(5):
            x = edge + way * width * (0.012 * fold - 0.014)
            tone = mixed(cloth, BLACK, 0.05 + 0.06 * (fold % 2))
            pen.rectangle((x, top - height * 0.05, x + width * 0.013, bottom + height * 0.08), fill=tone)


def _bed(sheet: Sheet, left: float, right: float) -> None:
    width, height, pen = sheet.width, sheet.height, sheet.pen
    dim = 0.3 if sheet.light.is_dark else 0.0
    linen, wood = mixed(hexed(LINEN), sheet.near, dim), mixed(hexed(WOOD), sheet.near, 0.15 + dim)
    x, end, top = width * left, width * right, height * 0.66
    pen.rounded_rectangle(
        (x, height * 0.44, x + width * 0.045, height * 0.94), radius=width * 0.01, fill=wood
    )
    pen.rounded_rectangle((x + width * 0.02, top, end, height * 0.9), radius=width * 0.02, fill=linen)
    cover = mixed(hexed("#5d7f83"), sheet.near, 0.1 + dim)
    pen.rounded_rectangle((x + (end - x) * 0.42, top - height * 0.008, end + width * 0.008, height * 0.92),
                          radius=width * 0.02, fill=cover)  # fmt: skip
    for number in range(7):
        down = x + (end - x) * (0.5 + 0.07 * number)
        pen.line((down, top, down - width * 0.012, height * 0.91), fill=mixed(cover, BLACK, 0.12), width=3)
    for lift in (0.0, 0.055):
        pen.rounded_rectangle(
            (x + width * 0.05, top - height * (0.075 + lift), x + width * 0.19, top + height * (0.02 - lift)),
            radius=width * 0.02, fill=mixed(linen, WHITE if lift else BLACK, 0.25 if lift else 0.05),
        )  # fmt: skip
    for leg in (x + width * 0.05, end - width * 0.03):
        pen.rectangle((leg, height * 0.9, leg + width * 0.012, height * 0.95), fill=wood)


def _lamp(sheet: Sheet, place: float) -> None:
    x, y, size = sheet.width * place, sheet.height * 0.3, sheet.height * 0.11
    glow = hexed(sheet.light.glow)
    sheet.glow(
        (x, y + size * 0.6), size * 2.4, mixed(BLACK, glow, 0.6), 0.55 if sheet.light.is_dark else 0.25
    )
    pen = sheet.pen
    pen.line((x, 0, x, y), fill=sheet.near, width=3)
    shade = [
        (x - size * 0.3, y),
        (x + size * 0.3, y),
        (x + size * 0.6, y + size * 0.7),
        (x - size * 0.6, y + size * 0.7),
    ]
    pen.polygon(shade, fill=mixed(glow, WHITE, 0.35))


PAINTERS: dict[str, Callable[[], Image.Image]] = {
    "miradouro": lambda: town(83),
    "double-room": lambda: room(97, "noon", is_suite=False),
    "suite": lambda: room(103, "dusk", is_suite=True),
}
