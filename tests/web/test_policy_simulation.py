"""What would change: the requests of the last year, asked again under what is being written. Nothing is written."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from app.domain.asking import Party
from app.domain.refusal import Refused
from app.extensions import db
from app.models import AuditEntry, PolicyVersion, Reservation
from tests import make
from tests.cast import document, local, new_version
from tests.web.page import Browser


@pytest.fixture(params=["browser", "htmx"])
def browse(request, sign_in):
    def opened(house, role="manager"):
        return Browser(sign_in(house, role), f"/{house.tenant.slug}", is_htmx=request.param == "htmx")

    return opened


def refuse(house, *args, **wish):
    with pytest.raises(Refused):
        make.reserve(house, *args, **wish)


def simulate(browser, **typed):
    """Press the button of the form as the browser at hand does."""
    page = browser.get("admin/policies/cabins/edit")
    form = page.form("/edit")
    button = form.button("What would change?")
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if browser.is_htmx else {}
    from tests.web.page import Page

    answer = browser.client.post(button.get("formaction"), data=form.filled(**typed), headers=headers)
    return Page(answer, button.get("formaction"), page=page)


def counts(inside, house):
    with inside(house):
        return [
            db.session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (AuditEntry, PolicyVersion, Reservation)
        ]


def figures(page):
    """The totals, by what they are called."""
    rows = page.one("dl", class_="totals")
    return {"".join(one.find("dt").itertext()): "".join(one.find("dd").itertext()) for one in rows}


def test_requests_are_asked_again_under_what_the_form_says(build, browse, inside):
    house = build(policy=document(min_nights=2))
    with inside(house):
        short = make.reserve(house, 10, 12)
        longer = make.reserve(house, 20, 24, unit="cabin-2")
        refuse(house, 14, 15, unit="cabin-3")
        refuse(house, 10, 12, unit="cabin-1")  # taken: its rules are kept, so its price counts too
    browser = browse(house)
    before = counts(inside, house)
    page = simulate(browser, min_nights="3", **{"pricing.base_minor": "110"})
    assert counts(inside, house) == before
    assert page.is_fragment == browser.is_htmx
    told = figures(page)
    assert (told["Requests asked again"], told["Newly refused"], told["Newly accepted"]) == ("4", "2", "0")
    assert told["In all"] == "−€360.00"
    assert "2 requests would be refused −€400.00" in page.text
    assert "1 request would have another price +€40.00" in page.text
    assert "At least 3 nights, and these are 2 nights." in page.text
    assert page.links()[short].endswith(f"/reservations/{short}")
    assert page.links()[longer].endswith(f"/reservations/{longer}")
    assert "Refused then" in page.text
    if not browser.is_htmx:
        assert page.value("min_nights") == "3"


def test_a_request_that_was_refused_would_be_accepted(build, browse, inside):
    house = build(policy=document(min_nights=2))
    with inside(house):
        refuse(house, 14, 15, unit="cabin-3")
    page = simulate(browse(house), min_nights="1")
    assert figures(page)["Newly accepted"] == "1"
    assert "+€100.00" in page.text


def test_rules_read_the_clock_as_it_stood_then(build, browse, inside, clock):
    house = build(policy=document())
    with inside(house):
        make.reserve(house, 10, 12)
    clock.move_to(local(2026, 7, 30))
    page = simulate(browse(house), lead_days="9")
    assert figures(page)["Newly refused"] == "0"
    page = simulate(browse(house), lead_days="10")
    assert figures(page)["Newly refused"] == "1"


def test_what_is_older_than_a_year_or_of_other_units_is_left_out(build, browse, inside, clock):
    house = build(policy=document())
    with inside(house):
        make.reserve(house, 10, 12)
    clock.move_to(local(2027, 7, 2))
    assert "No requests yet." in simulate(browse(house), min_nights="3").text


def test_a_form_that_is_not_right_is_told_so(house, browse):
    page = simulate(browse(house), min_nights="x")
    assert page.status == 422
    assert "Stays: Write a whole number." in page.text


def test_without_requests_there_is_nothing_to_ask(house, browse):
    assert "No requests yet." in simulate(browse(house)).text


def test_a_version_says_what_it_changes_against_the_one_before(build, browse, inside):
    house = build(policy=document())
    with inside(house):
        make.reserve(house, 10, 12, party=Party(adults=2))
        new_version(house, document(pricing={"base_minor": 12_000}))
    browser = browse(house)
    page = browser.get("admin/policies/cabins/simulation?version=2")
    assert "1 request would have another price +€40.00" in page.text
    assert "first version" in browser.get("admin/policies/cabins/simulation?version=1").text


def test_staff_may_not_ask(house, browse):
    browser = browse(house, "staff")
    assert browser.client.get(f"{browser.root}/admin/policies/cabins/simulation").status_code == 403


def test_entries_that_say_too_little_are_counted_and_left_out(build, browse, inside):
    house = build(policy=document())
    with inside(house):
        make.reserve(house, 10, 12)
        entry = {"unit": "cabin-1", "starts_on": "soon", "ends_on": None}
        db.session.add(
            AuditEntry(
                tenant_id=house.tenant.id, happened_at=local(2026, 7, 1), recorded_at=local(2026, 7, 1), actor="member",
                source="test", entity="reservation", action="made", outcome="refused", request=entry,
            )
        )  # fmt: skip
    page = simulate(browse(house), min_nights="3")
    assert "1 request could not be read." in page.text
    assert figures(page)["Requests asked again"] == "1"
