"""Pictures that are drawn: the demo's cabins, rooms, boats and tours. The same number draws the same picture."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from app.art import ashore, indoors, landscape, seas
from app.art.canvas import SIZE

__all__ = ["DRAWINGS", "SIZE", "draw"]

Painter = Callable[[], Image.Image]

DRAWINGS: dict[str, Painter] = {
    **landscape.PAINTERS,
    **indoors.PAINTERS,
    **ashore.PAINTERS,
    **seas.PAINTERS,
}


def draw(number: int) -> Image.Image:
    """Draw one by its place among them."""
    return [*DRAWINGS.values()][number]()
