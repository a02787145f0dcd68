"""A lock that is asked for when it is too late, and one that was lost with a Redis that was emptied."""

from __future__ import annotations

import contextlib
import time

import pytest
from redis import Redis

from tests.browser.test_live import at, free_nights, live, people, save  # noqa: F401 - a fixture among them

pytestmark = pytest.mark.browser


def test_who_saves_before_a_lock_was_answered_leaves_none_behind(people):  # noqa: F811
    ana, bruno = people
    url, first = free_nights(ana)
    held = []
    ana.route("**/admin/locks", lambda route: held.append(route))  # not answered before the save
    at(ana, url)
    with ana.expect_request(lambda request: request.url.endswith("/admin/reservations")) as saving:
        save(ana, "Quick Quentin")
    ana.locator("h1", has_text="Quick Quentin").wait_for()
    assert held
    fields = saving.value.post_data
    assert "lock=" in fields or 'name="lock"' in fields
    answer = ana.request.post(
        held[0].request.url, data=held[0].request.post_data_buffer, headers=held[0].request.headers
    )
    assert answer.status == 200
    assert "lock-mine" not in answer.text()
    live(at(bruno, f"timeline?days=31&from={first}"))
    assert bruno.locator("li.held").count() == 0


def test_L3_redis_is_emptied_while_ana_edits_her_lock_comes_back_and_one_save_wins(people, demo_urls):  # noqa: F811
    ana, bruno = people
    url, _first = free_nights(ana)
    live(at(ana, url)).locator(".lock-mine").wait_for()
    ana.locator("[name=client_name]").fill("Ada Emptied")
    lock = ana.locator("[name=lock]").input_value()
    with contextlib.closing(Redis.from_url(demo_urls.redis_url)) as redis:
        redis.flushdb()
        until = time.monotonic() + 45  # it is renewed every 15 s
        while not _stands(redis, lock) and time.monotonic() < until:
            ana.wait_for_timeout(100)
        assert _stands(redis, lock)
    assert ana.locator("[name=client_name]").input_value() == "Ada Emptied"
    at(bruno, url)
    save(bruno, "Ben Beaten")
    bruno.locator(".problem", has_text="has been working on").wait_for()
    save(ana, "Ada Emptied")
    ana.locator("h1", has_text="Ada Emptied").wait_for()


def _stands(redis, lock):
    return any(redis.hexists(key, lock) for key in redis.keys("live:{*}:locks"))
