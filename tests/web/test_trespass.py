"""Nobody does by hand what their pages don't offer: other roles' forms, other tenants' references, other hosts."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.actions import members
from app.domain.permissions import may
from app.domain.words import Role
from app.extensions import db
from app.models import AuditEntry, Membership, Reservation
from tests import make


@pytest.fixture(autouse=True)
def _unguarded(app):
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


def wish(**more):
    return {"unit": "cabin-1", "arrives_on": "2026-07-10", "departs_on": "2026-07-12", "adults": "2", **more}


def several(**more):
    """The fields of a group of two cabins."""
    rows = {f"items-{n}-unit": f"cabin-{n}" for n in (1, 2)} | {f"items-{n}-adults": "2" for n in (1, 2)}
    return {"starts_on": "2026-07-10", "ends_on": "2026-07-12", **rows, **more}


@pytest.mark.parametrize("role", ["viewer", "staff", "manager"])
def test_no_form_is_taken_from_a_role_that_may_not_send_it(app, house, sign_in, role):
    member, turned_away = sign_in(house, role), 0
    for rule in app.url_map.iter_rules():
        scope, permission = app.view_functions[rule.endpoint].guard
        if (
            "POST" not in rule.methods
            or scope != "member"
            or permission is None
            or may(Role(role), permission)
        ):
            continue
        path = rule.build(dict.fromkeys(rule.arguments, "cabin-1"), append_unknown=False)[1]
        assert member.post(f"/{house.tenant.slug}{path}", data=wish(role="owner")).status_code == 403, path
        turned_away += 1
    assert turned_away >= 3


def test_an_owner_who_is_the_last_stays_one(house, sign_in, inside):
    owner = sign_in(house, "owner")
    team = f"/{house.tenant.slug}/admin/team/members/owner-ref"
    assert owner.post(f"{team}/role", data={"role": "viewer"}).status_code == 409
    assert owner.post(f"{team}/remove").status_code == 409
    with inside(house):
        assert db.session.query(Membership).filter_by(ref="owner-ref").one().role == "owner"


def test_references_of_another_tenant_in_fields_are_nobodys(build, sign_in, inside):
    theirs, ours = build(), build()
    with inside(theirs):
        ref = make.reserve(theirs, 10, 13, client="Grace Secret")
        client = db.session.execute(
            text("SELECT c.ref FROM clients c JOIN reservations r ON r.client_id = c.id WHERE r.ref = :ref"),
            {"ref": ref},
        ).scalar_one()
    with inside(ours):
        own = make.reserve(ours, 20, 23)
    owner, root = sign_in(ours, "owner"), f"/{ours.tenant.slug}/admin"
    tried = [
        owner.get(f"{root}/reservations/new?client={client}"),
        owner.get(f"{root}/reservations/check?ref={ref}&unit=cabin-1"),
        owner.get(f"{root}/clients/options?q=Secret"),
        owner.get(f"{root}/reservations?q={ref}"),
        owner.get(f"{root}/audit?ref={ref}"),
        owner.post(f"{root}/reservations", data=wish(client=client)),
        owner.post(f"{root}/reservations/{own}/swap", data={"other": ref}),
        owner.post(f"{root}/reservations/{own}", data=wish(version="1", ref=ref, client=client)),
        owner.get(f"{root}/groups/new?client={client}"),
        owner.post(f"{root}/groups", data=several(client=client)),
        owner.post(f"{root}/groups/{ref}/cancel"),
    ]
    statuses = [answer.status_code for answer in tried]
    assert statuses == [200, 404, 200, 200, 200, 422, 404, 303, 200, 422, 404]
    assert not any("Secret" in answer.text for answer in tried)
    with inside(theirs):
        assert db.session.query(Reservation).filter_by(ref=ref).one().version == 1


def test_the_link_of_an_invitation_opens_one_business_only(build, sign_in, inside):
    theirs, ours = build(), build()
    with inside(theirs):
        made = members.invite(theirs.actor("owner"), email="new@example.test", role="owner")
    viewer = sign_in(ours, "viewer")
    for act in ("new", "sign-in", "accept"):
        path = f"/{ours.tenant.slug}/admin/invitations/{made.token}/{act}"
        assert viewer.post(path, data={"name": "N", "password": "a long walk by the lake"}).status_code == 404
    accepted = viewer.post(f"/{theirs.tenant.slug}/admin/invitations/{made.token}/accept")
    assert accepted.status_code == 422
    with inside(theirs):
        assert db.session.query(Membership).filter_by(person_id=ours.people["viewer"]).all() == []


def test_a_host_that_somebody_claims_to_be_opens_nothing(app, house, build, sign_in, owner):
    owner.execute(
        text("INSERT INTO tenant_hosts (tenant_id, host) VALUES (:id, 'lake.example')"),
        {"id": build().tenant.id},
    )
    owner.commit()
    member = sign_in(house, "owner")
    spoofed = {"X-Forwarded-Host": "lake.example", "X-Script-Name": "/x", "X-Forwarded-Prefix": "/x"}
    path = f"/{house.tenant.slug}/admin/units"
    assert member.get(path, headers=spoofed).status_code == 200
    carried = {"Host": "LAKE.example:8000", "Cookie": f"session={member.get_cookie('session').value}"}
    browser = app.test_client(use_cookies=False)
    assert browser.get(path, headers=carried).status_code == 404
    assert browser.get("/admin/units", headers=carried).status_code == 404


def test_staff_send_a_reason_in_vain(build, sign_in, inside):
    from tests.cast import document

    house = build(document(min_nights=5))
    staff, root = sign_in(house, "staff"), f"/{house.tenant.slug}/admin/reservations"
    form = wish(client_name="Ada", override_reason="I say so")
    assert staff.post(root, data=form).status_code == 422
    assert sign_in(house, "manager").post(root, data=form).status_code == 303


def test_leaving_a_business_one_is_no_member_of_writes_nothing_there(house, build, sign_in, inside):
    stranger = sign_in(build(), "staff")
    assert stranger.post(f"/{house.tenant.slug}/admin/sign-out").status_code == 303
    with inside(house):
        assert db.session.query(AuditEntry).filter_by(action="signed_out").all() == []
