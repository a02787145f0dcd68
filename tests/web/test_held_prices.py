"""The price that the editor shows is held for a quarter of an hour, with the panel and without a script."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models import StoredQuote, TenantRecord
from tests import make
from tests.cast import document, local, new_version
from tests.web.page import Browser, text_of

NEW = "admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-13"
CHECK = "admin/reservations/check?unit=cabin-1&arrives_on=2026-07-10&departs_on=2026-07-13&adults=2"
DEAR = document(pricing={"base_minor": 12_000})


@pytest.fixture
def raise_price(inside, clock):
    """Raise the price at five past ten, and go on at another time."""

    def raised(house, *, then, policy=DEAR):
        clock.move_to(local(2026, 7, 1, 10, 5))
        with inside(house):
            new_version(house, policy)
        clock.move_to(local(2026, 7, 1, 10, then))

    return raised


@pytest.fixture
def at_ten(clock):
    clock.move_to(local(2026, 7, 1, 10))


def count(house, inside):
    with inside(house):
        return db.session.execute(select(func.count()).select_from(StoredQuote)).scalar_one()


def total_of(house, inside, page):
    with inside(house):
        return make.find(re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", page.address)[0]).total_minor


def rows_of_price(page):
    (quote,) = page.all("section", id="panel-quote")
    return {text_of(row.find("th")): text_of(row.find("td")) for row in quote.iter("tr")}


def test_M12_within_the_quarter_the_price_that_was_shown_is_saved(
    house, open_as, inside, at_ten, raise_price
):
    browser = open_as(house)
    page = browser.get(NEW)
    assert "Price held until 10:15" in page.text
    raise_price(house, then=14)
    shown = browser.send(page, page.form("/reservations"), client_name="Ada Okonkwo")
    assert "€300.00" in shown.text
    assert total_of(house, inside, shown) == 30_000


def test_M12_later_the_new_price_is_shown_with_the_difference_and_accepted_by_pressing_again(
    house, open_as, inside, at_ten, raise_price
):
    browser = open_as(house)
    page = browser.get(NEW)
    raise_price(house, then=16)
    refused = browser.send(
        page, page.form("/reservations"), client_name="Ada Okonkwo", adults="2", note="Late by train"
    )
    assert refused.status == 409
    assert refused.problem.startswith("The price has changed")
    assert "It was €300.00 when it was shown and is €360.00 now: €60.00 more." in refused.problem
    rows = rows_of_price(refused)
    assert (rows["Total"], rows["Shown before"], rows["Difference"]) == ("€360.00", "€300.00", "+€60.00")
    assert "3 nights" in " ".join(rows)
    assert "Price held until 10:31" in refused.text
    assert (refused.value("note"), refused.value("client_name")) == ("Late by train", "Ada Okonkwo")
    assert refused.value("quote_ref") not in {"", page.value("quote_ref")}
    saved = browser.send(refused, refused.form("/reservations"))
    assert total_of(house, inside, saved) == 36_000
    assert len(browser.sent) == 2


def test_M12_the_panel_that_answers_at_10_16_shows_the_difference_and_the_save_still_asks(
    house, open_as, inside, at_ten, raise_price
):
    browser = open_as(house)
    page = browser.get(NEW)
    held = page.value("quote_ref")
    raise_price(house, then=14)
    panel = browser.fragment(f"{CHECK}&quote_ref={held}", page=page)
    assert rows_of_price(panel)["Total"] == "€300.00"
    raise_price(house, then=16)
    panel = browser.fragment(f"{CHECK}&quote_ref={held}", page=page)
    rows = rows_of_price(panel)
    assert (rows["Total"], rows["Shown before"], rows["Difference"]) == ("€360.00", "€300.00", "+€60.00")
    assert "Saving asks you once more." in panel.text
    assert "Price held" not in panel.text
    assert panel.one("input", name="quote_ref").get("value") == held
    refused = browser.send(page, page.form("/reservations"), client_name="Ada Okonkwo", quote_ref=held)
    assert refused.status == 409


def test_without_a_script_the_check_holds_what_it_shows(house, sign_in, inside, at_ten, raise_price):
    browser = Browser(sign_in(house, "staff"), f"/{house.tenant.slug}")
    page = browser.get(NEW)
    checked = browser.send(page, page.form("/reservations"), press="Check", adults="3", note="Keep this")
    assert "Price held until 10:15" in checked.text
    assert checked.value("quote_ref") != page.value("quote_ref")
    raise_price(house, then=14)
    saved = browser.send(checked, checked.form("/reservations"), client_name="Ada Okonkwo")
    assert total_of(house, inside, saved) == 30_000


def test_the_panel_gives_the_form_its_quote(house, open_as, inside, at_ten, raise_price):
    browser = open_as(house)
    page = browser.get("admin/reservations/new")
    panel = browser.fragment(CHECK, page=page)
    ref = panel.one("input", name="quote_ref").get("value")
    raise_price(house, then=14)
    saved = browser.send(
        page, page.form("/reservations"), client_name="Ada Okonkwo", unit="cabin-1", arrives_on="2026-07-10",
        departs_on="2026-07-13", quote_ref=ref,
    )  # fmt: skip
    assert total_of(house, inside, saved) == 30_000


def test_a_price_that_is_the_same_is_just_saved(house, open_as, inside, at_ten, raise_price):
    browser = open_as(house)
    page = browser.get(NEW)
    raise_price(house, then=16, policy=document(min_nights=2))
    saved = browser.send(page, page.form("/reservations"), client_name="Ada Okonkwo")
    assert total_of(house, inside, saved) == 30_000


def test_what_was_never_shown_is_saved_at_todays_price(house, open_as, inside, at_ten, raise_price):
    browser = open_as(house)
    page = browser.get(NEW)
    raise_price(house, then=7)
    saved = browser.send(page, page.form("/reservations"), client_name="Ada Okonkwo", departs_on="2026-07-14")
    assert total_of(house, inside, saved) == 48_000


@pytest.mark.parametrize("ref", ["AAAA-AAAA", "nonsense", "%27", "é", "9" * 900])
def test_a_forged_quote_is_none(house, open_as, inside, ref):
    browser = open_as(house)
    page = browser.get(NEW)
    assert browser.fragment(f"{CHECK}&quote_ref={ref}", page=page).status == 200
    saved = browser.send(page, page.form("/reservations"), client_name="Ada Okonkwo", quote_ref=ref)
    assert total_of(house, inside, saved) == 30_000


def test_another_tenants_quote_gives_neither_its_price_nor_an_error(build, open_as, inside):
    cheap = build(policy=document(pricing={"base_minor": 100}))
    house = build()
    foreign = open_as(cheap).get(NEW).value("quote_ref")
    assert foreign
    browser = open_as(house)
    page = browser.get(NEW)
    panel = browser.fragment(f"{CHECK}&quote_ref={foreign}", page=page)
    assert rows_of_price(panel)["Total"] == "€300.00"
    saved = browser.send(page, page.form("/reservations"), client_name="Ada Okonkwo", quote_ref=foreign)
    assert total_of(house, inside, saved) == 30_000


def test_a_total_that_the_client_sends_is_never_read(house, sign_in, inside):
    browser = Browser(sign_in(house, "staff"), f"/{house.tenant.slug}")
    page = browser.get(NEW)
    values = page.form("/reservations").filled(client_name="Ada Okonkwo")
    values.update({"total_minor": "1", "total": "0.01", "lines": "[]"})
    answer = browser.client.post(page.form("/reservations").address, data=values)
    assert total_of(house, inside, browser.get(answer.location)) == 30_000


def test_typing_leaves_no_row_for_each_key(house, sign_in, inside):
    browser = Browser(sign_in(house, "staff"), f"/{house.tenant.slug}", is_htmx=True)
    page = browser.get(NEW)
    assert count(house, inside) == 1
    ref = page.value("quote_ref")
    for _ in range(30):  # a name, a note: what the price does not depend on
        ref = (
            browser.fragment(f"{CHECK}&quote_ref={ref}", page=page)
            .one("input", name="quote_ref")
            .get("value")
        )
    assert (ref, count(house, inside)) == (page.value("quote_ref"), 1)
    for adults in ("", "x", "9", "99", "-1"):  # what could not be saved
        browser.fragment(f"{CHECK[:-1]}{adults}&quote_ref={ref}", page=page)
    assert count(house, inside) == 1


def test_a_change_of_a_reservation_holds_nothing(house, open_as, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
    page = open_as(house).get(f"admin/reservations/{ref}/edit")
    assert "Price held" not in page.text
    assert "quote_ref" not in page.form(f"/reservations/{ref}").names
    assert count(house, inside) == 0


def test_the_time_is_the_tenants_and_the_words_are_the_readers(build, sign_in, inside, clock):
    clock.move_to(local(2026, 7, 1, 10))
    house = build(timezone="America/Santiago")
    with inside(house):
        row = db.session.get(TenantRecord, house.tenant.id)
        row.locale = "es"
    page = Browser(sign_in(house, "staff"), f"/{house.tenant.slug}").get(NEW)
    assert "Precio garantizado hasta las 04:15" in page.text
