"""The lock of an editor: taken, renewed, freed, asked for and taken over, by forms."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.extensions import db
from app.live import locks, presence
from app.live.locks import Holder
from app.models import AuditEntry
from tests import make
from tests.web.page import Browser


@pytest.fixture
def desk(build, sign_in):
    """A house, and browsers of its members."""
    house = build()

    def at(role="staff", *, is_htmx=True):
        return Browser(sign_in(house, role), f"/{house.tenant.slug}", is_htmx=is_htmx)

    return house, at


def new_form(browser, **typed):
    page = browser.get("admin/reservations/new?unit=cabin-3&from=2026-07-10&to=2026-07-13")
    return {**page.form("/reservations").filled(**typed).to_dict()}


def hold(browser, fields):
    answer = browser.client.post(f"{browser.root}/admin/locks", data=fields, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.status_code
    found = dict(re.findall(r'name="(lock|lock_key)" value="([^"]+)"', answer.text))
    return answer.text, found


def standing(app, house):
    with app.app_context():
        return locks.standing(house.tenant.id)


def actions_of(inside, house):
    with inside(house):
        rows = db.session.execute(
            select(AuditEntry.action).where(AuditEntry.entity == "lock").order_by(AuditEntry.id)
        )
        return list(rows.scalars())


def test_a_lock_is_taken_moved_renewed_and_freed_by_posts(desk, app, inside):
    house, at = desk
    ana = at("manager")
    text, key = hold(ana, new_form(ana))
    assert "You are working on these dates" in text
    _text, again = hold(ana, {**new_form(ana, arrives_on="2026-07-11"), **key})
    assert again == key
    assert [lock.place.starts_on.day for lock in standing(app, house)] == [11]
    token = new_form(ana)["csrf_token"]
    renewed = ana.client.post(
        f"{ana.root}/admin/locks/renew", data={**key, "csrf_token": token, "asked": "0"}
    )
    assert renewed.status_code == 204
    assert (
        ana.client.post(f"{ana.root}/admin/locks/free", data={**key, "csrf_token": token}).status_code == 204
    )
    assert standing(app, house) == []
    assert actions_of(inside, house) == ["taken", "freed"]


def test_dates_that_are_none_hold_nothing(desk, app):
    house, at = desk
    ana = at("manager")
    for typed in ({"departs_on": "2026-07-10"}, {"arrives_on": "soon"}, {"unit": "nowhere"}, {"unit": ""}):
        hold(ana, {**new_form(ana), **typed})
    assert standing(app, house) == []


@pytest.mark.parametrize("path", ["", "/renew", "/free"])
def test_a_lock_wants_a_token_a_member_and_a_role(desk, path):
    _house, at = desk
    browser, viewer = at("staff"), at("viewer")
    fields = new_form(browser)
    without = {name: value for name, value in fields.items() if name != "csrf_token"}
    assert browser.client.post(f"{browser.root}/admin/locks{path}", data=without).status_code == 403
    html = viewer.client.get(f"{viewer.root}/admin/").text
    token = re.search(r'csrf-token" content="([^"]+)"', html)[1]
    answer = viewer.client.post(f"{viewer.root}/admin/locks{path}", data={**fields, "csrf_token": token})
    assert answer.status_code == 403


def test_L1_brunos_form_says_who_is_there_and_keeps_what_he_typed(desk, open_as):
    house, at = desk
    ana = at("manager")
    hold(ana, new_form(ana))
    bruno = open_as(house, "staff")
    page = bruno.get("admin/reservations/new?unit=cabin-3&from=2026-07-12&to=2026-07-14")
    refused = bruno.send(page, page.form("/reservations"), client_name="Ada Okonkwo")
    assert refused.status == 409
    assert f"Manager of {house.tenant.slug} has been working on 10 Jul" in refused.text
    assert refused.value("client_name") == "Ada Okonkwo"
    asked = bruno.send(refused, refused.form("/reservations"), press="Ask to finish")
    assert f"Manager of {house.tenant.slug} was asked to finish" in asked.text
    assert asked.value("client_name") == "Ada Okonkwo"
    free = bruno.send(asked, asked.form("/reservations"), arrives_on="2026-07-13", departs_on="2026-07-15")
    assert free.headline == "Ada Okonkwo"


def test_a_lock_asked_for_before_a_save_and_heard_after_it_is_not_taken(desk, app):
    house, at = desk
    ana = at("manager")
    own = {"lock": "named-by-the-page", "lock_key": "and-its-secret"}
    form = {**new_form(ana, client_name="Ada"), **own}
    saved = ana.client.post(f"{ana.root}/admin/reservations", data=form, headers={"HX-Request": "true"})
    assert saved.status_code < 300, saved.text
    text, key = hold(ana, form)
    assert (text.strip(), key, standing(app, house)) == ("", {}, [])


def test_the_holder_hears_who_asks(desk):
    house, at = desk
    ana, bruno = at("manager"), at("staff")
    _text, key = hold(ana, new_form(ana))
    text, _none = hold(bruno, new_form(bruno))
    assert "has been editing since" in text
    assert "Take over" not in text
    value = re.search(r'value="(ask-lock:[^"]+)"', text)[1]
    bruno.client.post(
        f"{bruno.root}/admin/reservations",
        data={**new_form(bruno), "do": value},
        headers={"HX-Request": "true"},
    )
    heard = ana.client.post(
        f"{ana.root}/admin/locks/renew", data={**key, "csrf_token": new_form(ana)["csrf_token"], "asked": "0"}
    )
    assert f"Staff of {house.tenant.slug} asks you to finish" in heard.text


def test_a_manager_takes_over_and_the_other_is_told_by_whom(desk, inside, open_as):
    house, at = desk
    bruno = at("staff")
    _text, key = hold(bruno, new_form(bruno))
    ana = open_as(house, "manager")
    page = ana.get("admin/reservations/new?unit=cabin-3&from=2026-07-10&to=2026-07-13")
    refused = ana.send(page, page.form("/reservations"), client_name="Ada")
    taken = ana.send(refused, refused.form("/reservations"), press="Take over")
    assert "You took over from" in taken.text
    made = ana.send(taken, taken.form("/reservations"))
    assert made.headline == "Ada"
    lost = bruno.client.post(
        f"{bruno.root}/admin/locks/renew",
        data={**key, "csrf_token": new_form(bruno)["csrf_token"], "asked": "0"},
    )
    assert f"Manager of {house.tenant.slug} took over. What you typed is still here" in lost.text
    late = bruno.client.post(
        f"{bruno.root}/admin/reservations", data={**new_form(bruno, client_name="Late"), **key}
    )
    assert late.status_code == 409
    assert "Late" in late.text
    assert actions_of(inside, house)[:2] == ["taken", "taken_over"]


def test_staff_who_press_take_over_too_early_are_told_from_when_on_they_may(desk):
    _house, at = desk
    ana, bruno = at("manager"), at("staff")
    _text, key = hold(ana, new_form(ana))
    answer = bruno.client.post(
        f"{bruno.root}/admin/reservations",
        data={**new_form(bruno, client_name="Ada"), "do": f"take-lock:{key['lock']}"},
        headers={"HX-Request": "true"},
    )
    assert "They are still at work. You may take over at" in answer.text


def test_a_reservation_that_a_colleague_changes_is_shown_and_not_edited(desk, inside, open_as):
    house, at = desk
    with inside(house):
        ref = make.reserve(house, 10, 13)
    ana = at("manager")
    page = ana.get(f"admin/reservations/{ref}/edit")
    _text, key = hold(ana, page.form(f"/reservations/{ref}").filled().to_dict())
    bruno = open_as(house, "staff")
    shown = bruno.get(f"admin/reservations/{ref}/edit")
    assert "has been editing since" in shown.text
    assert all(one.get("disabled") is not None for one in shown.tree.iter("fieldset"))
    assert "has been editing since" in bruno.get(f"admin/reservations/{ref}").text
    ana.client.post(f"{ana.root}/admin/locks/free", data={**key, "csrf_token": new_form(ana)["csrf_token"]})
    free = bruno.get(f"admin/reservations/{ref}/edit")
    assert not any(one.get("disabled") is not None for one in free.tree.iter("fieldset"))


def test_another_tenants_member_reaches_no_lock(desk, build, sign_in, app):
    house, at = desk
    ana = at("manager")
    _text, key = hold(ana, new_form(ana))
    other = build()
    stranger = Browser(sign_in(other, "owner"), f"/{other.tenant.slug}", is_htmx=True)
    fields = {**new_form(stranger), **key}
    for path in ("/free", "/renew"):
        stranger.client.post(f"{stranger.root}/admin/locks{path}", data=fields)
    stranger.client.post(
        f"{stranger.root}/admin/reservations", data={**fields, "do": f"take-lock:{key['lock']}"}
    )
    assert stranger.client.post(f"{ana.root}/admin/locks/free", data=fields).status_code == 404
    assert [lock.id for lock in standing(app, house)] == [key["lock"]]


def test_the_record_tells_who_worked_on_what(desk, inside):
    house, at = desk
    with inside(house):
        ref = make.reserve(house, 20, 22)
    ana, bruno = at("manager"), at("staff")
    _text, key = hold(bruno, new_form(bruno))
    ana.client.post(
        f"{ana.root}/admin/reservations", data={**new_form(ana), "do": f"take-lock:{key['lock']}"}
    )
    page = ana.get(f"admin/reservations/{ref}/edit")
    hold(ana, page.form(f"/reservations/{ref}").filled().to_dict())
    text = at("owner").get("admin/audit?entity=lock").text
    assert f"Staff of {house.tenant.slug} began to work on Cabin 3" in text
    assert f"Manager of {house.tenant.slug} took over Cabin 3 from a colleague" in text
    assert f"Manager of {house.tenant.slug} began to work on {ref}" in text


def test_saving_frees_the_lock(desk, app):
    house, at = desk
    ana = at("manager")
    fields = new_form(ana, client_name="Ada")
    _text, key = hold(ana, fields)
    assert ana.client.post(f"{ana.root}/admin/reservations", data={**fields, **key}).status_code in {200, 303}
    assert standing(app, house) == []


def test_people_lists_the_others_in_words(desk, app):
    house, at = desk
    with app.app_context():
        presence.say(house.tenant.id, "tab", Holder(house.people["manager"], "Ana Robles", "AR"), "timeline")
        presence.say(house.tenant.id, "own", Holder(house.people["staff"], "Bruno", "B"), "today")
    text = at("staff").client.get(f"/{house.tenant.slug}/admin/people", headers={"HX-Request": "true"}).text
    assert "Ana Robles looks at the timeline" in text
    assert "Bruno" not in text


def test_the_form_of_a_drag_takes_a_lock_that_colleagues_meet(desk, app, inside):
    house, at = desk
    with inside(house):
        ref = make.reserve(house, 10, 13, unit="cabin-1")
    ana, bruno = at("manager"), at()
    fields = ana.fragment(f"admin/reservations/{ref}/place").form(f"/{ref}/place").filled().to_dict()
    hold(ana, fields)
    (lock,) = standing(app, house)
    assert (lock.id, lock.place.reservation_ref, lock.place.unit_refs) == (fields["lock"], ref, ("cabin-1",))
    begun = bruno.client.get(f"{bruno.root}/admin/reservations/{ref}/place", headers={"HX-Request": "true"})
    assert begun.status_code == 409
    assert 'data-says="refusal"' in begun.text
    assert lock.holder.name in begun.text
    hold(ana, {**fields, "unit": "cabin-2", "arrives_on": "2026-07-11", "departs_on": "2026-07-14"})
    (moved,) = standing(app, house)
    assert (moved.id, moved.place.unit_refs, moved.place.starts_on.day) == (lock.id, ("cabin-2",), 11)
    ana.client.post(f"{ana.root}/admin/locks/free", data={**fields, "lock_key": "guessed"})
    assert standing(app, house) == [moved]
    ana.client.post(f"{ana.root}/admin/locks/free", data=fields)
    assert standing(app, house) == []


def test_an_answer_to_a_drag_keeps_the_names_of_its_lock(desk, inside):
    house, at = desk
    with inside(house):
        ref = make.reserve(house, 10, 13, unit="cabin-1")
        make.reserve(house, 10, 13, unit="cabin-2", client="Bruno")
    ana = at("manager")
    page = ana.fragment(f"admin/reservations/{ref}/place")
    form = page.form(f"/{ref}/place")
    refused = ana.send(page, form, unit="cabin-2").form(f"/{ref}/place")
    names = ("lock", "lock_key")
    assert all(form.values[name] for name in names)
    assert [refused.values[name] for name in names] == [form.values[name] for name in names]


def test_the_locks_alone_are_answered_as_the_chart_has_them(desk):
    _house, at = desk
    ana, bruno = at("manager"), at("staff")
    window = "from=2026-07-01&days=21"
    assert 'class="held' not in bruno.client.get(f"{bruno.root}/admin/timeline?{window}").text
    hold(ana, new_form(ana))
    alone = bruno.client.get(f"{bruno.root}/admin/timeline/locks?{window}").text
    whole = bruno.client.get(f"{bruno.root}/admin/timeline?{window}").text
    (bar,) = re.findall(r'<li class="held.*?</li>', alone)
    assert bar in whole
    assert 'data-unit="cabin-3"' in alone
    assert 'class="held' not in ana.client.get(f"{ana.root}/admin/timeline?{window}").text
    assert "held" not in ana.client.get(f"{ana.root}/admin/timeline/locks?{window}").text
    assert "held" not in bruno.client.get(f"{bruno.root}/admin/timeline/locks?from=2027-01-01&days=7").text
