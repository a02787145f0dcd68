"""Files as people bring them: pictures of every kind, and what only says that it is one."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageCms, PngImagePlugin

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><rect width="9" height="9"/></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def drawn(
    width: int = 64, height: int = 48, mode: str = "RGB", colour: object = (200, 40, 30)
) -> Image.Image:
    """A plain picture with a darker left half, so that it can be told which way is up."""
    image = Image.new(mode, (width, height), colour)
    if mode == "RGB":
        image.paste((20, 20, 20), (0, 0, width // 4, height // 4))
    return image


def file(kind: str = "PNG", image: Image.Image | None = None, **options: object) -> bytes:
    """A picture as a file."""
    out = BytesIO()
    (image or drawn()).save(out, kind, **options)
    return out.getvalue()


def photo(orientation: int = 6, width: int = 64, height: int = 48) -> bytes:
    """A JPEG of a phone: turned by its metadata, with a place, a camera and a profile in it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = orientation, "Camera Of Ada", "41.40338, 2.17403"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return file(
        "JPEG", drawn(width, height), exif=exif.tobytes(), icc_profile=profile, comment=b"by Ada", quality=95
    )


def moving(kind: str) -> bytes:
    """Several pictures in one file."""
    return file(kind, save_all=True, append_images=[drawn(colour=(0, 0, 200))], duration=90)


def chunk(name: bytes, body: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of(width: int, height: int, *more: bytes, pixels: bytes = b"") -> bytes:
    """A PNG whose head says any size."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def bomb(width: int = 8_000, height: int = 6_000) -> bytes:
    """Few bytes that are many pixels, all of them really there."""
    line = b"\0" + bytes(3 * width)
    packer = zlib.compressobj(9)
    pixels = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    return png_of(width, height, pixels=pixels)


def with_huge_text() -> bytes:
    """A PNG with a text of 200 MB in 200 kB."""
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(200)) + packer.flush()
    data = file("PNG")
    return data[:33] + chunk(b"zTXt", b"Comment\0\0" + body) + data[33:]


def with_text() -> bytes:
    """A PNG that carries a text."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Ada was here</x:xmpmeta>")
    return file("PNG", pnginfo=info)


def polyglot() -> bytes:
    """A JPEG that is a page, a script and an archive as well."""
    body = file("JPEG")
    comment = b"*/=1;/*" + HTML + b"*/alert(1)/*"
    return (
        body[:2]
        + b"\xff\xfe"
        + struct.pack(">H", len(comment) + 2)
        + comment
        + body[2:]
        + HTML
        + b"PK\x05\x06"
        + bytes(18)
    )
