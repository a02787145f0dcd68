"""The page of pictures and their files: several at once, each with its own fate, and nothing that anybody brings acts."""

import re
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from app import pictures
from app.actions.pictures import add
from app.actions.site import publishing, writing
from app.domain.site import UnitPage
from app.extensions import db
from app.models import Picture
from app.web.public.media import A_YEAR_S
from tests import brought
from tests.brought import drawn, file
from tests.web.page import HTMX, Browser, Page

PAGE = "/admin/site/pictures"
LAKE = {"en": "The lake in the morning", "es": "El lago por la mañana"}

pytestmark = pytest.mark.usefixtures("kept")


@pytest.fixture
def picture(house, inside):
    """A picture of the house."""
    with inside(house):
        return add(house.actor("owner"), file("JPEG", drawn(1000, 700)), LAKE)


@pytest.fixture
def stored(house, inside):
    def rows():
        with inside(house):
            return list(db.session.execute(select(Picture).order_by(Picture.id)).scalars())

    return rows


@pytest.fixture
def send(house, sign_in):
    """Send files by the form that is there, as a browser without a script does."""

    def sent(*files, headers=None, role="owner", **typed):
        browser = Browser(sign_in(house, role), f"/{house.tenant.slug}")
        page = browser.get(PAGE)
        form = page.form(PAGE)
        assert form.element.get("enctype") == "multipart/form-data"
        values = form.filled(**{"alt_en": "A lake", **typed}).to_dict()
        values["file"] = [(BytesIO(data), name) for data, name in files]
        answer = browser.client.post(form.address, data=values, headers=headers or {})
        return browser.get(PAGE) if answer.status_code == 303 else Page(answer, PAGE, page=page)

    return sent


def test_several_files_are_added_at_once(send, stored):
    page = send((file("JPEG"), "one.jpg"), (file("PNG"), "two.png"), alt_es="Un lago")
    assert "2 pictures were added." in page.text
    assert [row.alt for row in stored()] == [{"en": "A lake", "es": "Un lago"}] * 2
    shown = page.all("img", alt="A lake")
    assert len(shown) == 2
    assert all(each.get("src", "").startswith("/") for each in shown)


def test_a_file_that_is_refused_keeps_none_of_the_others_out(send, stored):
    page = send((file("JPEG"), "one.jpg"), (brought.SVG, "two.svg"), (file("PNG")[:-60], "three.png"))
    assert page.status == 422
    assert "1 picture was added." in page.problem
    assert (
        "two.svg: This is no picture that can be shown. A JPEG, PNG, WebP or AVIF would do." in page.problem
    )
    assert "three.png: This picture is damaged" in page.problem
    assert len(stored()) == 1
    assert page.value("alt_en") == "A lake"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../../../etc/passwd", "../../../etc/passwd"),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
        ("..\\..\\web.config", "web.config"),
        ("a" * 5000 + ".png", "a" * 76 + ".png"),
    ],
)
def test_a_name_is_only_ever_text(send, kept, name, said):
    page = send((brought.HTML, name))
    assert said in page.problem
    assert "<img src=x" not in page.html
    assert kept() == []
    send((file(), name))
    assert all(part.count("/") == 1 and ".." not in part for part in kept())


def test_as_htmx_the_page_comes_back_with_the_new_picture(send, stored):
    page = send((file(), "one.png"), headers=HTMX)
    assert (page.status, page.is_fragment) == (200, True)
    assert "1 picture was added." in page.headers["HX-Trigger"]
    assert page.one("section", id="picture-list") is not None
    refused = send((brought.SVG, "two.svg"), headers=HTMX)
    assert (refused.status, "two.svg: This is no picture" in refused.problem) == (422, True)


@pytest.mark.parametrize(
    ("files", "typed", "said"),
    [
        ((), {}, "Choose at least one picture."),
        (((b"", ""),), {}, "Choose at least one picture."),
        (((b"", "empty.png"),), {}, "empty.png: There is nothing in this file."),
        (((b"x" * 100, "x.png"),), {"alt_en": ""}, "Write what it shows, for people who can’t see it."),
        (((b"x" * 100, "x.png"),), {"alt_es": "y" * 301}, "At most 300 letters."),
    ],
)
def test_a_form_that_lacks_something_says_what(send, stored, files, typed, said):
    page = send(*files, **typed)
    assert (page.status, stored()) == (422, [])
    assert said in page.problem


def test_a_heavy_file_is_refused_at_its_name(send, stored, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_BYTES", 300_000)
    page = send((bytes(300_001), "heavy.png"), (file(), "light.png"))
    assert (page.status, len(stored())) == (422, 1)
    assert "heavy.png: This file is too heavy" in page.problem


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("units/new", 2 * 1024**2, 413),
        ("site/pictures", 2 * 1024**2, 400),
        ("site/pictures", 80 * 1024**2, 413),
    ],
)
def test_only_pictures_may_be_heavy_and_not_without_end(house, sign_in, path, size, status):
    """The bytes never come: 400 says that they were waited for."""
    answer = sign_in(house).post(
        f"/{house.tenant.slug}/admin/{path}",
        input_stream=BytesIO(b"--x--"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(size)},
    )
    assert answer.status_code == status


def test_a_description_is_changed_by_its_own_form(house, open_as, picture, stored):
    browser = open_as(house, "manager")
    page = browser.get(PAGE)
    page = browser.send(page, page.form(f"{PAGE}/{picture}"), alt_en="The lake at noon", alt_es="")
    assert "The description was saved." in page.text
    assert stored()[0].alt == {"en": "The lake at noon"}


def test_a_description_that_is_refused_keeps_what_was_typed(house, open_as, picture, stored):
    browser = open_as(house, "manager")
    page = browser.get(PAGE)
    form = page.form(f"{PAGE}/{picture}")
    refused = browser.send(page, form, alt_en="", alt_es="x" * 9)
    assert refused.status == 422
    assert refused.form(f"{PAGE}/{picture}").values["alt_es"] == "x" * 9
    assert "Write what it shows" in refused.error_at(f"{picture}-alt_en")
    browser.send(page, form, alt_en="First")
    stale = browser.send(page, form, alt_en="Second")
    assert (stale.status, "Somebody else changed this" in stale.text) == (409, True)
    again = browser.send(stale, stale.form(f"{PAGE}/{picture}"))
    assert stored()[0].alt["en"] == "Second", again.text


def test_removing_asks_first(house, open_as, picture, stored):
    browser = open_as(house, "owner")
    page = browser.get(f"{PAGE}/{picture}/remove")
    assert LAKE["en"] in page.text
    page = browser.send(page, page.form("/remove"), press="Remove it")
    assert "No pictures yet" in page.text
    assert stored() == []


@pytest.mark.parametrize("role", ["viewer", "staff"])
def test_who_may_not_manage_the_site_sees_nothing_of_it(house, sign_in, picture, role):
    client = sign_in(house, role)
    assert client.get(f"/{house.tenant.slug}{PAGE}").status_code == 403
    assert PAGE not in client.get(f"/{house.tenant.slug}/admin/settings").text
    assert PAGE in sign_in(house, "manager").get(f"/{house.tenant.slug}/admin/settings").text


def test_a_file_is_served_for_a_year_as_what_it_is(app, house, picture):
    visitor = app.test_client()
    address = f"/{house.tenant.slug}/media/{picture}-480.webp"
    answer = visitor.get(address)
    assert (answer.status_code, answer.content_type) == (200, "image/webp")
    assert Image.open(BytesIO(answer.data)).size == (480, 336)
    headers = answer.headers
    assert headers["Cache-Control"] == f"public, max-age={A_YEAR_S}, immutable"
    assert (headers["X-Content-Type-Options"], headers["Content-Disposition"]) == ("nosniff", "inline")
    assert "Set-Cookie" not in headers
    assert "Vary" not in headers
    again = visitor.get(address, headers={"If-None-Match": headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", headers["ETag"])
    other = visitor.get(
        f"/{house.tenant.slug}/media/{picture}-960.webp", headers={"If-None-Match": headers["ETag"]}
    )
    assert other.status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "{ref}-481.webp", "{ref}-1600.webp", "{ref}-0480.webp", "{ref}-480.avif", "{ref}-480.png", "{ref}-master.webp",
        "{ref}-480.webp.html", "AAAA-AAAA-480.webp", "..%2f..%2f..%2fetc%2fpasswd", "..", "%2e%2e/{ref}-480.webp",
        "{ref}-480.webp%00", "{ref}", "{ref}-99999999999999999999.webp",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_served(app, house, picture, name):
    answer = app.test_client().get(f"/{house.tenant.slug}/media/{name.format(ref=picture)}")
    assert answer.status_code in {400, 404}
    assert b"RIFF" not in answer.data


def test_the_first_picture_of_the_catalogue_is_fetched_at_once_and_the_others_later(
    app, house, inside, picture
):
    with inside(house):
        owner = house.actor("owner")
        for unit in ("cabin-1", "cabin-2"):
            writing.save_unit(owner, unit, unit, UnitPage(pictures=(picture,)), version=1)
        publishing.publish(owner)
    page = app.test_client().get(f"/{house.tenant.slug}/units").text
    images = re.findall(r"<img[^>]*>", page)
    assert ["lazy" in image for image in images] == [False, True]
    assert "fetchpriority" in images[0]


def test_a_file_is_served_at_its_own_business_only(app, build, house, picture):
    other = build()
    assert app.test_client().get(f"/{other.tenant.slug}/media/{picture}-480.webp").status_code == 404
    assert app.test_client().get(f"/{house.tenant.slug}/media/{picture}-480.webp").status_code == 200


def test_the_macro_names_every_file_that_is_there_and_no_other(
    app, house, inside, sign_in, picture, work_off
):
    client, address = sign_in(house), f"/{house.tenant.slug}{PAGE}"
    page = Page(client.get(address), PAGE)
    (shown,) = page.all("img", alt=LAKE["en"])
    assert page.all("source") == []
    assert [shown.get(name) for name in ("width", "height", "loading", "decoding")] == [
        "1000",
        "700",
        "lazy",
        "async",
    ]
    assert re.search(r'<rect [^>]*fill="#[0-9a-f]{6}"', page.html)
    work_off(house)
    page = Page(client.get(address), PAGE)
    (source,) = page.all("source")
    files = [each.split()[0] for each in (source.get("srcset") + ", " + shown.get("srcset")).split(", ")]
    assert len(files) == 6
    assert {app.test_client().get(each).content_type for each in files} == {"image/avif", "image/webp"}


def test_the_macro_can_put_a_picture_first(app, house, inside, picture):
    from app.queries.pictures import find_picture

    with app.test_request_context(
        f"/{house.tenant.slug}/",
        base_url="http://localhost",
        environ_overrides={"reservations.tenant": house.tenant},
    ):
        app.preprocess_request()
        macro = app.jinja_env.get_template("ui/picture.html").module.picture
        found = find_picture(picture)
        first, plain = macro(found, "100vw", priority=True), macro(found, "50vw", lazy=False)
    assert 'fetchpriority="high"' in first
    assert "loading" not in first
    assert 'decoding="async"' in plain
    assert "loading" not in plain


def test_the_page_speaks_the_readers_language(house, sign_in, picture):
    client = sign_in(house)
    client.set_cookie("language", "es")
    assert LAKE["es"] in client.get(f"/{house.tenant.slug}{PAGE}").text


def test_what_was_done_is_told_in_the_record(house, open_as, picture, stored):
    browser = open_as(house, "owner")
    page = browser.get(PAGE)
    browser.send(page, page.form(f"{PAGE}/{picture}"), alt_en="The lake at noon")
    told = browser.get("/admin/audit").text
    assert "added a picture" in told
    assert "described a picture" in told
    assert "The lake at noon" in told
