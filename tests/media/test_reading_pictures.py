"""What people upload becomes a picture by being decoded, or is refused by a code; nothing else of it is left."""

import threading
import time
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from app import pictures
from app.pictures import Kind, Unusable, encode, height_at, master, read, widths_of
from tests import brought
from tests.brought import drawn, file


def code_of(data):
    with pytest.raises(Unusable) as caught:
        read(data)
    return caught.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "MPO"])
def test_the_four_kinds_are_read_whatever_they_are_called(kind):
    options = {"save_all": True, "append_images": [drawn()]} if kind == "MPO" else {}
    found = read(file(kind, **options))
    assert (found.width, found.height, found.image.mode) == (64, 48, "RGB")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "picture_empty"),
        (brought.SVG, "picture_of_no_kind"),
        (brought.HTML, "picture_of_no_kind"),
        (brought.HTML + file("PNG"), "picture_of_no_kind"),
        (file("GIF"), "picture_of_no_kind"),
        (brought.moving("GIF"), "picture_of_no_kind"),
        (file("BMP"), "picture_of_no_kind"),
        (file("TIFF"), "picture_of_no_kind"),
        (file("PDF"), "picture_of_no_kind"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "picture_of_no_kind"),
        (b"\x89PNG\r\n\x1a\n", "picture_of_no_kind"),
        (brought.moving("PNG"), "picture_moves"),
        (brought.moving("WEBP"), "picture_moves"),
        (brought.moving("AVIF"), "picture_moves"),
        (file("JPEG", drawn(640, 480))[:-900], "picture_broken"),
        (file("PNG", drawn(640, 480))[:-60], "picture_broken"),
        (file("WEBP", drawn(640, 480))[:-60], "picture_broken"),
        (file("AVIF", drawn(640, 480))[:-60], "picture_broken"),
        (brought.png_of(64, 48, pixels=b"no pixels"), "picture_broken"),
        (brought.png_of(8_000, 6_000), "picture_too_large"),
        (brought.png_of(60_000, 60_000), "picture_too_large"),
        (brought.png_of(1, 20_000), "picture_too_large"),
        (brought.with_huge_text(), "picture_broken"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused(data, code):
    assert (
        code_of(data) in {code, "picture_broken"} if code == "picture_of_no_kind" else code_of(data) == code
    )


def test_a_bomb_is_refused_before_it_is_decoded():
    data = brought.bomb()
    assert len(data) < 200_000
    began = time.perf_counter()
    assert code_of(data) == "picture_too_large"
    assert time.perf_counter() - began < 0.1


def test_a_file_of_too_many_bytes_is_not_even_opened(monkeypatch):
    monkeypatch.setattr(pictures.Image, "open", lambda *_, **__: pytest.fail("it was opened"))
    assert code_of(bytes(pictures.MOST_BYTES + 1)) == "picture_too_heavy"


@pytest.mark.parametrize(("orientation", "corner"), [(1, "tl"), (3, "br"), (6, "tr"), (8, "bl")])
def test_a_photo_stands_upright(orientation, corner):
    found = read(brought.photo(orientation))
    is_turned = orientation in {6, 8}
    assert (found.width, found.height) == ((48, 64) if is_turned else (64, 48))
    width, height = found.image.size
    at = {"tl": (3, 3), "tr": (width - 4, 3), "bl": (3, height - 4), "br": (width - 4, height - 4)}[corner]
    assert sum(found.image.getpixel(at)) < 150


@pytest.mark.parametrize("data", [brought.photo(), brought.with_text(), brought.polyglot()])
def test_nothing_but_the_pixels_is_left(data):
    found = read(data)
    for out in (*(encode(found.image, kind, 48) for kind in Kind), master(found.image)):
        again = Image.open(BytesIO(out))
        assert not {"exif", "xmp", "icc_profile", "comment", "Comment"} & set(again.info)
        assert dict(again.getexif()) == {}
        for mark in (b"Ada", b"script", b"41.40", b"PK\x05\x06", b"EXIF", b"ICCP", b"XMP "):
            assert mark not in out


def test_colours_of_another_profile_are_converted():
    """The plainest profile that is not sRGB: XYZ through Lab can't be made by a camera, a gray gamma can't either."""
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = wide.replace(b"rXYZ", b"tXYZ", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"tXYZ", b"bXYZ", 1)
    red, _, blue = read(file("PNG", drawn(colour=(250, 10, 10)), icc_profile=swapped)).image.getpixel(
        (60, 40)
    )
    assert blue > 200 > 60 > red


def test_a_profile_that_is_none_is_as_none():
    assert read(file("PNG", icc_profile=b"no profile" * 20)).image.getpixel((60, 40)) == (200, 40, 30)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "1", "I;16"])
def test_every_mode_becomes_one_that_pages_show(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = Image.new(mode, (64, 48), 30_000) if mode == "I;16" else drawn().convert(mode)
    found = read(file(kind, image)).image
    assert found.mode == "RGB"
    if mode == "I;16":
        assert 100 < found.getpixel((5, 5))[0] < 130


def test_what_one_can_see_through_stays_so_and_has_no_ground():
    found = read(file("PNG", Image.new("RGBA", (64, 48), (200, 40, 30, 90))))
    assert (found.image.mode, found.colour) == ("RGBA", "")
    for kind in Kind:
        again = Image.open(BytesIO(encode(found.image, kind, 32)))
        assert again.convert("RGBA").getpixel((9, 9))[3] == pytest.approx(90, abs=4)


def test_the_colour_is_the_most_frequent_one():
    red, green, blue = (int(read(file()).colour[n : n + 2], 16) for n in (1, 3, 5))
    assert (red, green, blue) == pytest.approx((200, 40, 30), abs=6)


@pytest.mark.parametrize(
    ("width", "widths"),
    [(1, [1]), (480, [480]), (700, [480, 700]), (1600, [480, 960, 1600]), (6000, [480, 960, 1600])],
)
def test_a_picture_is_never_enlarged(width, widths):
    assert widths_of(width) == widths


def test_each_width_keeps_the_proportions():
    found = read(file("JPEG", drawn(2000, 1500)))
    assert found.image.size == (1600, 1200)
    for width in widths_of(found.width):
        again = Image.open(BytesIO(encode(found.image, Kind.WEBP, width)))
        assert (again.format, again.size) == ("WEBP", (width, height_at(width, (2000, 1500))))
    assert Image.open(BytesIO(encode(found.image, Kind.AVIF, 480))).format == "AVIF"


def test_one_picture_at_a_time_is_read_by_a_process(monkeypatch):
    at_once, most = [], []
    upright = pictures._upright

    def slow(image):
        at_once.append(1)
        most.append(len(at_once))
        time.sleep(0.01)
        at_once.pop()
        return upright(image)

    monkeypatch.setattr(pictures, "_upright", slow)
    several = [threading.Thread(target=read, args=(file(),)) for _ in range(4)]
    for each in several:
        each.start()
    for each in several:
        each.join()
    assert most == [1] * 4
