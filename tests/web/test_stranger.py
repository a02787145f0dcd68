"""A member of another tenant gets 404 for every route and every reference; the tenant's own member does not."""

from __future__ import annotations

import pytest

from app.actions import clients, closures
from app.actions.clients import ClientFields
from app.actions.closures import ClosureFields
from app.actions.site import pages, publishing
from app.domain.permissions import may
from app.domain.site import FreePage
from app.domain.words import Role
from app.extensions import db
from app.models import Invitation, Mail, Membership, Picture
from tests import make
from tests.actions.test_groups import group, item

OPEN = {
    "public.home",
    "session.sign_in",
    "session.sign_in_now",
    "session.sign_out",
    "session.theme",
    "session.language",
}
UNTENANTED = {"health.alive", "health.ready"}


@pytest.fixture
def furnished(house, inside):
    """A house with one of everything that has a reference, and what stands for each argument of a route."""
    with inside(house):
        ref = make.reserve(house, 10, 13)
        make.request(house, 20, 23, unit="cabin-2")
        client = clients.create(house.actor(), ClientFields(name="Grace Okoro"))
        closure = closures.create(
            house.actor(),
            ClosureFields(unit_ref="cabin-3", starts_on=make.july(10), ends_on=make.july(12), reason="owner"),
        )
        member = db.session.query(Membership).filter_by(role="viewer").one().ref
        invitation = Invitation(
            tenant_id=house.tenant.id, ref="INVITE", email="new@example.test", role="staff", digest=b"x",
            expires_at=make.find(ref).ends_at,
        )  # fmt: skip
        db.session.add(invitation)
        db.session.commit()
        letter = Mail(
            tenant_id=house.tenant.id, ref="MAIL-ONE", audience="client", kind="confirmed", language="en",
            recipient="ada@example.test", subject="S", body="B", made_at=make.find(ref).made_at,
        )  # fmt: skip
        shown = Picture(
            tenant_id=house.tenant.id, ref="PCTR-2345", width=3, height=2, colour="", alt={"en": "A lake"},
            formats=["webp"], digest=b"x", made_at=make.find(ref).made_at,
        )  # fmt: skip
        db.session.add_all([letter, shown])
        db.session.commit()
        page = pages.add(house.actor("owner"), "rules", FreePage(title={"en": "Rules"}))
        publishing.publish(house.actor("owner"))
        several = group(house, item("cabin-1", make.nights(25, 27)), item("cabin-3", make.nights(25, 27)))
    return {
        "reservations": {"ref": ref},
        "groups": {"ref": several},
        "units": {"ref": "cabin-1"},
        "clients": {"ref": client},
        "closures": {"ref": closure},
        "policies": {"ref": "cabins"},
        "team": {"ref": member, "token": "nobody-knows"},
        "day": {"day": "2026-07-10"},
        "session": {"ref": "none"},
        "requests": {"ref": ref},
        "mail": {"ref": "MAIL-ONE", "kind": "confirmed"},
        "site": {"ref": page},
        "site.unit": {"ref": "cabin-1"},
        "site.save_unit": {"ref": "cabin-1"},
        "site_pictures": {"ref": "PCTR-2345"},
        "stats": {"measure": "sold", "key": "revenue", "form": "csv"},
        "stats.pace_file": {"key": "pace", "form": "xlsx"},
    }


def addresses(app, furnished, method):
    """Every route of a tenant that takes a method, with references that exist."""
    for rule in app.url_map.iter_rules():
        if method not in rule.methods or rule.endpoint in OPEN | UNTENANTED:
            continue
        known = furnished.get(rule.endpoint, furnished.get(rule.endpoint.split(".")[0], {}))
        values = {name: known.get(name, "none") for name in rule.arguments}
        yield rule.endpoint, rule.build(values, append_unknown=False)[1]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_member_of_another_tenant_gets_404_everywhere(app, build, sign_in, furnished, house, method):
    stranger = sign_in(build(), "owner")
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        got = {
            f"{endpoint} {path}": stranger.open(f"/{house.tenant.slug}{path}", method=method).status_code
            for endpoint, path in addresses(app, furnished, method)
            if app.view_functions[endpoint].guard[0] == "member"
        }
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert len(got) > 15
    assert {address: status for address, status in got.items() if status != 404} == {}


def test_references_of_another_tenant_are_404_under_ones_own_address(app, build, sign_in, furnished):
    other = build()
    stranger = sign_in(other, "owner")
    own_names = {
        "cabin-1",
        "cabins",
        "2026-07-10",
        "viewer-ref",
        "confirmed",
        "sold",
        "revenue.csv",
        "pace.xlsx",
    }
    got = {
        path: stranger.get(f"/{other.tenant.slug}{path}").status_code
        for endpoint, path in addresses(app, furnished, "GET")
        if "<" in next(rule.rule for rule in app.url_map.iter_rules(endpoint))
        and not any(name in path.split("/") for name in own_names)
        and app.view_functions[endpoint].guard[0] == "member"
    }
    assert len(got) > 4
    assert {path: status for path, status in got.items() if status != 404} == {}


def test_the_tenants_own_owner_gets_every_page(app, sign_in, furnished, house):
    owner = sign_in(house, "owner")
    got = {
        path: owner.get(f"/{house.tenant.slug}{path}").status_code
        for endpoint, path in addresses(app, furnished, "GET")
        if app.view_functions[endpoint].guard[0] == "member"
    }
    assert {path: status for path, status in got.items() if status not in {200, 303}} == {}


@pytest.mark.parametrize("role", ["viewer", "staff", "manager", "owner"])
def test_each_role_gets_what_the_table_says_and_403_for_the_rest(app, sign_in, furnished, house, role):
    member = sign_in(house, role)
    for endpoint, path in addresses(app, furnished, "GET"):
        scope, permission = app.view_functions[endpoint].guard
        if scope != "member":
            continue
        status = member.get(f"/{house.tenant.slug}{path}").status_code
        allowed = permission is None or may(Role(role), permission)
        assert (status == 403) == (not allowed), f"{role} at {path}: {status}"
