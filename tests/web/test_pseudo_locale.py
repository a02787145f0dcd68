"""Every page in a made-up language: pages, their fragments, forms after a refusal, and what is said when it worked."""

from __future__ import annotations

from dataclasses import replace

import flask_babel
import pytest
from sqlalchemy import text

from app.actions import clients, closures, members
from app.actions.clients import ClientFields
from app.actions.closures import ClosureFields
from app.actions.reservations import states
from app.domain.asking import Party
from app.extensions import db
from tests import make
from tests.cast import local
from tests.web import pseudo
from tests.web.walking import Walk

NAME = "Անի Սարոյան"
WORD = "Լիճ"
SAID_BY_THE_CAST = {"first"}
PAGES = (
    "", "timeline", "calendar", "days/2026-07-01", "reservations", "reservations/new", "groups/new", "requests", "units", "clients",
    "closures/new", "policies", "stats", "stats?span=year", "stats?span=dates&from=x&until=1970-01-01", "stats/pace", "stats/report",
    "stats/counted/reserved", "stats/counted/available", "stats/counted/made_absent", "audit", "settings", "team",
)  # fmt: skip


@pytest.fixture
def made_up(app, monkeypatch):
    """The application speaks the made-up language."""
    monkeypatch.setattr(flask_babel.Domain, "get_translations", lambda _domain: pseudo.Pseudo())
    monkeypatch.setattr(app.extensions["babel"], "locale_selector", lambda: pseudo.FORMATS)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)


def rich() -> dict:
    """A policy that uses all a policy can say, its names Armenian."""
    summer = {"name": WORD, "first_on": "2026-07-01", "last_on": "2026-08-31"}
    august = {"first_on": "2026-08-01", "last_on": "2026-08-31"}
    days = {"weekdays": ["fri", "sat"]}
    return {
        "kind": "nightly", "check_in_time": "15:00", "check_out_time": "11:00", "latest_check_out": "13:00",
        "check_in_opens": "14:00", "early_check_in": True, "after_min": 180, "min_nights": 2, "max_nights": 28,
        "lead_days": 0, "same_day_cutoff": "18:00", "horizon_days": 540,
        "absent_after": {"time": "22:00", "day_offset": 1}, "pending_expires_hours": 72, "finish_after_min": 600,
        "absence": {"charges": "first_unit", "frees": "after_first_unit"},
        "cancellation": [
            {"days_before": 30, "charge_percent": "0"}, {"days_before": 7, "charge_percent": "50"},
            {"days_before": 1, "first_unit": True}, {"days_before": 0, "charge_percent": "100"},
        ],
        "pricing": {
            "base_minor": 10_500, "seasons": [summer | {"base_minor": 14_500}],
            "weekdays": [{"days": ["fri"], "percent": "15"}, {"days": ["sat"], "minor": 900}],
            "included_people": 1, "extra_adult_minor": 1_500, "extra_child_minor": 800,
            "stay_discounts": [{"nights": 3, "percent": "10"}],
            "discounts": [{"code": "lake", "name": WORD, "percent": "5"}],
            "fees": [{"name": WORD, "minor": 3_500}, {"name": WORD, "minor": 100, "per": "person"}],
            "taxes": [{"name": WORD, "percent": "10"}, {"name": WORD, "percent": "4", "included": False}],
            "city_tax": {"name": WORD, "minor": 250, "max_nights": 4},
            "deposit_percent": "30", "instalments": 3,
        },
        "restrictions": {
            "min_stay_arrival": [august | {"minimum": 3}], "min_stay_through": [august | {"minimum": 3}],
            "max_stay": [august | {"maximum": 20}], "closed_to_arrival": [august | {"weekdays": ["sun"]}],
            "closed_to_departure": [august | {"weekdays": ["sun"]}], "changeover": [august | days],
            "weekday_min": [august | days | {"minimum": 2}],
        },
    }  # fmt: skip


@pytest.fixture
def furnished(build, inside, owner, clock):
    """A house that holds one of everything, all of it Armenian."""
    house = build(policy=rich(), units=8)
    rename(house, inside, owner)
    with inside(house):
        _reserve(house, clock)
    return house


def rename(house, inside, owner) -> None:
    """Give what the house holds Armenian names."""
    owner.execute(
        text("UPDATE tenants SET name = :word, tagline = :word, address = :word WHERE id = :id"),
        {"word": WORD, "id": house.tenant.id},
    )
    owner.execute(
        text("UPDATE people SET name = :name WHERE id = ANY(:ids)"),
        {"name": NAME, "ids": list(house.people.values())},
    )
    owner.commit()
    with inside(house):
        for table in ("units", "unit_types", "policies"):
            db.session.execute(text(f"UPDATE {table} SET name = :word || ' ' || id"), {"word": WORD})
        units = "UPDATE units SET description = :word, amenities = jsonb_build_array(CAST(:word AS text))"
        db.session.execute(text(units), {"word": WORD})


def _reserve(house, clock) -> None:
    """Make reservations in each state, closures, a request, a client and an invitation; it becomes 1 July, 16:00."""
    owner = replace(house.actor("owner"), source="page")
    clock.move_to(local(2026, 6, 20))
    stays = {
        "left": (-3, 0), "absent": (-1, 4), "here": (0, 5), "leaving": (-1, 1), "coming": (1, 4),
        "later": (10, 14), "gone": (12, 15),
    }  # fmt: skip
    made = {
        name: make.reserve(
            house, *dates, unit=f"cabin-{place}", role="owner", client=f"{NAME} {place}", note=WORD,
            party=Party(adults=2, children=1, infants=1, cots=1), channel=WORD,
        )
        for place, (name, dates) in enumerate(stays.items(), 1)
    }  # fmt: skip
    for name in ("left", "leaving"):
        clock.move_to(local(2026, 6, 28 if name == "left" else 30, 16))
        states.check_in(owner, made[name])
    clock.move_to(local(2026, 6, 30, 17))
    states.check_out(owner, made["left"])
    states.check_in(owner, made["here"])
    states.cancel(owner, made["gone"], reason=WORD)
    clock.move_to(local(2026, 7, 1, 16))
    make.request(house, 20, 23, unit="cabin-1", role="owner", client=f"{NAME} 8")
    make.request(house, 21, 24, unit="cabin-2", role="owner", client=f"{NAME} 9")
    clients.create(
        owner, ClientFields(name=NAME, email="a@b.test", phone="+34600000000", country="ES", notes=WORD)
    )
    for unit, first, last, reason in (("cabin-8", 0, 9, "owner"), ("cabin-7", 20, 22, "maintenance")):
        dates = {"starts_on": make.july(first), "ends_on": make.july(last)}
        closures.create(owner, ClosureFields(unit_ref=unit, reason=reason, note=WORD, **dates))
    members.invite(owner, email="new@b.test", role="staff")


def test_the_reader_notices_what_was_not_translated():
    page = """<title>Ｌｉｓｔ</title><p title="Leave it">Κυρ 22 Νοε <code>demo</code> Լիճ K7QX-4MPD a@b.test</p>
        <input type="submit" value="Send"><input type="text" value="typed"><p>Ｆｏｒ Monday</p>"""
    assert pseudo.untranslated(page) == ["Leave it", "Send", "Monday"]


def test_every_visible_text_passes_through_gettext(app, made_up, furnished, sign_in):
    walk = Walk(sign_in(furnished, "owner"), f"/{furnished.tenant.slug}/")
    walk.read_all([f"/{furnished.tenant.slug}/admin/", f"/{furnished.tenant.slug}/"])
    walk.send_all()
    walk.read([f"/{furnished.tenant.slug}/admin/audit"])
    assert len(walk.pages) > 60
    assert len(walk.forms) > 20
    assert walk.found.keys() <= SAID_BY_THE_CAST, walk.found


@pytest.mark.parametrize("role", ["viewer", "staff"])
def test_pages_of_who_may_do_less_too(app, made_up, furnished, sign_in, role):
    walk = Walk(sign_in(furnished, role), f"/{furnished.tenant.slug}/")
    walk.read([f"/{furnished.tenant.slug}/admin/{page}" for page in PAGES])
    assert walk.found == {}


def test_pages_of_a_business_that_has_nothing_yet_too(app, made_up, build, inside, owner, sign_in):
    house = build(units=0)
    rename(house, inside, owner)
    walk = Walk(sign_in(house, "owner"), f"/{house.tenant.slug}/")
    walk.read([f"/{house.tenant.slug}/admin/{page}" for page in PAGES])
    assert walk.found == {}


def test_pages_for_strangers_too(app, made_up, furnished):
    walk = Walk(app.test_client(), f"/{furnished.tenant.slug}/")
    root = f"/{furnished.tenant.slug}/"
    walk.read_all(
        [root, f"{root}admin/sign-in", f"{root}nothing", f"{root}admin/team/join/none", "/", "/?business=x"]
    )
    walk.send_all()
    assert walk.found == {}
