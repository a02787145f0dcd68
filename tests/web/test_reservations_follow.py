"""What follows in the editor: the hint of the dates while people type, and a stay that goes on elsewhere."""

from __future__ import annotations

import pytest

from tests import make
from tests.web.page import Browser, text_of


def hints(answer):
    """What is put beside the last day, by where it goes."""
    return {
        one.get("hx-target"): text_of(one)
        for one in answer.tree.iter("hx-partial")
        if one.get("hx-target").startswith("#f-departs_on")
    }


@pytest.mark.parametrize(("departs_on", "said"), [("2026-07-15", "5 nights"), ("", ""), ("2026-07-10", "")])
def test_how_long_a_stay_is_follows_its_dates_while_people_type(house, sign_in, departs_on, said):
    browser = Browser(sign_in(house), f"/{house.tenant.slug}", is_htmx=True)
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-13")
    assert text_of(page.one("p", id="f-departs_on-hint")) == "3 nights"
    typed = {**page.form("/reservations").values, "departs_on": departs_on}
    query = "&".join(f"{name}={text}" for name, text in typed.items() if name not in {"csrf_token", "idem"})
    answer = browser.fragment(f"admin/reservations/check?{query}", page=page)
    assert hints(answer) == {"#f-departs_on-hint": said}


def test_a_stay_that_shall_not_go_on_elsewhere_after_all_is_saved_alone(house, open_as, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
        make.reserve(house, 14, 16, client="Nomsa Dlamini")
    browser = open_as(house)
    page = browser.get(f"admin/reservations/{ref}/edit")
    refused = browser.send(page, page.form(f"/reservations/{ref}"), departs_on="2026-07-15")
    first = browser.send(refused, refused.form(f"/reservations/{ref}"), press="Stay until Tue 14 Jul, then")
    saved = browser.send(first, first.form(f"/reservations/{ref}"), departs_on="2026-07-12")
    assert saved.headline != "New reservation"
    with inside(house):
        assert make.find(ref).departs_on == make.july(12)
