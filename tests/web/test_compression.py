"""Public texts leave small, what is one person's or no text does not, and validators hold for both."""

from __future__ import annotations

import gzip

import pytest

from app.actions.site import publishing

SMALL = {"Accept-Encoding": "gzip, deflate, br"}


def get(app, house, path, **headers):
    return app.test_client().get(f"/{house.tenant.slug}/{path}", headers={**SMALL, **headers})


@pytest.fixture
def site(house, inside):
    """A published site."""
    with inside(house):
        publishing.publish(house.actor("owner"))
    return house


@pytest.mark.parametrize("path", ["", "units", "units/cabin-1", "contact", "sitemap.xml"])
def test_a_public_page_is_packed_for_who_can_read_that_and_is_the_same_page(app, site, path):
    packed = get(app, site, path)
    plain = get(app, site, path, **{"Accept-Encoding": "br"})
    assert (packed.headers["Content-Encoding"], plain.headers.get("Content-Encoding")) == ("gzip", None)
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) == int(packed.headers["Content-Length"]) < len(plain.data) / 2
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    again = get(app, site, path, **{"If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.data, "Content-Encoding" in again.headers) == (304, b"", False)


def test_a_static_file_is_packed_and_keeps_its_validator(app):
    client, path = app.test_client(), "/static/css/base.css"
    packed = client.get(path, headers=SMALL, buffered=True)
    plain = client.get(path, buffered=True)
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] == f"W/{plain.headers['ETag']}"
    for tag in (packed.headers["ETag"], plain.headers["ETag"]):
        assert client.get(path, headers={**SMALL, "If-None-Match": tag}, buffered=True).status_code == 304
    font = client.get("/static/fonts/inter-latin-wght-normal.woff2", headers=SMALL, buffered=True)
    assert "Content-Encoding" not in font.headers
    assert client.head(path, headers=SMALL, buffered=True).headers.get("Content-Encoding") is None


def test_what_is_one_persons_or_holds_a_ticket_is_never_packed(app, site, sign_in):
    member = sign_in(site, "owner")
    pages = [
        get(app, site, "request?unit=cabin-1&arrives_on=2026-07-10&departs_on=2026-07-12&adults=2"),
        get(app, site, "nowhere"),
        member.get(f"/{site.tenant.slug}/admin/site", headers=SMALL),
        app.test_client().get("/", headers=SMALL),
    ]
    for page in pages:
        assert "Content-Encoding" not in page.headers
        assert b"<h1" in page.data


@pytest.mark.parametrize("wanted", ["gzip;q=0", "identity", "deflate", "br, gzip;q=0", ""])
def test_nobody_is_sent_what_they_do_not_take(app, site, wanted):
    assert "Content-Encoding" not in get(app, site, "", **{"Accept-Encoding": wanted}).headers
