"""The socket's process as pages meet it: who may sit there, what they hear, and what they miss."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text

from app import tenancy
from app.extensions import db
from app.live import events, presence
from app.live.store import store
from app.models import Membership


def told(site, house, *changes):
    with site.app.app_context():
        events.publish(house.tenant.id, changes)


def test_a_page_hears_what_its_own_tenant_commits(site, houses, listen):
    page = listen(site.member(houses[0]))
    hello = page.next("hello")
    assert (hello["seq"], hello["resumed"]) == (0, False)
    told(site, houses[1], ("reservation", "THEIRS"))
    told(site, houses[0], ("reservation", "OURS"))
    assert page.change("reservation") == ["OURS"]


def test_a_page_that_comes_back_hears_what_it_missed_and_a_late_one_is_told_to_ask_anew(site, houses, listen):
    member = site.member(houses[0])
    told(site, houses[0], ("unit", "before"))
    first = listen(member)
    hello = first.next("hello")
    first.close()
    told(site, houses[0], ("reservation", "one"), ("client", "two"))
    again = listen(member, epoch=hello["epoch"], since=hello["seq"])
    back = again.next("hello")
    assert (back["epoch"], back["seq"], back["resumed"]) == (hello["epoch"], hello["seq"], True)
    assert 0 <= back["age"] < 5_000
    assert again.next("ev")["seq"] == hello["seq"] + 1
    for number in range(700):
        told(site, houses[0], ("unit", str(number)))
    late = listen(member, epoch=hello["epoch"], since=hello["seq"])
    assert late.next("hello")["resumed"] is False


def test_a_stranger_is_told_to_sign_in_and_another_tenants_member_to_stay_quiet(site, houses):
    member = site.member(houses[0])
    member.house = houses[1]
    assert member.turned_away_with() == 4403
    member.cookie = "forged"
    assert member.turned_away_with() == 4401


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:1x",
    ],
)
def test_another_sites_page_is_turned_away_before_anything_is_said(site, houses, origin):
    member = site.member(houses[0])
    assert member.knock(origin) == 403
    assert member.knock(site.web) == 101


def test_what_else_this_machine_serves_on_another_port_is_another_site(site, houses):
    member = site.member(houses[0])
    other = int(site.web.rpartition(":")[2]) + 1
    assert member.knock(f"http://127.0.0.1:{other}") == 403
    assert member.knock(f"http://127.0.0.1:{site.port}") == 403
    assert member.knock(site.web.replace("127.0.0.1", "localhost")) == 403


def test_a_session_that_ends_closes_its_pages(site, houses, listen):
    member = site.member(houses[0])
    page, other = listen(member), listen(site.member(houses[0], "owner"))
    page.next("hello")
    other.next("hello")
    site.sign_out(member)
    told(site, houses[0], ("session", "gone"))
    assert page.closed_with() == 4401
    told(site, houses[0], ("unit", "still here"))
    assert other.change("unit") == ["still here"]


def test_a_member_who_is_removed_hears_nothing_more(site, houses, listen):
    member = site.member(houses[0])
    page = listen(member)
    page.next("hello")
    with site.app.app_context(), tenancy.entered(houses[0].tenant):
        db.session.query(Membership).filter_by(person_id=houses[0].people["staff"]).delete()
        db.session.commit()
    told(site, houses[0], ("member", "gone"))
    assert page.closed_with() == 4403


def test_a_member_may_open_twelve_pages(site, houses, listen):
    member = site.member(houses[0])
    pages = [listen(member) for _ in range(12)]
    for page in pages:
        page.next("hello")
    assert member.turned_away_with() == 1013
    pages[0].close()
    threading.Event().wait(0.3)
    listen(member).next("hello")


def test_a_full_process_turns_away_before_the_handshake_and_stays_healthy(site, houses, listen):
    members = [site.member(house, role) for house in houses for role in ("owner", "manager")]
    pages = [listen(member) for member in members for _ in range(10)]
    for page in pages:
        page.next("hello")
    assert members[0].knock(site.web) == 503
    assert site.get_live("/healthz") == 200


def test_nonsense_is_passed_over(site, houses, listen):
    page = listen(site.member(houses[0]))
    page.next("hello")
    for words in (
        "",
        "no json",
        "[]",
        "7",
        '{"t":"hi","epoch":{},"since":"x"}',
        "[" * 1500,
        '{"t":"nothing"}',
    ):
        page.ws.send(words)
    page.say(t="ping")
    assert page.next("pong") == {"t": "pong"}


def test_a_message_that_is_too_long_ends_the_socket(site, houses, listen):
    page = listen(site.member(houses[0]))
    page.next("hello")
    page.ws.send("x" * 100_000)
    assert page.closed_with() in {1009, 1006}


def test_presence_follows_the_open_pages(site, houses, listen):
    page = listen(site.member(houses[0]), on="timeline")
    page.next("hello")
    page.change("presence")
    with site.app.app_context():
        assert [one.on for one in presence.people(houses[0].tenant.id)] == ["timeline"]
    watcher = listen(site.member(houses[0], "owner"), on="today")
    watcher.next("hello")
    page.close()
    watcher.change("presence")
    watcher.change("presence")
    with site.app.app_context():
        assert [one.on for one in presence.people(houses[0].tenant.id)] == ["today"]


def test_a_lease_that_ends_is_told_within_two_seconds(site, houses, listen):
    page = listen(site.member(houses[0]))
    page.next("hello")
    with site.app.app_context():
        client, key = store().client, f"live:{{{houses[0].tenant.id}}}:locks"
        client.hset(key, "gone", LEASE_THAT_IS_OVER)
    assert page.change("lock", within=2.5) == ["gone", "cabin-9"]


LEASE_THAT_IS_OVER = '{"id":"gone","reservation":"","unit_refs":["cabin-9"],"units":["cabin-9"],"lease_ends":1,"starts_at":1,"ends_at":2}'


def test_a_redis_that_was_emptied_makes_every_page_ask_anew(site, houses, listen):
    told(site, houses[0], ("unit", "before"))
    page = listen(site.member(houses[0]))
    page.next("hello")
    threading.Event().wait(1.5)
    with site.app.app_context():
        names = store().client.keys(f"live:{{{houses[0].tenant.id}}}:*")
        store().client.delete(*names)
    hello = page.next("hello", within=3)
    assert (hello["seq"], hello["resumed"]) == (0, False)


def test_the_process_answers_nothing_but_the_socket_and_its_health(site, houses):
    assert site.get_live("/healthz") == 200
    assert site.get_live(f"/{houses[0].tenant.slug}/admin/") == 404
    assert site.get_live(f"/{houses[0].tenant.slug}/admin/sign-in") == 404


def test_the_database_keeps_no_transaction_open_for_a_page(site, houses, listen):
    for role in ("owner", "manager", "staff"):
        listen(site.member(houses[0], role)).next("hello")
    with site.app.app_context():
        busy = db.session.execute(
            text("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
                 " AND datname = current_database() AND pid <> pg_backend_pid()")
        ).scalar_one()  # fmt: skip
    assert busy == 0
