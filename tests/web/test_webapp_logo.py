"""Icons made of the logo of the published site: in the middle, whole, on a plain ground; letters where there is none."""

from __future__ import annotations

import io
import json

import pytest
from PIL import Image, ImageDraw

from app import media
from app.actions.pictures import add
from app.actions.site import publishing, writing
from app.domain.site import SiteDocument
from app.web.admin.webapp import icons
from tests.brought import file

RED, WHITE = (200, 30, 30), (255, 255, 255)
SHAPED = ("192", "512", "512-maskable", "180")

pytestmark = pytest.mark.usefixtures("kept")


def banner(mode="RGB", ground=RED):
    """A logo twice as wide as high."""
    image = Image.new(mode, (1000, 500), ground)
    ImageDraw.Draw(image).rectangle((450, 200, 550, 300), fill=(20, 20, 20))
    return image


@pytest.fixture
def wear(house, inside):
    """Bring a logo, and publish the site that shows it."""
    versions = iter(range(1, 9))

    def worn(image, *, is_published=True):
        with inside(house):
            owner = house.actor("owner")
            ref = add(owner, file("PNG", image), {"en": "Our mark"})
            doc = SiteDocument(headline={"en": "By the water"}, logo=ref)
            writing.save(owner, doc, version=next(versions))
            if is_published:
                publishing.publish(owner)
            return ref

    return worn


@pytest.fixture
def fetch(app, house):
    return lambda path: app.test_client().get(f"/{house.tenant.slug}/admin/{path}")


def pixels(answer):
    with Image.open(io.BytesIO(answer.data)) as image:
        return image.convert("RGBA")


def is_near(pixel, colour):
    return all(abs(one - other) < 25 for one, other in zip(pixel, colour, strict=False)) and pixel[3] == 255


def box_of(image, colour):
    """The box around all pixels of a colour, in shares of the side."""
    side = image.width
    found = [(x, y) for x in range(side) for y in range(side) if is_near(image.getpixel((x, y)), colour)]
    across, down = [x for x, _ in found], [y for _, y in found]
    return tuple(each / side for each in (min(across), min(down), max(across) + 1, max(down) + 1))


@pytest.mark.parametrize("kind", SHAPED)
def test_the_logo_is_whole_and_in_the_middle_of_an_icon(fetch, wear, kind):
    wear(banner())
    image = pixels(fetch(f"icon-{kind}.png"))
    assert image.size == (icons.ICONS[kind].side,) * 2
    left, top, right, bottom = box_of(image, RED)
    assert left + right == pytest.approx(1, abs=0.02)
    assert top + bottom == pytest.approx(1, abs=0.02)
    assert (right - left) / (bottom - top) == pytest.approx(2, abs=0.1)
    assert 0.5 < right - left < 0.8
    assert is_near(image.getpixel((image.width // 2, image.height // 2)), (20, 20, 20))
    assert is_near(image.getpixel((image.width // 2, image.height // 12)), WHITE)


def test_a_square_logo_is_within_the_circle_that_is_never_cut(fetch, wear):
    wear(Image.new("RGB", (600, 600), RED))
    left, top, right, bottom = box_of(pixels(fetch("icon-512-maskable.png")), RED)
    assert ((right - left) ** 2 + (bottom - top) ** 2) ** 0.5 <= 0.8


def test_a_light_logo_that_one_can_see_through_is_on_a_dark_ground(fetch, wear):
    image = Image.new("RGBA", (600, 600), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((100, 100, 500, 500), fill=(250, 250, 250, 255))
    wear(image)
    icon = pixels(fetch("icon-180.png"))
    assert is_near(icon.getpixel((90, 90)), (250, 250, 250))
    assert is_near(icon.getpixel((5, 5)), (0x08, 0x61, 0x5C))


def test_another_logo_is_another_version_and_no_version_is_kept_under_a_wrong_name(fetch, wear):
    def address():
        return json.loads(fetch("manifest.webmanifest").data)["icons"][0]["src"].partition("/admin/")[2]

    letters = address()
    wear(banner(), is_published=False)
    assert address() == letters
    wear(banner(ground=(30, 30, 200)))
    first = address()
    wear(banner(ground=(30, 200, 30)))
    second = address()
    assert len({letters, first, second}) == 3
    assert "immutable" in fetch(second).headers["Cache-Control"]
    assert "immutable" not in fetch(first).headers["Cache-Control"]


def test_letters_stand_where_the_file_of_a_logo_is_gone(app, house, fetch, wear, inside):
    before = fetch("icon-192.png").data
    wear(banner())
    with inside(house):
        media.store().remove_tenant(house.tenant.id)
    assert fetch("icon-192.png").data == before


def test_the_badge_of_a_notice_stays_a_shape(fetch, wear):
    before = fetch("icon-badge.png").data
    wear(banner())
    assert fetch("icon-badge.png").data == before
