"""What every drawing begins with: colours, light, a sheet that is drawn larger than it is shown."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]
Stops = list[tuple[float, Colour]]

SIZE = (1600, 1067)
SCALE = 1.25  # edges are smooth when they are drawn larger; at 2 it takes three times as long
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def hexed(text: str) -> Colour:
    """Read a colour such as `#9db6bb`."""
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red, green, blue


def mixed(one: Colour, other: Colour, ratio: float) -> Colour:
    """Mix two colours."""
    red, green, blue = (round(a + (b - a) * ratio) for a, b in zip(one, other, strict=True))
    return red, green, blue


@dataclass(frozen=True)
class Light:
    """The colours of an hour, the sky from its top to the horizon."""

    sky: tuple[str, str, str, str]
    sun: str
    far: str
    near: str
    water: str
    glow: str
    is_dark: bool = False


LIGHTS = {
    "dawn": Light(("#8fb0bd", "#c9cdd0", "#f3c9ac", "#f7d9b8"), "#fff3d9", "#9db6bb", "#1f3d3b", "#c5c9c4", "#ffd58a"),
    "noon": Light(("#6fa9c0", "#9cc6d2", "#cfe3e4", "#eef4ef"), "#ffffff", "#a9c6c4", "#234b3c", "#b9d6d8", "#ffe7b0"),
    "dusk": Light(
        ("#374a6b", "#7d6f93", "#d78a86", "#f2b08a"), "#ffe0b8", "#756f92", "#16242f", "#a98a92", "#ffc063", True
    ),
    "snow": Light(("#8ea6ba", "#b9c7d3", "#dfe3e6", "#f3ede6"), "#ffffff", "#b8c6d0", "#2c4450", "#d9e2e6", "#ffd28a"),
    "night": Light(
        ("#132338", "#24405a", "#3f6274", "#6f8f9b"), "#f4f1e2", "#46697a", "#0d1a24", "#3f6274", "#ffbf5e", True
    ),
}  # fmt: skip


@dataclass
class Sheet:
    """A drawing in the making, its own dice, and the light that it stands in."""

    seed: int
    light: Light
    image: Image.Image = field(init=False)
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        """Begin with an empty sheet."""
        self.image = Image.new("RGB", (round(SIZE[0] * SCALE), round(SIZE[1] * SCALE)))
        self.dice = random.Random(self.seed)

    @property
    def width(self) -> int:
        """Answer the width while it is drawn."""
        return self.image.width

    @property
    def height(self) -> int:
        """Answer the height while it is drawn."""
        return self.image.height

    @property
    def pen(self) -> ImageDraw.ImageDraw:
        """Answer a pen for the sheet as it is now."""
        return ImageDraw.Draw(self.image)

    @property
    def sky(self) -> list[Colour]:
        """Answer the colours of the sky, from its top."""
        return [hexed(each) for each in self.light.sky]

    @property
    def near(self) -> Colour:
        """Answer the darkest colour, of what is closest."""
        return hexed(self.light.near)

    @property
    def far(self) -> Colour:
        """Answer the colour of what is far away."""
        return hexed(self.light.far)

    def thrown(self, least: float, most: float) -> float:
        """Throw the dice."""
        return self.dice.uniform(least, most)

    def fill(self, stops: Stops) -> None:
        """Fill the sheet from top to bottom."""
        self.image.paste(shaded(self.width, self.height, stops))

    def glow(self, at: Point, radius: float, colour: Colour, strength: float) -> None:
        """Let light shine from a point, softly."""
        small = (max(1, self.width // 8), max(1, self.height // 8))
        mask = Image.new("L", small)
        x, y, r = at[0] / 8, at[1] / 8, radius / 8
        ImageDraw.Draw(mask).ellipse((x - r, y - r, x + r, y + r), fill=round(255 * strength))
        mask = mask.filter(ImageFilter.GaussianBlur(r * 0.45)).resize(
            self.image.size, Image.Resampling.BICUBIC
        )
        lit = Image.composite(
            Image.new("RGB", self.image.size, colour), Image.new("RGB", self.image.size), mask
        )
        self.image = ImageChops.screen(self.image, lit)

    def veil(self, y: float, reach: float, colour: Colour, strength: float) -> None:
        """Draw mist along a height."""
        mask = Image.new("L", (1, self.height))
        mask.putdata([
            round(255 * strength * max(0.0, 1 - abs(row - y) / reach) ** 1.6) for row in range(self.height)
        ])  # fmt: skip
        self.image.paste(
            Image.new("RGB", self.image.size, colour),
            mask=mask.resize(self.image.size, Image.Resampling.BILINEAR),
        )

    def finished(self) -> Image.Image:
        """Answer the drawing as it is shown, with a little grain."""
        image = self.image.resize(SIZE, Image.Resampling.LANCZOS)
        noise = Image.effect_noise((SIZE[0] // 2, SIZE[1] // 2), 7).resize(SIZE).convert("RGB")
        return Image.blend(image, ImageChops.overlay(image, noise), 0.18)


def shaded(width: int, height: int, stops: Stops) -> Image.Image:
    """Answer a field of colours that flow into each other from top to bottom.

    Shapes:  `stops` from 0 to 1, in order.
    """
    column = Image.new("RGB", (1, height))
    column.putdata([_at(row / max(1, height - 1), stops) for row in range(height)])
    return column.resize((width, height))


def _at(place: float, stops: Stops) -> Colour:
    for (first, one), (last, other) in itertools.pairwise(stops):
        if place <= last:
            return mixed(one, other, (place - first) / (last - first))
    return stops[-1][1]
