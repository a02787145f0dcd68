"""The page of one's devices: plain forms, one's own devices only, and what signing out says."""

import secrets

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import Device, OutboxRow
from tests.push_service import Subscriber

ADDED = "/admin/settings/devices"


@pytest.fixture
def phone(house, inside):
    """A device of somebody of the house."""

    def added(role="owner", name="Phone"):
        browser = Subscriber(f"http://127.0.0.1:9/{secrets.token_urlsafe(6)}")
        with inside(house):
            row = Device(
                tenant_id=house.tenant.id, ref=secrets.token_hex(4), person_id=house.people[role], name=name,
                endpoint=browser.endpoint, p256dh=browser.p256dh, auth=browser.auth, events=["made"],
            )  # fmt: skip
            db.session.add(row)
            db.session.flush()
            return row.ref

    return added


@pytest.fixture
def stored(house, inside):
    def rows(model=Device):
        with inside(house):
            return list(db.session.execute(select(model).order_by(model.id)).scalars())

    return rows


def send(browser, action, page=None, **typed):
    page = page or browser.get(ADDED)
    return browser.send(page, page.form(action), **typed)


def test_a_browser_is_added_by_the_form_that_is_there(house, open_as, stored):
    new = Subscriber("http://127.0.0.1:9/one")
    page = send(open_as(house, "viewer"), ADDED, **vars_of(new))
    assert "You will be told on this device" in page.text
    (row,) = stored()
    assert (row.person_id, row.endpoint) == (house.people["viewer"], new.endpoint)
    assert row.name in page.text


def test_what_is_no_subscription_is_refused_in_words(house, open_as, stored):
    page = send(open_as(house), ADDED, endpoint="https://10.0.0.1/x")
    assert page.status == 422
    assert "push service can’t be used here" in page.text
    assert stored() == []


def test_a_device_is_changed_tried_and_removed(house, open_as, phone, stored):
    ref = phone("staff")
    browser = open_as(house)
    page = send(
        browser, f"{ADDED}/{ref}", name="Desk", event="cancelled", quiet_from="22:00", quiet_until="07:00"
    )
    assert "The device was saved." in page.text
    (row,) = stored()
    assert (row.name, row.events, f"{row.quiet_until}") == ("Desk", ["cancelled"], "07:00:00")
    assert "on its way" in send(browser, f"{ADDED}/{ref}/test").text
    assert [job.job for job in stored(OutboxRow) if job.job.startswith("push")] == ["push_test"]
    send(browser, f"{ADDED}/{ref}/remove")
    assert stored() == []


def test_half_of_quiet_hours_keeps_what_was_typed(house, open_as, phone, stored):
    ref = phone("staff")
    phone("staff", name="Other")
    browser = open_as(house)
    page = send(browser, f"{ADDED}/{ref}", name="Desk", quiet_from="22:00")
    assert page.status == 422
    assert "both a beginning and an end" in page.text
    assert page.form(f"{ADDED}/{ref}").values["name"] == "Desk"
    page = send(browser, f"{ADDED}/{ref}", page, quiet_from="25:99")
    assert "Write a time of day" in page.text
    assert {row.name for row in stored()} == {"Phone", "Other"}


def test_a_colleagues_devices_are_neither_shown_nor_reached(app, house, open_as, sign_in, phone, stored):
    ref = phone("owner", name="Somebody else’s")
    page = open_as(house, "manager").get(ADDED)
    assert "Somebody else’s" not in page.text
    manager = sign_in(house, "manager")
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        for deed in ("", "/test", "/remove"):
            answer = manager.post(f"/{house.tenant.slug}{ADDED}/{ref}{deed}", data={"name": "Mine"})
            assert answer.status_code == 404
        form = {"old_endpoint": stored()[0].endpoint, **vars_of(Subscriber("http://127.0.0.1:9/new"))}
        assert manager.post(f"/{house.tenant.slug}{ADDED}/renewed", data=form).status_code == 404
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert [row.name for row in stored()] == ["Somebody else’s"]


def vars_of(browser):
    return {"endpoint": browser.endpoint, "p256dh": browser.p256dh, "auth": browser.auth}


def test_a_service_worker_tells_a_new_address(app, house, sign_in, phone, stored):
    phone("staff")
    staff, new = sign_in(house, "staff"), Subscriber("http://127.0.0.1:9/new")
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        form = {"old_endpoint": stored()[0].endpoint, **vars_of(new)}
        assert staff.post(f"/{house.tenant.slug}{ADDED}/renewed", data=form).status_code == 204
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert stored()[0].endpoint == new.endpoint


def test_signing_out_removes_nothing_and_says_so(house, open_as, phone, stored):
    browser = open_as(house)
    page = send(browser, "/admin/sign-out")
    assert "are told as before" not in page.text
    phone("owner")
    page = send(open_as(house, "owner"), "/admin/sign-out")
    assert "You are signed out. Devices that you added in the settings are told as before." in page.text
    assert len(stored()) == 1


def test_without_a_key_the_page_says_so(app, house, open_as, monkeypatch):
    from dataclasses import replace

    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], vapid_private_key=""))
    page = open_as(house).get(ADDED)
    assert "no key for push services" in page.text
    assert "Get told on this device" not in page.text
