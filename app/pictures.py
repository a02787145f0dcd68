"""Read what people upload as pictures, by decoding and never by name, and write it anew for pages.

What goes out was drawn from the pixels alone: no byte of the file itself, no name, no metadata is kept.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 16_000  # WebP ends at 16,383
WIDTHS = (480, 960, 1600)
READ = ("JPEG", "PNG", "WEBP", "AVIF")
STILL_IN_SPITE_OF_FRAMES = {"JPEG", "MPO"}  # phones put a preview or a depth map behind the first
ORIENTATION, TURNED = 0x0112, {5, 6, 7, 8}

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
_TURN = threading.Lock()  # forty million pixels fill 160 MB: a process reads one picture at a time
_SRGB = ImageCms.createProfile("sRGB")


class Kind(StrEnum):
    """A kind of file that pages are given."""

    AVIF = "avif"
    WEBP = "webp"


class Unusable(Exception):
    """A file can't become a picture; `code` says why."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


@dataclass(frozen=True)
class Original:
    """A picture that was read.

    Shapes:  `image` is upright, sRGB, at most the largest width, and without any metadata; `width` and `height` are the
             file's, upright; `colour` is its most frequent one as `#rrggbb`, empty where one can see through it.
    """

    image: Image.Image
    width: int
    height: int
    colour: str


def widths_of(width: int) -> list[int]:
    """Answer the widths in which a picture is kept: never enlarged, its own one where it is a small one."""
    return sorted({*(each for each in WIDTHS if each < width), min(width, WIDTHS[-1])})


def height_at(width: int, of: tuple[int, int]) -> int:
    """Answer how high a picture of these sides is at a width."""
    return max(1, round(of[1] * width / of[0]))


def read(data: bytes) -> Original:
    """Read a file.

    Raises:  Unusable (picture_empty, picture_too_heavy, picture_too_large, picture_of_no_kind, picture_moves,
             picture_broken).
    """
    if not data:
        raise Unusable("picture_empty")
    if len(data) > MOST_BYTES:
        raise Unusable("picture_too_heavy", most=MOST_BYTES // 1024**2)
    with _TURN, _said():
        image = Image.open(BytesIO(data), formats=READ)
        _check(image)
        width, height = image.size
        if image.getexif().get(ORIENTATION) in TURNED:
            width, height = height, width
        image.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))
        shown = _upright(image)
    return Original(shown, width, height, _colour(shown))


def taken(image: Image.Image) -> Original:
    """Take an image that was drawn here as if it had been brought."""
    return Original(_resized(image, min(image.width, WIDTHS[-1])), image.width, image.height, _colour(image))


def reopened(data: bytes) -> Image.Image:
    """Read a file that `master` wrote."""
    image = Image.open(BytesIO(data), formats=("WEBP",))
    image.load()
    return image


def encode(image: Image.Image, kind: Kind, width: int) -> bytes:
    """Write a picture that was read as a file of a kind and a width."""
    small = _resized(image, width)
    out = BytesIO()
    if kind is Kind.AVIF:
        small.save(out, "AVIF", quality=55)
    else:
        small.save(out, "WEBP", quality=76, method=4)
    return out.getvalue()


def master(image: Image.Image) -> bytes:
    """Write a picture that was read so well that others can be made of it later."""
    out = BytesIO()
    image.save(out, "WEBP", quality=95, method=2)
    return out.getvalue()


@contextmanager
def _said() -> Iterator[None]:
    """Turn what a decoder raises into what can be said: on hostile bytes that may be anything."""
    try:
        yield
    except Unusable:
        raise
    except UnidentifiedImageError as error:
        raise Unusable("picture_of_no_kind") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except Exception as error:
        raise Unusable("picture_broken") from error


def _too_large() -> Unusable:
    return Unusable("picture_too_large", most=MOST_PIXELS // 10**6, side=LONGEST_SIDE)


def _check(image: Image.Image) -> None:
    """Refuse by what the head of the file says, before a pixel is decoded."""
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise _too_large()
    if image.format not in STILL_IN_SPITE_OF_FRAMES and getattr(image, "n_frames", 1) > 1:
        raise Unusable("picture_moves")


def _upright(image: Image.Image) -> Image.Image:
    """Decode an image and answer it upright, small enough, in sRGB and bare."""
    image.load()
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value / 257).convert("L")  # 16 bits a pixel
    elif image.mode not in {"RGB", "RGBA", "L", "CMYK"}:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    elif image.mode in {"RGB", "L"} and "transparency" in image.info:
        image = image.convert("RGBA")
    image = _in_srgb(_resized(image, min(image.width, WIDTHS[-1])), profile)
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    image.info = {}  # or the encoders would write the profile, the place and the comments again
    return image


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert by the profile that came with an image; one that can't be used is as none."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            found = ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            found = None
        if found is not None:
            return found
    return image.convert(mode)


def _resized(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    size = (width, height_at(width, image.size))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _colour(image: Image.Image) -> str:
    if image.mode == "RGBA":
        return ""
    few = image.resize((48, 48), Image.Resampling.BOX).quantize(6).convert("RGB")
    found = max(few.getcolors() or [(1, (0, 0, 0))])[1]
    return "#{:02x}{:02x}{:02x}".format(*found) if isinstance(found, tuple) else ""
