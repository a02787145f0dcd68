"""Colleagues on the same pages, each in a browser of their own; processes that stop and come back under them."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import signal
import time

import psycopg
import pytest
from playwright.sync_api import expect
from redis import Redis

from app import clock
from tests.browser.conftest import LIVE
from tests.browser.test_axe import problems_of
from tests.servers import plain

ANA, BRUNO = "manager@hotel.example", "staff@hotel.example"


@pytest.fixture
def people(open_page):
    """Ana, a manager, and Bruno, of the staff."""
    return (
        open_page("admin/", who=ANA, tenant="hotel"),
        open_page("admin/timeline?days=31", who=BRUNO, tenant="hotel"),
    )


def at(page, path):
    page.goto(page.url.split("/admin")[0] + f"/admin/{path}")
    return page


def live(page, state="live", timeout=15_000):
    page.locator(f"body[data-live={state}]").wait_for(timeout=timeout)
    return page


_taken = iter(range(0, 300, 4))


def free_nights(page, unit="Spare"):
    """The address of the new form for three nights that no other test uses."""
    first = clock.now().date() + dt.timedelta(days=40 + next(_taken))
    html = page.request.get(page.url.split("/admin")[0] + "/admin/units").text()
    ref = html.split(f">{unit}<")[0].rsplit("/units/", 1)[1].split('"')[0]
    return f"reservations/new?unit={ref}&from={first}&to={first + dt.timedelta(days=3)}", first


def worker_of(page):
    """The socket's worker process behind a page."""
    process = LIVE[page.url.split("/hotel")[0]]
    with open(f"/proc/{process.pid}/task/{process.pid}/children") as text:
        return int(text.read().split()[0])


def save(page, name):
    page.locator("[name=client_name]").fill(name)
    page.locator(".actions .btn-primary").click()


def test_L1_ana_opens_a_stretch_and_bruno_sees_her_name_on_it_and_hears_it_once(people):
    ana, bruno = people
    url, first = free_nights(ana)
    live(at(bruno, f"timeline?days=31&from={first}"))
    at(ana, url).locator(".lock-mine").wait_for()
    bruno.locator("li.held .bar", has_text="is reserving").first.wait_for()
    bruno.locator("[data-live-told]", has_text="began to reserve").wait_for(state="attached")
    assert problems_of(bruno) == []
    at(bruno, url).locator(".lock-theirs").wait_for()
    assert problems_of(bruno) == []
    live(at(bruno, f"timeline?days=31&from={first}"))
    bruno.locator("li.held").first.wait_for()
    at(ana, "")
    expect(bruno.locator("li.held")).to_have_count(0)


def test_what_colleagues_begin_is_told_once_and_at_most_one_line_every_three_seconds(people):
    _ana, bruno = people
    bruno.clock.install()
    live(at(bruno, "timeline"))
    bruno.clock.pause_at(bruno.evaluate("Date.now()") / 1_000 + 5)
    told = bruno.locator("[data-live-told]")

    def begins(name):
        bruno.evaluate(
            """name => {
              const bar = Object.assign(document.createElement("span"), { hidden: true });
              Object.assign(bar.dataset, { lock: name, told: `${name} began` });
              document.querySelector("#timeline").append(bar);
              document.dispatchEvent(new CustomEvent("htmx:after:swap"));
            }""",
            name,
        )

    begins("Ana")
    expect(told).to_have_text("Ana began")
    begins("Carla")
    begins("Dora")
    bruno.clock.run_for(2_900)
    expect(told).to_have_text("Ana began")
    bruno.clock.run_for(200)
    expect(told).to_have_text("Dora began")
    bruno.clock.run_for(3_100)
    begins("Ana")
    bruno.clock.run_for(3_100)
    expect(told).to_have_text("Dora began")


def test_what_ana_saves_appears_on_brunos_pages_and_leaves_his_typing_alone(people, open_page):
    ana, bruno = people
    url, first = free_nights(ana)
    live(at(bruno, f"timeline?days=31&from={first}"))
    other = live(at(open_page("admin/", who=BRUNO, tenant="hotel"), "reservations"))
    other.locator("#f-q").press_sequentially("Wanda Wai")
    other.locator("#list", has_text="0 reservations").or_(
        other.locator("#list", has_text="No reservation")
    ).first.wait_for()
    at(ana, url)
    save(ana, "Wanda Waits")
    bruno.locator(".bar", has_text="Wanda").first.wait_for()
    other.locator("#list", has_text="Wanda Waits").wait_for()
    assert other.locator("#f-q").input_value() == "Wanda Wai"
    assert other.evaluate("document.activeElement.id") == "f-q"


def test_a_request_raises_the_badge_of_everybody(people):
    ana, bruno = people
    live(bruno)
    badge = bruno.locator(".rail [data-waiting]")
    before = int(badge.inner_text().split()[0]) if badge.is_visible() else 0
    at(ana, free_nights(ana)[0])
    ana.locator("label", has_text="Awaiting confirmation").click()
    save(ana, "Rita Request")
    expect(bruno.locator(".rail [data-waiting]")).to_contain_text(str(before + 1), timeout=15_000)


def test_bruno_asks_ana_hears_it_and_a_manager_takes_over(people, open_page):
    ana, bruno = people
    url, _first = free_nights(ana)
    at(bruno, url).locator(".lock-mine").wait_for()
    bruno.locator("[name=client_name]").fill("Half typed")
    boss = at(open_page("admin/", who="owner@hotel.example", tenant="hotel"), url)
    boss.locator(".lock-theirs").wait_for()
    boss.get_by_role("button", name="Ask to finish").first.click()
    bruno.locator(".lock-asked", has_text="asks you to finish").wait_for()
    boss.locator(".lock-theirs").wait_for()
    boss.get_by_role("button", name="Take over").first.click()
    boss.locator("dialog[open]").get_by_role("button", name="Take over").click()
    boss.locator(".lock-mine").wait_for()
    bruno.locator("#lock-line", has_text="took over").wait_for()
    assert bruno.locator("[name=client_name]").input_value() == "Half typed"
    _comes_back_after_a_reload(bruno, boss)


def drafts(page):
    return page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('draft:'))")


def _comes_back_after_a_reload(bruno, boss):
    """What was typed before and after the loss is offered, brought back, and forgotten with the save."""
    bruno.locator("[name=note]").fill("Two dogs")
    bruno.goto(bruno.url)
    assert bruno.locator("[name=client_name]").input_value() == ""
    at(boss, "")
    bruno.get_by_role("button", name="Bring back what you typed").click()
    expect(bruno.locator("kept-draft")).to_be_hidden()
    assert bruno.locator("[name=client_name]").input_value() == "Half typed"
    assert bruno.locator("[name=note]").input_value() == "Two dogs"
    assert len(drafts(bruno)) == 1
    bruno.locator(".actions .btn-primary").click()
    bruno.locator("h1", has_text="Half typed").wait_for()
    assert drafts(bruno) == []


def test_a_sign_out_forgets_what_was_kept(people, open_page):
    page = open_page("admin/", who="viewer@hotel.example", tenant="hotel", anew=True)
    page.evaluate("sessionStorage.setItem('draft:hotel:m:new', '[]'); sessionStorage.setItem('other', '1')")
    page.locator("form[action$=sign-out]").first.evaluate("form => form.requestSubmit()")
    page.wait_for_url("**/sign-in**")
    assert page.evaluate("Object.keys(sessionStorage)") == ["other"]


def test_a_killed_process_comes_back_and_nothing_is_missed_or_lost(people):
    ana, bruno = people
    url, first = free_nights(ana)
    live(at(bruno, f"timeline?days=31&from={first}"))
    os.kill(worker_of(bruno), signal.SIGKILL)
    at(ana, url)
    save(ana, "Kate Killed")
    expect(bruno.locator(".bar", has_text="Kate").first).to_be_visible(timeout=20_000)
    expect(bruno.locator("body")).to_have_attribute("data-live", "live")


def test_a_frozen_process_is_noticed_said_in_words_and_forgotten(people):
    ana, bruno = people
    url, first = free_nights(ana)
    bruno.clock.install()
    live(at(bruno, f"timeline?days=31&from={first}"))
    worker = worker_of(bruno)
    os.kill(worker, signal.SIGSTOP)
    try:
        for _ in range(32):  # a ping after 20 s, and 8 s without an answer
            bruno.clock.run_for(1_000)
        bruno.clock.run_for(3_000)
        live(bruno, "lost")
        assert "old data" in bruno.locator("[data-live-word]").inner_text()
        at(ana, url)
        save(ana, "Fred Frozen")
        ana.locator("h1", has_text="Fred Frozen").wait_for()
    finally:
        os.kill(worker, signal.SIGCONT)
    for _ in range(50):
        bruno.clock.run_for(200)
        if bruno.locator(".bar", has_text="Fred").first.is_visible():
            break
    live(bruno)
    assert bruno.locator(".bar", has_text="Fred").first.is_visible()


def test_a_browser_that_was_offline_catches_up_within_five_seconds(people):
    ana, bruno = people
    url, first = free_nights(ana)
    live(at(bruno, f"timeline?days=31&from={first}"))
    bruno.context.set_offline(True)
    live(bruno, "lost")
    at(ana, url)
    save(ana, "Olga Offline")
    ana.locator("h1", has_text="Olga Offline").wait_for()
    bruno.context.set_offline(False)
    begun = time.monotonic()
    bruno.locator(".bar", has_text="Olga").first.wait_for()
    assert time.monotonic() - begun < 5


def test_a_session_that_ends_sends_the_open_page_to_the_sign_in(people, demo_urls, chromium, demo):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{demo}/hotel/admin/sign-in")
    page.locator("[name=email]").fill("viewer@hotel.example")
    page.locator("[name=password]").fill("demo-demo-demo")
    page.locator("form:has([name=password]) button").click()
    page.wait_for_url("**/admin/")
    live(page)
    with psycopg.connect(plain(demo_urls.owner_url)) as connection:
        connection.execute(
            "UPDATE sessions SET ended_at = now() WHERE person_id = (SELECT id FROM people WHERE email = 'viewer@hotel.example')"
        )
    with contextlib.closing(Redis.from_url(demo_urls.redis_url)) as redis:
        tenant = redis.keys("live:{*}:people")[0].decode().split("{")[1].split("}")[0]
        redis.publish(
            f"live:{redis.connection_pool.connection_kwargs['db']}:{tenant}",
            '{"t":"ev","epoch":"x","seq":1,"changes":[["session",[]]]}',
        )
    expect(page).to_have_url(re.compile("/sign-in"), timeout=15_000)
    context.close()
