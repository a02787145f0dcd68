"""Units, closures, clients, policies, activity, settings and team, through the forms that are really there."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from app.extensions import db
from app.models import PolicyVersion, Unit
from tests import make
from tests.web.page import Browser


def test_a_unit_is_refused_at_its_fields_and_keeps_what_was_typed(house, open_as):
    browser = open_as(house, "manager")
    page = browser.get("admin/units/new")
    refused = browser.send(page, page.form("/units/new"), capacity="many", amenities="sauna, lake")
    assert refused.status == 422
    assert refused.error_at("name") == "Give the unit a name."
    assert refused.error_at("capacity").startswith("A whole number")
    assert refused.value("amenities") == "sauna, lake"
    shown = browser.send(refused, refused.form("/units/new"), name="Heron", capacity="4", new_type="Lodges")
    assert (shown.headline, shown.status) == ("Heron", 200)
    assert "Lodges" in shown.text


def test_a_unit_that_somebody_else_changed_shows_both_versions(house, open_as, inside):
    browser = open_as(house, "manager")
    page = browser.get("admin/units/cabin-1/edit")
    browser.send(browser.get("admin/units/cabin-1/edit"), page.form("/edit"), name="Birch")
    stale = browser.send(page, page.form("/edit"), name="Cedar", cots="2")
    assert stale.status == 409
    assert "Birch" in stale.text
    assert (stale.value("name"), stale.value("cots")) == ("Cedar", "2")
    shown = browser.send(stale, stale.form("/edit"))
    assert shown.headline == "Cedar"


def test_service_below_a_reservation_is_refused_with_a_link_to_it(house, open_as, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
    browser = open_as(house, "manager")
    page = browser.get("admin/units/cabin-1/edit")
    refused = browser.send(page, page.form("/edit"), in_service_until="2026-07-12")
    assert refused.status == 409
    assert ref in refused.error_at("in_service_until")
    assert refused.links()[ref].endswith(f"/reservations/{ref}")


def test_units_move_up_and_down(house, open_as, inside):
    browser = open_as(house, "manager")
    page = browser.get("admin/units")
    moved = browser.send(page, page.form("/cabin-2/move"), "Move Cabin 2 up")
    order = re.findall(r'id="unit-(cabin-\d)"', moved.html)
    assert order == ["cabin-2", "cabin-1", "cabin-3"]


def test_a_closure_in_the_way_of_a_reservation_names_it(house, open_as, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
    browser = open_as(house, "staff")
    page = browser.get("admin/closures/new?unit=cabin-1")
    refused = browser.send(page, page.form("/closures/new"), starts_on="2026-07-12", ends_on="2026-07-15")
    assert refused.status == 409
    assert ref in refused.error_at("starts_on")
    assert refused.value("ends_on") == "2026-07-15"
    shown = browser.send(refused, refused.form("/closures/new"), starts_on="2026-07-13")
    assert shown.headline == "Cabin 1 closed"
    ask = browser.get(shown.links()["Lift the closure"])
    unit = browser.send(ask, ask.form("/lift"))
    assert unit.headline == "Cabin 1"
    assert "Never closed." in unit.text


def test_a_client_is_added_found_merged_and_erased(house, open_as, inside):
    with inside(house):
        make.reserve(house, 10, 13, client="Ada Okonkwo")
    browser = open_as(house, "manager")
    page = browser.get("admin/clients/new")
    assert browser.send(page, page.form("/clients/new")).error_at("name") == "Write the client's name."
    added = browser.send(page, page.form("/clients/new"), name="A. Okonkwo", email="ada@mail.test")
    assert added.headline == "A. Okonkwo"
    found = browser.fragment("admin/clients?q=okonk", page=browser.get("admin/clients"))
    assert found.is_fragment
    assert "2 clients found" in found.text
    merge = browser.get(next(url for text, url in added.links().items() if text.startswith("Merge into")))
    kept = browser.send(merge, merge.form("/merge"))
    assert kept.headline == "Ada Okonkwo"
    assert "ada@mail.test" in kept.text
    ask = browser.get(kept.links()["Erase"])
    listed = browser.send(ask, ask.form("/erase"))
    assert "No clients yet." in listed.text
    activity = browser.get("admin/audit?entity=client")
    assert "erased" in activity.text
    assert "Okonkwo" not in activity.text


def test_the_options_of_a_search_box_are_a_fragment(house, open_as, inside):
    with inside(house):
        make.reserve(house, 10, 13, client="Ada Okonkwo")
    options = open_as(house, "staff").fragment("admin/clients/options?q=ada")
    assert [one.get("data-name") for one in options.all("li", role="option")] == ["Ada Okonkwo"]


def test_a_policys_rows_come_and_go_and_problems_stand_at_their_fields(house, open_as, inside):
    browser = open_as(house, "manager")
    page = browser.get("admin/policies/cabins/edit")
    page = browser.send(page, page.form("/edit"), "Add a season")
    page = browser.send(page, page.form("/edit"), "Add a restriction")
    page = browser.send(page, page.form("/edit"), "Add a fee")
    page = browser.send(page, page.form("/edit"), "Remove fee 1")
    season = "pricing.seasons.0."
    typed = {
        season + "name": "Summer", season + "first_on": "2026-09-01", season + "last_on": "2026-06-01",
        season + "base_minor": "150.001", "restrictions.0.number": "x",
    }  # fmt: skip
    refused = browser.send(page, page.form("/edit"), **typed)
    assert refused.status == 422
    asked = "Write an amount without a mark for thousands, such as 1200 or 1200.00."
    assert refused.error_at(season + "base_minor") == asked
    assert refused.error_at("restrictions.0.number") == "Write a whole number."
    assert "Season 1: Write an amount" in refused.problem
    typed = {season + "base_minor": "150", "restrictions.0.number": "3", "note": "summer"}
    refused = browser.send(refused, refused.form("/edit"), **typed)
    assert refused.error_at(season + "last_on") == "The last date comes before the first."
    shown = browser.send(refused, refused.form("/edit"), **{season + "last_on": "2026-09-30"})
    assert shown.status == 200
    assert "Version 2" in shown.text
    assert "€150" in shown.text
    with inside(house):
        newest = db.session.query(PolicyVersion).order_by(PolicyVersion.number.desc()).first()
        assert newest.document["pricing"]["seasons"][0]["base_minor"] == 15_000
        assert newest.document["restrictions"]["min_stay_arrival"][0]["minimum"] == 3
        assert newest.document["pricing"]["fees"] == []


def test_a_policy_that_is_opened_and_saved_unchanged_stays_as_it_is(build, open_as, inside):
    everything = {
        "kind": "nightly", "after_min": 180, "absent_after": {"time": "22:00", "day_offset": 1}, "max_nights": 21,
        "cancellation": [{"days_before": 30, "charge_percent": "0"}, {"days_before": 0, "first_unit": True}],
        "restrictions": {
            "closed_to_arrival": [{"weekdays": ["sun"]}], "changeover": [{"weekdays": ["sat"]}],
            "max_stay": [{"maximum": 14, "first_on": "2026-07-01"}],
            "weekday_min": [{"weekdays": ["fri"], "minimum": 2}],
        },
        "pricing": {
            "base_minor": 10_050, "weekdays": [{"days": ["fri", "sat"], "percent": "12.5"}],
            "stay_discounts": [{"nights": 7, "percent": "10"}],
            "discounts": [{"code": "early", "name": "Early", "percent": "5"}],
            "fees": [{"name": "Cleaning", "minor": 4000, "per": "person"}],
            "taxes": [{"name": "VAT", "percent": "10", "included": False, "on": ["nights"]}],
            "city_tax": {"name": "City", "minor": 250, "max_nights": 7}, "deposit_percent": "30", "instalments": 3,
        },
    }  # fmt: skip
    house = build(everything)
    browser = open_as(house, "manager")
    page = browser.get("admin/policies/cabins/edit")
    saved = browser.send(page, page.form("/edit"), min_nights="2")
    assert saved.status == 200
    with inside(house):
        first, second = db.session.query(PolicyVersion).order_by(PolicyVersion.number).all()
        from app.actions.policies import stored
        from app.domain.policies.reading import read_document

        assert second.document == {**stored(read_document(first.document)), "min_nights": 2}


def test_activity_says_what_was_refused_and_why(house, open_as, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
    browser = open_as(house, "owner")
    page = browser.get("admin/closures/new?unit=cabin-1")
    browser.send(page, page.form("/closures/new"), starts_on="2026-07-12", ends_on="2026-07-15")
    refused = browser.get("admin/audit?action=refused")
    assert "tried to close a unit. Refused: something stood in these dates." in refused.text
    made = browser.get("admin/audit?entity=reservation&from=2026-07-01&until=2026-07-01")
    assert f"made {ref}, Ada Okonkwo" in made.text
    assert "Nothing like this happened." in browser.get("admin/audit?from=2026-06-30&until=2026-06-30").text


def test_settings_are_saved_and_refused_each_at_its_own_form(house, open_as):
    browser = open_as(house, "owner")
    page = browser.get("admin/settings")
    assert browser.send(page, page.form("/profile"), own_name="").error_at("own_name") == "Write a name."
    refused = browser.send(page, page.form("/business"), name="", timezone="Mars")
    assert refused.status == 422
    assert refused.error_at("name") == "Give the business a name."
    assert refused.value("timezone") == "Mars"
    saved = browser.send(page, page.form("/business"), name="Alto", tagline="By the lake")
    assert saved.value("tagline") == "By the lake"
    stale = browser.send(page, page.form("/business"), tagline="By the sea")
    assert stale.status == 409
    assert "By the lake" in stale.text


def test_an_invitation_is_shown_once_and_makes_a_member(app, house, open_as):
    browser = open_as(house, "owner")
    page = browser.get("admin/team")
    assert browser.send(page, page.form("/invitations"), email="x").error_at("email")
    made = browser.send(page, page.form("/invitations"), email="nia@mail.test", role="staff")
    link = urlsplit(made.tree.find(".//*[@id='invitation-link']").get("value")).path
    assert link not in browser.get("admin/team").html
    guest = Browser(app.test_client(), f"/{house.tenant.slug}", is_htmx=browser.is_htmx)
    page = guest.get(link)
    refused = guest.send(page, page.form("/new"), name="Nia", password="short")
    assert refused.error_at("password") == "At least 10 characters."
    shown = guest.send(page, page.form("/new"), name="Nia New", password="four plain garden words")
    assert shown.headline == "Today"
    assert "Nia New" in browser.get("admin/team").text
    assert "is over" in guest.get(link).text


def test_the_last_owner_can_not_step_down(house, open_as):
    browser = open_as(house, "owner")
    page = browser.get("admin/team")
    refused = browser.send(page, page.form("/owner-ref/role"), role="viewer")
    assert refused.status == 409
    assert "A business needs an owner." in refused.text


def test_another_business_sees_none_of_it(build, open_as, inside):
    house, other = build(), build()
    with inside(other):
        db.session.query(Unit).filter_by(ref="cabin-1").one().name = "Their cabin"
        make.reserve(other, 10, 13, client="Zed Elsewhere")
    browser = open_as(house, "owner")
    for page in ("units", "clients", "clients?q=elsewhere", "audit", "team", "policies"):
        text = browser.get(f"admin/{page}").text
        assert "Their cabin" not in text
        assert "Zed" not in text
        assert f"of {other.tenant.slug}" not in text
