"""Devices are added, chosen for, tried and removed by their owner alone, and lead to public addresses only."""

import datetime as dt

import pytest

from app.actions import devices
from app.actions.devices import DeviceFields, Subscription
from app.actions.transaction import NotFound
from app.domain.refusal import Refused
from app.models import Device
from tests import make
from tests.jobs.phones import add, rows, texts
from tests.jobs.working import work_off

pytestmark = pytest.mark.usefixtures("empty_redis")


def test_a_trial_arrives(house, phone):
    browser = phone("viewer")
    devices.try_out(house.actor("viewer"), browser.ref)
    work_off()
    assert texts(browser) == [f"It works: {house.tenant.name} tells you here of what you chose."]


def test_devices_of_others_are_not_there(house, phone):
    browser = phone("viewer")
    for deed in (
        devices.try_out,
        devices.remove,
        lambda actor, ref: devices.change(actor, ref, DeviceFields("x", ())),
    ):
        with pytest.raises(NotFound):
            deed(house.actor("owner"), browser.ref)
    with pytest.raises(NotFound):
        devices.renew(
            house.actor("owner"),
            browser.endpoint,
            Subscription(browser.endpoint, browser.p256dh, browser.auth),
            loopback=True,
        )
    assert len(rows(Device)) == 1


def test_a_browser_that_was_anothers_tells_who_sits_before_it_now(house, phone):
    browser = phone("viewer", name="Desk")
    again = add(house.actor("viewer"), browser)
    assert (again, rows(Device)[0].name) == (browser.ref, "Desk")
    add(house.actor("staff"), browser)
    (row,) = rows(Device)
    assert row.person_id == house.people["staff"]
    assert row.events == ["requested", "made", "cancelled", "lock_asked"]


def test_a_browser_with_a_new_address_stays_the_same_device(house, phone, service):
    browser, new = phone("viewer"), service.subscriber()
    asked = Subscription(new.endpoint, new.p256dh, new.auth)
    devices.renew(house.actor("viewer"), browser.endpoint, asked, loopback=True)
    make.reserve(house, 10, 13)
    work_off()
    assert (browser.tries, len(new.shown)) == (0, 1)


@pytest.mark.parametrize(
    ("endpoint", "code"),
    [
        ("https://10.0.0.1/push", "push_address_bad"),
        ("https://127.0.0.1/push", "push_address_bad"),
        ("http://push.example.com/push", "push_address_bad"),
        ("https://push.invalid/push", "push_address_away"),
    ],
)
def test_an_address_inside_is_refused(house, service, endpoint, code):
    browser = service.subscriber()
    with pytest.raises(Refused) as refused:
        devices.add(house.actor(), Subscription(endpoint, browser.p256dh, browser.auth), name="Phone")
    assert [refusal.code for refusal in refused.value.refusals] == [code]
    assert rows(Device) == []


def test_a_device_keeps_what_was_chosen_and_half_of_quiet_hours_is_refused(house, phone):
    browser = phone("viewer")
    chosen = DeviceFields("Desk", ["made", "nonsense"], dt.time(22), dt.time(7), shows_names=True)
    devices.change(house.actor("viewer"), browser.ref, chosen)
    (row,) = rows(Device)
    assert (row.name, row.events, row.quiet_from, row.shows_names) == ("Desk", ["made"], dt.time(22), True)
    with pytest.raises(Refused, match="quiet_hours_half"):
        devices.change(house.actor("viewer"), browser.ref, DeviceFields("Desk", [], dt.time(22)))
    with pytest.raises(Refused, match="name_needed"):
        devices.change(house.actor("viewer"), browser.ref, DeviceFields("", []))


def test_there_is_an_end_of_devices(house, service, monkeypatch):
    monkeypatch.setattr(devices, "MOST_DEVICES", 1)
    add(house.actor(), service.subscriber())
    with pytest.raises(Refused, match="devices_too_many"):
        add(house.actor(), service.subscriber())
    add(house.actor("owner"), service.subscriber())
