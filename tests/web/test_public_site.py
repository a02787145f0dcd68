"""The public site: what visitors see, in which language, what is kept by browsers, and what nobody sees."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from sqlalchemy import text

from app.actions.site import pages, publishing, writing
from app.domain.site import FreePage, SiteDocument, UnitPage
from tests import make, stocks
from tests.web.page import Browser

HOSTILE = "</script><script>alert(1)</script>"


@pytest.fixture
def site(house, inside):
    """A published site with a page of its own."""
    with inside(house):
        owner = house.actor("owner")
        doc = SiteDocument(
            headline={"en": "By the water", "es": "Junto al agua"},
            latitude=42.5,
            longitude=-0.5,
            accent="#7a2e1d",
        )
        pages.add(owner, "rules", FreePage(title={"en": "Rules", "es": "Normas"}, text={"en": "No *smoke*."}))
        writing.save(owner, doc, version=1)
        publishing.publish(owner)
    return house


@pytest.fixture
def visit(app, site):
    return lambda: Browser(app.test_client(), f"/{site.tenant.slug}")


def get(app, house, path="", **more):
    return app.test_client().get(f"/{house.tenant.slug}/{path}", **more)


def test_a_visitor_goes_from_the_front_page_to_a_unit(app, site, visit):
    home = visit().get("")
    assert home.headline == "By the water"
    assert "from €100 a night" in home.text
    unit = visit().get("units/cabin-1")
    assert unit.headline == "Cabin 1"
    assert "Set-Cookie" not in unit.headers


@pytest.mark.parametrize(
    ("tiers", "says"),
    [
        ([], "from €14 an hour"),
        ([{"units": 1, "minor": 1_200}], "from €12 an hour"),
        ([{"units": 3, "minor": 3_600}, {"units": 8, "minor": 6_000}], "from €36 for 3 hours"),
    ],
)
def test_a_price_from_says_for_how_long_it_is(app, house, inside, tiers, says):
    with inside(house):
        pricing = {"base_minor": 1_400, "tiers": tiers}
        stocks.add(house, "kayak", policy=stocks.rental(pricing=pricing), stock="pool", quantity=3)
        publishing.publish(house.actor("owner"))
    browser = Browser(app.test_client(), f"/{house.tenant.slug}")
    assert says in browser.get("").text
    assert says in browser.get("units/kayak").text


def test_it_speaks_the_language_of_its_address(app, site, visit):
    spanish = visit().get("?lang=es")
    assert spanish.headline == "Junto al agua"
    assert '<html lang="es"' in spanish.html
    assert "/units?lang=es" in spanish.html
    assert re.search(r'hreflang="es" href="[^"]*\?lang=es"', spanish.html)
    assert re.search(r'rel="canonical" href="[^"]*\?lang=es"', spanish.html)


def test_dates_leave_only_what_is_free_with_its_price(app, site, inside, visit):
    with inside(site):
        make.reserve(site, 10, 13, unit="cabin-1")
    found = visit().get("units?from=2026-07-10&to=2026-07-12&people=2")
    assert "2 are free on these dates." in found.text
    assert found.text.count("€200.00 for these dates") == 2
    assert found.text.index("Cabin 2") < found.text.index("Cabin 1")


@pytest.mark.parametrize(
    ("dates", "name", "says"),
    [
        ("from=2026-07-10", "to", "Choose both dates."),
        ("to=2026-07-10", "from", "Choose both dates."),
        ("from=2026-07-10&to=2026-07-10", "to", "has to come after"),
        ("from=2026-06-10&to=2026-06-12", "from", "These dates are over"),
        ("from=2026-07-10&to=2026-13-40", "to", "This is not a date."),
        ("from=soon&to=2026-07-10", "from", "This is not a date."),
        ("from=2026-07-10&to=2027-07-10", "to", "too far apart"),
    ],
)
def test_dates_that_can_not_be_are_said_at_their_field_and_kept(visit, dates, name, says):
    found = visit().get(f"units?{dates}")
    assert says in found.error_at(name)
    assert found.error_at("to" if name == "from" else "from") == ""
    assert 'value="2026-0' in found.html


def test_a_unit_says_which_days_are_free_and_what_they_cost(site, inside, visit):
    with inside(site):
        make.reserve(site, 10, 13, unit="cabin-1")
    page = visit().get("units/cabin-1?month=2026-07").html
    cells = {
        day: state
        for state, day in re.findall(r'<td class="is-(\w+)">(?:<a[^>]*>)?<time datetime="([\d-]+)"', page)
    }
    assert cells["2026-07-09"] == cells["2026-07-13"] == "free"
    assert [cells[f"2026-07-{day}"] for day in (10, 11, 12)] == ["taken"] * 3
    assert "2026-06-30" not in cells
    assert visit().get("units/cabin-1?month=9999-99").headline == "Cabin 1"


def test_a_free_day_begins_a_stay_in_the_month_that_is_shown(visit):
    page = visit().get("units/cabin-1?month=2026-08")
    link = re.search(r'href="([^"]*)#estimate"[^>]*><time datetime="2026-08-12"', page.html).group(1)
    chosen = visit().get(link.replace("&amp;", "&").partition("/")[2].partition("/")[2])
    assert 'name="arrives_on" type="date" value="2026-08-12"' in chosen.html
    assert re.search(r'arrives_on=2026-08-12#estimate" aria-current="date"', chosen.html)
    assert "Choose the last day." in chosen.text


def test_days_that_are_over_take_no_week_of_the_month(visit, clock):
    clock.move_to(dt.datetime(2026, 7, 22, 8, tzinfo=dt.UTC))
    days = re.findall(r'<time datetime="(2026-07-\d\d)"', visit().get("units/cabin-1").html)
    assert (days[0], days[-1]) == ("2026-07-20", "2026-07-31")


def test_the_dates_of_the_catalogue_go_along_to_a_unit(visit):
    page = visit().get("units?from=2026-07-10&to=2026-07-12&people=2")
    link = re.search(r'href="[^"]*/(units/cabin-2\?[^"]*)"', page.html).group(1).replace("&amp;", "&")
    unit = visit().get(link)
    assert "July 2026" in unit.text
    assert "€200.00 for 2 nights, 2 adults" in unit.text


def test_what_is_not_published_is_nowhere(app, house, inside):
    closed = get(app, house)
    assert closed.status_code == 200
    assert "noindex" in closed.text
    assert [
        get(app, house, path).status_code for path in ("units", "units/cabin-1", "contact", "pages/x")
    ] == [404] * 4


def test_a_page_or_a_unit_that_is_only_a_draft_is_404(app, site, inside):
    with inside(site):
        owner = site.actor("owner")
        pages.add(owner, "secret", FreePage(title={"en": "Secret"}))
        writing.save_unit(owner, "cabin-2", "cabin-2", UnitPage(is_shown=False), version=1)
        publishing.publish(owner)
        pages.add(owner, "later", FreePage(title={"en": "Later"}))
    assert get(app, site, "pages/secret").status_code == 200
    assert get(app, site, "pages/later").status_code == 404
    assert get(app, site, "units/cabin-2").status_code == 404
    assert "cabin-2" not in get(app, site, "sitemap.xml").text


def test_a_page_that_has_not_changed_is_not_sent_again(app, site, inside):
    first = get(app, site, "units/cabin-1")
    again = get(app, site, "units/cabin-1", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    with inside(site):
        make.reserve(site, 10, 13, unit="cabin-1")
    changed = get(app, site, "units/cabin-1", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_the_look_is_a_sheet_of_its_own_that_changes_its_name(app, site, inside):
    page = get(app, site).text
    address = re.search(r'href="([^"]*theme\.css\?v=[^"]*)"', page).group(1)
    sheet = app.test_client().get(address)
    assert "#7a2e1d" in sheet.text
    assert "immutable" in sheet.headers["Cache-Control"]
    assert "no-cache" in get(app, site, "theme.css?v=old").headers["Cache-Control"]


def test_what_is_told_to_search_engines_is_data_whatever_a_text_says(app, site, owner, inside):
    owner.execute(
        text("UPDATE tenants SET name = :name WHERE id = :id"), {"name": HOSTILE, "id": site.tenant.id}
    )
    owner.commit()
    with inside(site):
        writing.save_unit(
            site.actor("owner"),
            "cabin-1",
            "cabin-1",
            UnitPage(line={"en": HOSTILE}, text={"en": HOSTILE}),
            version=1,
        )
        publishing.publish(site.actor("owner"))
    for path in ("", "units", "units/cabin-1", "contact", "pages/rules"):
        page = get(app, site, path).text
        assert "<script>alert" not in page, path
    data = json.loads(re.search(r'ld\+json">(.*)</script>', get(app, site, "units/cabin-1").text).group(1))
    assert data["offers"]["lowPrice"] == "100.00"
    assert HOSTILE in data["name"]


def test_a_map_names_its_server_on_its_own_page_only(app, site):
    contact = get(app, site, "contact").headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://tile.openstreetmap.org;" in contact
    assert "openstreetmap" not in get(app, site).headers["Content-Security-Policy"]


def test_robots_are_told_what_is_there(app, site):
    robots = get(app, site, "robots.txt").text
    assert f"Disallow: /{site.tenant.slug}/admin/" in robots
    listed = get(app, site, "sitemap.xml").text
    assert "/units/cabin-1</loc>" in listed
    assert "/pages/rules?lang=es</loc>" in listed


def test_who_writes_sees_the_draft_and_nobody_else_does(app, site, inside, sign_in):
    with inside(site):
        doc = SiteDocument(headline={"en": "A new headline"})
        writing.save(site.actor("owner"), doc, version=2)
    client = sign_in(site, "manager")
    browser = Browser(client, f"/{site.tenant.slug}")
    editor = browser.get("admin/site")
    browser.send(editor, editor.form("site/draft"))
    assert browser.get("").headline == "A new headline"
    assert browser.get("").headers["Cache-Control"] == "no-store"
    assert get(app, site).text.count("A new headline") == 0
    browser.get("admin/site")
    assert browser.get("").headline == "By the water"


def test_the_editor_says_whether_visitors_see_all_that_is_written(site, inside, sign_in):
    browser = Browser(sign_in(site, "owner"), f"/{site.tenant.slug}")
    assert "Visitors see all that is written." in browser.get("admin/site").text
    with inside(site):
        writing.save(site.actor("owner"), SiteDocument(headline={"en": "Else"}), version=2)
    assert "The draft says something else by now." in browser.get("admin/site").text


def test_a_page_of_the_editor_keeps_what_was_typed_and_says_what_is_wrong(site, sign_in):
    browser = Browser(sign_in(site, "owner"), f"/{site.tenant.slug}")
    page = browser.get("admin/site/face")
    refused = browser.send(page, page.form("site/face"), accent="#ffd700", latitude="abc", headline_en="Kept")
    assert "White can’t be read on this colour" in refused.error_at(
        "accent"
    ) or "degrees" in refused.error_at("latitude")
    assert refused.value("headline_en") == "Kept"
    saved = browser.send(
        refused, refused.form("site/face"), accent="#08615c", latitude="42.1", longitude="-0.4"
    )
    assert "The draft was saved." in saved.text


def test_a_page_and_a_unit_are_written_in_the_editor_and_published(app, site, sign_in):
    browser = Browser(sign_in(site, "owner"), f"/{site.tenant.slug}")
    page = browser.get("admin/site/pages/new")
    browser.send(page, page.form("pages/new"), title_en="Questions", text_en="**Dogs?** Yes.", place="menu")
    unit = browser.get("admin/site/units/cabin-1")
    browser.send(unit, unit.form("units/cabin-1"), line_en="Right at the water")
    index = browser.get("admin/site")
    browser.send(index, index.form("site/publish"))
    assert "Right at the water" in get(app, site, "units/cabin-1").text
    questions = get(app, site, "pages/questions").text
    assert "<strong>Dogs?</strong>" in questions
    assert "/pages/questions" in get(app, site).text
