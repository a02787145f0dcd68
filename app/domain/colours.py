"""A business's colour, fit to be read: contrast as WCAG 2.2 measures it, and a lighter sister for the dark."""

import re

WHITE, PAPER, NIGHT, INK = "#ffffff", "#f2f1ed", "#0e1314", "#06201e"
LEAST = 4.5
STEPS = 40

Rgb = tuple[int, int, int]


def is_colour(text: str) -> bool:
    """Tell whether a text is a colour, as #08615c."""
    return re.fullmatch(r"#[0-9a-f]{6}", text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21.

    Source:  WCAG 2.2, contrast ratio.
    """
    first, second = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def is_readable(accent: str) -> bool:
    """Tell whether a colour can be read on paper, and white on it."""
    return min(contrast(accent, PAPER), contrast(accent, WHITE)) >= LEAST


def darkened(accent: str) -> str:
    """Return the nearest darker colour that can be read on paper."""
    return next(each for each in _towards(accent, "#000000") if is_readable(each))


def for_the_dark(accent: str) -> str:
    """Return the nearest lighter colour that can be read at night, and dark ink on it."""
    return next(
        each
        for each in _towards(accent, WHITE)
        if min(contrast(each, NIGHT), contrast(each, INK)) >= LEAST + 1.5
    )


def mixed(one: str, other: str, share: float) -> str:
    """Return a colour of which `share`, from 0 to 1, is the other."""
    parts = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def _towards(one: str, other: str) -> list[str]:
    return [mixed(one, other, step / STEPS) for step in range(STEPS + 1)]


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    parts = (value / 255 for value in _rgb(colour))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
