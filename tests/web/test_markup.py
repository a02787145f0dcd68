"""Whatever people write stays text: on every page, in every fragment, in headers and in spreadsheets."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import text

from app.actions import clients, closures, units
from app.actions.clients import ClientFields
from app.actions.closures import ClosureFields
from app.actions.units import UnitFields
from tests import make
from tests.cast import document
from tests.web.page import HTMX

HOSTILE = """<img src=x onerror=alert(1)>'"&{{7*7}}"""
FORMULA = '=HYPERLINK("http://evil.test")'


@pytest.fixture
def hostile(build, owner, inside):
    """A house in which every text is hostile."""
    house = build(document(pending_blocks=False))
    owner.execute(text("UPDATE people SET name = :name WHERE id = ANY(:ids)"),
                  {"name": HOSTILE, "ids": list(house.people.values())})  # fmt: skip
    owner.execute(text("UPDATE tenants SET tagline = :name, address = :name WHERE id = :id"),
                  {"name": HOSTILE, "id": house.tenant.id})  # fmt: skip
    owner.commit()
    with inside(house):
        who = house.actor("owner")
        unit = units.create(
            who,
            UnitFields(name=HOSTILE, new_type=HOSTILE, policy_ref="cabins", capacity=4, amenities=(HOSTILE,),
                       description=HOSTILE),
        )  # fmt: skip
        ref = make.reserve(house, 1, 4, unit=unit, client=HOSTILE, note=HOSTILE)
        make.request(house, 6, 9, unit=unit, client=HOSTILE, note=HOSTILE)
        make.reserve(house, 12, 14, client=FORMULA)
        client = clients.create(
            who, ClientFields(name=HOSTILE, notes=HOSTILE, country=HOSTILE, phone=HOSTILE)
        )
        closure = closures.create(
            who, ClosureFields(unit, make.july(15), make.july(18), reason="owner", note=HOSTILE)
        )
    return house, {"reservations": ref, "units": unit, "clients": client, "closures": closure,
                   "policies": "cabins", "team": "viewer-ref", "day": "2026-07-02"}  # fmt: skip


def test_no_page_takes_a_text_for_markup(app, hostile, sign_in):
    house, refs = hostile
    owner, shown = sign_in(house, "owner"), 0
    for rule in app.url_map.iter_rules():
        noun = rule.endpoint.split(".")[0]
        if "GET" not in rule.methods or noun in {"health", "invitation"}:
            continue
        values = {name: "csv" if name == "form" else refs.get(noun, "none") for name in rule.arguments}
        path = rule.build(values, append_unknown=False)[1]
        address = (
            f"/{house.tenant.slug}{path}?q=img&card={shown % 2 or ''}&from=2026-07-01&unit={refs['units']}"
        )
        for headers in ({}, HTMX):
            answer = owner.get(address, headers=headers)
            assert "<img src=x" not in answer.text, rule.endpoint
            assert "49" not in answer.text.partition("&amp;")[2][:2], rule.endpoint
            shown += "&lt;img src=x" in answer.text
    assert shown > 20


def test_a_toast_and_a_refusal_say_a_text_as_text(app, hostile, sign_in):
    house, refs = hostile
    owner = sign_in(house, "owner")
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        form = {"unit": refs["units"], "arrives_on": "2026-07-02", "departs_on": "2026-07-05", "adults": "2",
                "client_name": HOSTILE, "note": HOSTILE, "override_reason": HOSTILE}  # fmt: skip
        for headers in ({}, HTMX):
            refused = owner.post(f"/{house.tenant.slug}/admin/reservations", data=form, headers=headers)
            assert refused.status_code == 409
            assert "<img src=x" not in refused.text
        made = owner.post(f"/{house.tenant.slug}/admin/clients/new", data={"name": HOSTILE}, headers=HTMX)
        assert made.status_code == 200
        assert "<img src=x" not in owner.get(made.headers["HX-Redirect"]).text
    finally:
        app.config["WTF_CSRF_ENABLED"] = True


def test_no_cell_of_a_spreadsheet_is_a_formula(hostile, sign_in):
    house, _refs = hostile
    answer = sign_in(house, "owner").get(f"/{house.tenant.slug}/admin/reservations?format=csv&q=")
    cells = [cell for row in csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))) for cell in row]
    assert f"'{FORMULA}" in cells
    assert [cell for cell in cells if cell[:1] in set("=+-@\t\r")] == []


def test_a_stolen_session_may_not_guess_the_password(app, house, sign_in):
    thief = sign_in(house, "staff")
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        form = {"old_password": "a guess", "new_password": "a long walk by the lake"}
        answers = [
            thief.post(f"/{house.tenant.slug}/admin/settings/password", data=form).status_code
            for _ in range(9)
        ]
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert answers == [422] * 8 + [429]
