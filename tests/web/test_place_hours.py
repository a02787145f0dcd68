"""A bar of hours that is dragged: the post with its times, the question, the refusal and the way back."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from app.live import locks
from tests import make, stocks
from tests.web.page import HTMX, Browser
from tests.web.test_reservations_place import drag, said_by, undo_of  # noqa: F401 - a fixture among them

BOAT = stocks.rental(after_min=30, pricing={"base_minor": 4_500})


@pytest.fixture
def harbour(house, inside):
    """Two boats and ten kayaks by the hour, beside the cabins, and a tour."""
    with inside(house):
        for name in ("alisio", "calima"):
            stocks.add(house, name, policy=BOAT)
        stocks.add_pool(house)
        stocks.add_tour(house)
    return house


def times(start, end):
    return {"starts_time": start, "ends_time": end}


def stands(inside, house, ref):
    with inside(house):
        row, zone = make.find(ref), house.tenant.zone
        ends = [f"{at.astimezone(zone):%H:%M}" for at in (row.starts_at, row.ends_at)]
        return make.unit_of(house, row), *ends, row.quantity


def test_a_bar_goes_to_another_unit_and_hour_and_back(harbour, sign_in, inside):
    with inside(harbour):
        ref = stocks.sell(harbour, "alisio", 10, 10, 12)
    browser = Browser(sign_in(harbour, "staff"), f"/{harbour.tenant.slug}", is_htmx=True)
    begun = browser.fragment(f"admin/reservations/{ref}/place")
    page = browser.send(begun, begun.form("/place"), unit="calima", **times("13:30", "15:30"))
    assert page.status == 200
    assert "Ada Okonkwo: Calima, Fri 10 Jul, 13:30 – 15:30" in said_by(browser, page)
    assert stands(inside, harbour, ref) == ("calima", "13:30", "15:30", 1)
    undo, token = undo_of(browser), begun.form("/place").values["csrf_token"]
    back = browser.client.post(undo["url"], data={**undo["values"], "csrf_token": token}, headers=HTMX)
    assert back.status_code == 200
    assert stands(inside, harbour, ref) == ("alisio", "10:00", "12:00", 1)
    with inside(harbour):
        entries = make.audit_of("changed")
        assert [(one.source, one.after["unit"]) for one in entries] == [
            ("timeline", "calima"),
            ("timeline", "alisio"),
        ]


def test_a_longer_time_is_asked_about_first(harbour, drag, inside):  # noqa: F811
    with inside(harbour):
        ref = stocks.sell(harbour, "alisio", 10, 10, 12)
    browser, page = drag(harbour, ref, **times("10:00", "13:00"))
    assert page.status == 409
    assert "These times add €45. The total would be €135.00." in page.text
    assert stands(inside, harbour, ref)[2] == "12:00"
    drag(harbour, ref, press="Move", begun=page, browser=browser)
    assert stands(inside, harbour, ref)[2] == "13:00"
    _browser, page = drag(harbour, ref, browser=browser, **times("10:00", "12:00"))
    assert "These times save €45." in page.text


def test_a_piece_of_a_pool_moves_with_all_that_were_taken(harbour, drag, inside):  # noqa: F811
    with inside(harbour):
        ref = stocks.sell(harbour, "kayaks", 10, 10, 12, adults=3, quantity=3)
    drag(harbour, ref, **times("14:00", "16:00"))
    assert stands(inside, harbour, ref) == ("kayaks", "14:00", "16:00", 3)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (times("11:00", "13:00"), "Bruno Díaz"),
        (times("10:10", "12:10"), "steps of 30 minutes"),
        (times("17:00", "19:00"), "18:00"),
        ({"unit": "cabin-1"}, "Cabin 1"),
    ],
)
def test_what_does_not_fit_is_refused_with_ways_out_or_the_form(harbour, drag, inside, typed, said):  # noqa: F811
    with inside(harbour):
        ref = stocks.sell(harbour, "alisio", 10, 10, 12)
        stocks.sell(harbour, "alisio", 10, 13, 15, client="Bruno Díaz")
    _browser, page = drag(harbour, ref, **typed)
    assert page.status in {409, 422}
    assert said in page.problem
    assert stands(inside, harbour, ref) == ("alisio", "10:00", "12:00", 1)


def test_the_board_says_minutes_and_steps_to_the_hand(harbour, sign_in, inside):
    with inside(harbour):
        stocks.sell(harbour, "alisio", 10, 10, 12)
        make.reserve(harbour, 10, 12, unit="cabin-1")
        stocks.sell(harbour, "tour", 10, 16)
    member = sign_in(harbour, "staff")
    html = member.get(f"/{harbour.tenant.slug}/admin/timeline?from=2026-07-10&days=7").text
    assert re.search(r"<section[^>]* data-cell=\"360\" data-cells=\"28\" data-hand", html)
    rows = {
        ref: tr for tr in html.split('<tr class="unit"')[1:] if (ref := re.search(r"units/([\w-]+)", tr)[1])
    }
    assert rows["alisio"].startswith(' data-step="30" data-rest="30"')
    assert 'data-m="600,720" data-state="confirmed"' in rows["alisio"]
    assert rows["cabin-1"].startswith("><th")
    assert 'data-m="720,3600" data-state="confirmed"' in rows["cabin-1"]
    assert 'data-m="540,1080"' in rows["kayaks"]
    assert rows["tour"].startswith(' data-step="0"')
    assert 'data-m="960,960"' in rows["tour"]
    day = member.get(f"/{harbour.tenant.slug}/admin/timeline?from=2026-07-10&days=1&type=alisio-type").text
    assert 'data-m="750,1080"' in day, "what is free begins after the rest"
    viewer = (
        sign_in(harbour, "viewer").get(f"/{harbour.tenant.slug}/admin/timeline?from=2026-07-10&days=7").text
    )
    assert "data-hand" not in viewer
    assert "data-make" not in viewer


@pytest.fixture
def working(harbour, app):
    """Somebody else who works on the boat Alisio, on 10 July from 13:00 to 15:00."""
    zone, day = harbour.tenant.zone, dt.date(2026, 7, 10)
    starts, ends = (dt.datetime(2026, 7, 10, hour, tzinfo=zone) for hour in (13, 15))
    with app.app_context():
        place = locks.Place("", ("alisio",), ("alisio",), locks.Span(starts, ends), day, day)
        locks.take(harbour.tenant.id, *locks.new_id(), locks.Holder(0, "Somebody Else", "SE"), place)


def test_the_locks_of_a_board_are_answered_alone(harbour, working, sign_in):
    member, path = sign_in(harbour, "staff"), f"/{harbour.tenant.slug}/admin/timeline/locks?board=1"
    html = member.get(f"{path}&from=2026-07-10&days=7").text
    assert '<ol data-unit="alisio"><li class="held s-3 n-1">' in html
    assert 'data-m="780,900" data-of=""' in html
    assert "10 Jul 2026, 13:00 – 15:00" in html
    assert '<li class="held s-27 n-4">' in member.get(f"{path}&from=2026-07-10&days=1").text
    assert "held" not in member.get(f"{path}&from=2026-07-11&days=7").text


def test_a_drag_into_a_colleagues_hours_says_whose_they_are(harbour, working, drag, inside):  # noqa: F811
    with inside(harbour):
        ref = stocks.sell(harbour, "alisio", 10, 10, 12)
    _browser, page = drag(harbour, ref, **times("13:00", "15:00"))
    assert page.status == 409
    assert "Somebody Else has been working on 10 Jul 2026, 13:00 – 15:00" in page.problem
    assert stands(inside, harbour, ref)[1] == "10:00"
