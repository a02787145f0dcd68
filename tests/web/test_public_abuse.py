"""The public site under attack: addresses that give orders, markup in all that is written, units of somebody else."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest

from app.actions.site import pages, publishing, writing
from app.domain.site import FreePage, SiteDocument, UnitPage
from tests import stocks
from tests.web.page import Browser
from tests.web.visiting import STAY, form_of, made, post

BAD = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}'
LINK = "[x](javascript:alert(1)) <a href='javascript:alert(1)'>y</a> ![z](https://evil.example/z.png)"
PAGES = ("", "units", "units/cabin-1", "estimate", "contact", "pages/rules")


@pytest.fixture
def site(house, inside):
    """A published site in which everything that can be written is markup."""
    with inside(house):
        owner, said = house.actor("owner"), {"en": BAD, "es": BAD}
        long = {"en": f"{BAD} {LINK}", "es": f"{BAD} {LINK}"}
        doc = SiteDocument(
            headline=said, intro=said, about=long, hours=said, directions=said, how_to_pay=said, phones=(BAD[:40],)
        )  # fmt: skip
        pages.add(owner, "rules", FreePage(title=said, text=long, place="menu"))
        writing.save(owner, doc, version=1)
        writing.save_unit(owner, "cabin-1", "cabin-1", UnitPage(line=said, text=long), version=1)
        publishing.publish(owner)
    return house


def get(app, house, path="", **more):
    return app.test_client().get(f"/{house.tenant.slug}/{path}", **more)


def _is_harmless(page):
    names = [(name, text) for each in page.tree.iter() for name, text in each.items()]
    followed = [text.strip().lower() for name, text in names if name in {"href", "action"}]
    fetched = [text for name, text in names if name in {"src", "srcset"}]
    return (
        "<script>alert" not in page.html
        and "<img src=x" not in page.html
        and not any(name.startswith("on") for name, _text in names)
        and not any(each.startswith(("javascript:", "data:")) for each in followed)
        and not any("//" in each for each in fetched)
    )


def test_markup_in_all_that_is_written_is_shown_as_text(app, site):
    browser = Browser(app.test_client(), f"/{site.tenant.slug}")
    for path in (*PAGES, f"estimate?{STAY}", f"request?{STAY}", "units?from=2026-07-10&to=2026-07-12"):
        for language in ("en", "es"):
            page = browser.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
            assert (page.status, _is_harmless(page)) == (200, True), path


ORDERS = [
    "endpoint=x", "_scheme=javascript&_external=1", "_anchor=%22%3E%3Cscript%3E", "_method=DELETE", "lang=es&lang=en",
    "lang=%22%3E%3Cscript%3E", "lang=xx", "slug=../../admin", "frame=1&frame=2", "next=//evil.example", "_external=1",
]  # fmt: skip


def test_no_word_of_an_address_is_an_order(app, site):
    for path in PAGES:
        for query in ORDERS:
            answer = get(app, site, f"{path}?{query}")
            assert answer.status_code == 200, (path, query)
            languages = re.search(r'class="foot-languages".*?</nav>', answer.text, re.S)
            links = re.findall(r'href="([^"]*)"', languages.group(0)) if languages else []
            assert {urlsplit(link)[:2] for link in links} <= {("", "")}, (path, query)
            assert all(link.startswith(f"/{site.tenant.slug}/{path}") for link in links), (path, query)


def test_what_was_asked_stays_in_another_language(app, site):
    page = get(app, site, "units?from=2026-07-10&to=2026-07-12&has=a&has=b").text
    assert (
        f'href="/{site.tenant.slug}/units?lang=es&amp;from=2026-07-10&amp;to=2026-07-12&amp;has=a&amp;has=b"'
        in page
    )


def test_a_host_that_is_nobodys_gets_no_other_business_and_no_cookie(app, site):
    for host in ("evil.example", "evil.example:80", "x.lake.example", "[::1]", "a b", ""):
        told = {"Host": host, "X-Forwarded-Host": "wicked.example", "X-Forwarded-Proto": "https"}
        answer = get(app, site, headers=told)
        assert answer.status_code in {200, 400, 404}, host
        assert "Set-Cookie" not in answer.headers
        assert "wicked.example" not in answer.text


def test_a_unit_of_another_business_is_404_and_nothing_is_made_of_it(app, house, build, inside, clock):
    other = build()
    with inside(other):
        stocks.add(other, "palace")
        publishing.publish(other.actor("owner"))
    form = form_of(app, house)
    clock.shift(dt.timedelta(seconds=5))
    for unit in ("palace", "any:palace-type"):
        assert post(app, house, **{**form, "unit": unit}).status_code == 404
        assert get(app, house, f"request?unit={unit}").status_code == 404
    assert get(app, house, "units/palace").status_code == 404
    assert made(house, inside) == made(other, inside) == []


def test_pages_that_people_share_depend_on_their_language_and_their_cookie(app, site):
    for path in PAGES:
        answer = get(app, site, path)
        assert {"Cookie", "Accept-Language"} <= set(re.split(r",\s*", answer.headers["Vary"])), path
        assert answer.headers["Cache-Control"] == "public, no-cache"
        assert "Set-Cookie" not in answer.headers
        tag = answer.headers["ETag"]
        assert get(app, site, path, headers={"If-None-Match": tag}).status_code == 304
        spanish = get(app, site, f"{path}?lang=es", headers={"If-None-Match": tag})
        assert (spanish.status_code, spanish.headers["Content-Language"]) == (200, "es")
