"""A business at a host name of its own: every link of its pages leads somewhere."""

from urllib.parse import urlsplit

import pytest

from app.extensions import db
from app.models import Membership, TenantHost
from tests.web.page import Page

HOST = "www.lake.example"
ANSWERED = {200, 302, 303}


@pytest.fixture
def other(house, build, inside):
    """Another business of the same person, who stands at its own host in this one."""
    other = build()
    with inside(house):
        db.session.add(TenantHost(host=HOST, tenant_id=house.tenant.id))
    with inside(other):
        row = Membership(
            tenant_id=other.tenant.id, person_id=house.people["owner"], ref="both", role="viewer"
        )
        db.session.add(row)
    return other


@pytest.fixture
def at_own_host(app, house, other, sign_in):
    """The browser of the owner, at that host."""
    client = app.test_client()
    client.set_cookie("session", sign_in(house, "owner").get_cookie("session").value, domain=HOST)
    return client


def links_of(answer):
    return {link.get("href", "") for link in Page(answer, "/admin/").tree.iter("a")}


def test_no_link_of_today_leads_nowhere(app, at_own_host, other):
    page = at_own_host.get("/admin/", base_url=f"http://{HOST}")
    assert page.status_code == 200
    links = links_of(page)
    own = {link.partition("#")[0] for link in links if not urlsplit(link).netloc} - {""}
    assert {"/admin/", "/admin/timeline", "/"} <= own
    answered = {link: at_own_host.get(link, base_url=f"http://{HOST}").status_code for link in own}
    assert {link: code for link, code in answered.items() if code not in ANSWERED} == {}


def test_the_persons_other_businesses_are_on_the_installations_host(app, at_own_host, other):
    links = links_of(at_own_host.get("/admin/", base_url=f"http://{HOST}"))
    (there,) = (link for link in links if urlsplit(link).netloc)
    public_host = app.config["SETTINGS"].public_host
    assert there == f"http://{public_host}/{other.tenant.slug}/admin/"
    elsewhere = app.test_client().get(urlsplit(there).path, base_url=f"http://{public_host}")
    assert elsewhere.status_code == 303  # the sign-in: it is another host


def test_on_the_installations_host_a_business_is_named_by_its_path(house, other, sign_in):
    links = links_of(sign_in(house, "owner").get(f"/{house.tenant.slug}/admin/"))
    assert {f"/{house.tenant.slug}/admin/", f"/{other.tenant.slug}/admin/"} <= links
