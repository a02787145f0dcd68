"""A bar that is dragged: one stroke to another unit or other dates, with the price question, ways out and the way back."""

from __future__ import annotations

import json

import pytest

from app.web.admin.reservations import placing
from tests import make, stocks
from tests.cast import document
from tests.web.page import HTMX, Browser, Page

DEAR_FROM_20 = document(
    pricing={
        "seasons": [
            {"name": "Late July", "first_on": "2026-07-20", "last_on": "2026-07-31", "base_minor": 12_000}
        ]
    }
)


@pytest.fixture
def drag(open_as):
    """Begin a drag as the timeline does, and let go: the form of the drag with another unit or other dates."""

    def dragged(house, ref, *, role="staff", press="", begun=None, browser=None, **typed):
        browser = browser or open_as(house, role)
        begun = begun or browser.fragment(f"admin/reservations/{ref}/place")
        return browser, browser.send(begun, begun.form(f"/{ref}/place"), press, **typed)

    return dragged


def stands(inside, house, ref):
    with inside(house):
        row = make.find(ref)
        return make.unit_of(house, row), row.arrives_on.day, row.departs_on.day, row.total_minor


def said_by(browser: Browser, page: Page) -> str:
    """What a toast says: in the header to HTMX, on the page that a browser was sent on to."""
    said = browser.sent[-1].headers.get("HX-Trigger")
    return json.loads(said)["toast"]["text"] if said else page.text


def undo_of(browser: Browser) -> dict[str, object]:
    return json.loads(browser.sent[-1].headers["HX-Trigger"])["toast"]["undo"]


def test_a_bar_goes_to_another_unit_and_day_and_keeps_all_else(house, drag, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13, note="Two dogs", adults=3)
        make.alter(house, ref, note="Two dogs", paid_minor=5_000)
    browser, page = drag(house, ref, unit="cabin-2", arrives_on="2026-07-12", departs_on="2026-07-15")
    assert browser.sent[-1].status_code in {200, 303}
    assert "Ada Okonkwo: Cabin 2, 12 Jul – 15 Jul" in said_by(browser, page)
    assert stands(inside, house, ref) == ("cabin-2", 12, 15, 30_000)
    with inside(house):
        row = make.find(ref)
        assert (row.note, row.adults, row.paid_minor) == ("Two dogs", 3, 5_000)
        entry = make.audit_of("changed")[-1]
        assert (entry.source, entry.before["unit"], entry.after["unit"]) == ("timeline", "cabin-1", "cabin-2")


def test_htmx_is_told_to_read_the_timeline_anew_and_how_to_undo(house, sign_in, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
    browser = Browser(sign_in(house, "staff"), f"/{house.tenant.slug}", is_htmx=True)
    begun = browser.fragment(f"admin/reservations/{ref}/place")
    page = browser.send(begun, begun.form("/place"), unit="cabin-2")
    assert page.status == 200
    assert page.is_fragment
    assert json.loads(page.headers["HX-Trigger"])["placed"] == {"ref": ref}
    undo = undo_of(browser)
    assert undo["url"].endswith(f"/admin/reservations/{ref}/place")
    token = begun.form("/place").values["csrf_token"]
    back = browser.client.post(undo["url"], data={**undo["values"], "csrf_token": token}, headers=HTMX)
    assert back.status_code == 200
    toast = json.loads(back.headers["HX-Trigger"])["toast"]
    assert toast == {"text": "Ada Okonkwo is back: Cabin 1, 10 Jul – 13 Jul 2026."}
    assert stands(inside, house, ref) == ("cabin-1", 10, 13, 30_000)
    with inside(house):
        assert [(one.before["unit"], one.after["unit"]) for one in make.audit_of("changed")] == [
            ("cabin-1", "cabin-2"),
            ("cabin-2", "cabin-1"),
        ]


def test_an_undo_that_is_no_longer_possible_says_why(house, sign_in, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
    browser = Browser(sign_in(house, "staff"), f"/{house.tenant.slug}", is_htmx=True)
    begun = browser.fragment(f"admin/reservations/{ref}/place")
    browser.send(begun, begun.form("/place"), unit="cabin-2")
    undo = undo_of(browser)
    with inside(house):
        make.reserve(house, 11, 12, client="Bruno Díaz")
    token = begun.form("/place").values["csrf_token"]
    answer = browser.client.post(undo["url"], data={**undo["values"], "csrf_token": token}, headers=HTMX)
    assert answer.status_code == 409
    assert "Bruno Díaz" in Page(answer, undo["url"]).problem
    assert stands(inside, house, ref)[0] == "cabin-2"


def test_another_price_is_asked_about_first_and_kept_once_agreed(house, drag, inside):
    with inside(house):
        stocks.add(house, "juniper", policy=document(pricing={"base_minor": 12_000}))
        ref = make.reserve(house, 10, 13)
    browser, page = drag(house, ref, unit="juniper")
    assert page.status == 409
    assert "Moving to Juniper adds €60. The total would be €360.00." in page.text
    assert stands(inside, house, ref) == ("cabin-1", 10, 13, 30_000)
    with inside(house):
        assert make.audit_of("changed", "refused") == []
    _browser, after = drag(house, ref, press="Move", begun=page, browser=browser)
    assert "Juniper" in said_by(browser, after)
    assert stands(inside, house, ref) == ("juniper", 10, 13, 36_000)


def test_less_is_asked_about_too_and_of_the_same_unit_its_dates(build, drag, inside):
    house = build(policy=DEAR_FROM_20)
    with inside(house):
        ref = make.reserve(house, 20, 23)
    browser, page = drag(house, ref, arrives_on="2026-07-10", departs_on="2026-07-13")
    assert "These dates save €60." in page.text
    drag(house, ref, press="Move", begun=page, browser=browser)
    _browser, page = drag(house, ref, arrives_on="2026-07-18", departs_on="2026-07-21")
    assert "These dates add €20." in page.text
    assert stands(inside, house, ref) == ("cabin-1", 10, 13, 30_000)


def test_a_price_that_is_another_by_then_is_asked_about_again(house, drag, inside):
    with inside(house):
        stocks.add(house, "juniper", policy=document(pricing={"base_minor": 12_000}))
        ref = make.reserve(house, 10, 13)
    browser, page = drag(house, ref, unit="juniper")
    with inside(house):
        make.alter(house, ref, period=make.nights(10, 13), note="Meanwhile")
    assert "Somebody was faster" in drag(house, ref, press="Move", begun=page, browser=browser)[1].problem
    begun = browser.fragment(f"admin/reservations/{ref}/place")
    values = begun.form("/place").values.to_dict() | {"unit": "juniper", "price_shown": "35000"}
    answer = browser.client.post(page.form("/place").address, data=values, headers=HTMX)
    assert answer.status_code == 409
    assert "Moving to Juniper adds €60." in answer.text
    assert stands(inside, house, ref)[0] == "cabin-1"


def test_a_price_that_changes_between_the_look_and_the_save_is_asked_about(house, drag, inside, monkeypatch):
    """The look ahead takes no locks; the save knows what was agreed to."""
    with inside(house):
        stocks.add(house, "juniper", policy=document(pricing={"base_minor": 12_000}))
        ref = make.reserve(house, 10, 13)
    monkeypatch.setattr(placing, "_other_price", lambda *_args: None)
    _browser, page = drag(house, ref, unit="juniper")
    assert page.status == 409
    assert "Moving to Juniper adds €60." in page.text
    assert stands(inside, house, ref)[0] == "cabin-1"


def test_a_clash_is_refused_with_ways_out_that_save(house, drag, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
        make.reserve(house, 10, 13, unit="cabin-2", client="Bruno Díaz")
    browser, page = drag(house, ref, unit="cabin-2")
    assert page.status == 409
    assert "Cabin 2 is taken" in page.problem
    assert "Bruno Díaz" in page.problem
    buttons = [one for one in page.form("/place").element.iter("button") if one.get("name") == "fix"]
    assert 1 <= len(buttons) <= 3
    assert "Change dates" in page.links()
    assert stands(inside, house, ref) == ("cabin-1", 10, 13, 30_000)
    with inside(house):
        assert make.audit_of("changed", "refused")[-1].request["codes"] == ["taken"]
    _browser, after = drag(house, ref, press="Move to Cabin 3", begun=page, browser=browser)
    assert "Cabin 3" in said_by(browser, after)
    assert stands(inside, house, ref) == ("cabin-3", 10, 13, 30_000)


def test_a_way_out_that_costs_more_is_agreed_to_with_its_button(build, drag, inside):
    house = build(units=2)
    with inside(house):
        dear = stocks.add(house, "juniper", policy=document(pricing={"base_minor": 12_000}))
        ref = make.reserve(house, 10, 13)
        make.reserve(house, 10, 16, unit="cabin-2", client="Bruno Díaz")
        assert dear
    browser, page = drag(house, ref, unit="cabin-2", departs_on="2026-07-14")
    way = next(one for one in page.form("/place").element.iter("button") if one.get("name") == "fix")
    total = int(way.get("value").rpartition("|")[2])
    values = page.form("/place").values
    values.setlist("fix", [way.get("value")])
    assert browser.client.post(page.form("/place").address, data=values, headers=HTMX).status_code == 200
    assert stands(inside, house, ref)[3] == total != 30_000


def test_a_rule_of_the_policy_refuses_and_leads_to_the_form(build, drag, inside):
    house = build(policy=document(min_nights=2))
    with inside(house):
        ref = make.reserve(house, 10, 13)
    _browser, page = drag(house, ref, departs_on="2026-07-11")
    assert page.status == 422
    assert "2 nights" in page.problem
    assert "to=2026-07-11" in page.links()["Change dates"]
    assert stands(inside, house, ref) == ("cabin-1", 10, 13, 30_000)


def test_an_older_version_is_refused_and_the_answer_holds_the_newer_one(house, drag, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
    browser, _page = drag(house, ref, unit="cabin-2")
    begun = browser.fragment(f"admin/reservations/{ref}/place")
    with inside(house):
        make.alter(house, ref, note="Somebody else")
    _browser, page = drag(house, ref, begun=begun, browser=browser, unit="cabin-3")
    assert page.status == 409
    assert "Somebody was faster" in page.problem
    assert stands(inside, house, ref)[0] == "cabin-2"


def test_one_key_moves_once(house, sign_in, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
    browser = Browser(sign_in(house, "staff"), f"/{house.tenant.slug}")
    begun = browser.fragment(f"admin/reservations/{ref}/place")
    form = begun.form("/place")
    values = form.filled(unit="cabin-2")
    answers = [browser.client.post(form.address, data=values, headers=HTMX) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert ["undo" in answer.headers["HX-Trigger"] for answer in answers] == [True, False, False]
    with inside(house):
        assert len(make.audit_of("changed")) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"unit": "nowhere"}, "Choose a unit."),
        ({"unit": "tour"}, "Tour"),
        ({"arrives_on": ""}, "Choose the first day."),
        ({"departs_on": "soon"}, "This is not a date."),
        ({"version": "x"}, "whole number"),
        ({"departs_on": "2026-07-10"}, ""),
    ],
)
def test_what_can_not_be_read_is_said(house, drag, inside, typed, said):
    with inside(house):
        stocks.add_tour(house)
        ref = make.reserve(house, 10, 13)
    _browser, page = drag(house, ref, **typed)
    assert page.status == 422
    assert said in page.problem
    assert stands(inside, house, ref) == ("cabin-1", 10, 13, 30_000)


def test_without_a_script_the_form_of_a_drag_is_the_editor(house, sign_in, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
    page = Browser(sign_in(house), f"/{house.tenant.slug}").get(f"admin/reservations/{ref}/place")
    assert page.form(f"/reservations/{ref}").values["arrives_on"] == "2026-07-10"


def test_what_is_final_can_not_be_dragged(house, sign_in, inside):
    from app.actions.reservations import states

    with inside(house):
        ref = make.reserve(house, 10, 13)
    browser = Browser(sign_in(house), f"/{house.tenant.slug}", is_htmx=True)
    begun = browser.fragment(f"admin/reservations/{ref}/place")
    with inside(house):
        states.cancel(house.actor(), ref, reason="")
    assert browser.fragment(f"admin/reservations/{ref}/place").status == 409
    page = browser.send(begun, begun.form("/place"), unit="cabin-2")
    assert page.status == 409
    assert "Change dates" not in page.links()


def test_who_may_only_look_drags_nothing(house, sign_in, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
    viewer = sign_in(house, "viewer")
    path = f"/{house.tenant.slug}/admin"
    assert viewer.get(f"{path}/reservations/{ref}/place", headers=HTMX).status_code == 403
    assert "data-hand" not in viewer.get(f"{path}/timeline").text
    assert "data-hand" in sign_in(house, "staff").get(f"{path}/timeline").text


def test_a_reference_of_another_tenant_is_nobodys(house, build, sign_in, inside, app):
    other = build()
    with inside(other):
        ref = make.reserve(other, 10, 13)
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        member, path = sign_in(house), f"/{house.tenant.slug}/admin/reservations/{ref}/place"
        assert member.get(path, headers=HTMX).status_code == 404
        values = {"unit": "cabin-2", "arrives_on": "2026-07-10", "departs_on": "2026-07-13", "version": "1"}
        assert member.post(path, data=values, headers=HTMX).status_code == 404
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert stands(inside, other, ref)[0] == "cabin-1"
