"""From the button to the lock screen: a browser is added, told by the application's own code, and a press opens a page."""

import json

import psycopg
import pytest

from app import queues, tenancy
from app.actions.actor import CLI
from app.actions.transaction import Attempt, run
from app.extensions import db
from app.factory import create_app
from app.models import Device, Reservation
from app.settings import load
from tests.browser.test_axe import problems_of
from tests.jobs.working import work_off
from tests.push_service import running
from tests.servers import plain

pytestmark = pytest.mark.browser

# No push service is reached from a test, so the browser's part of it stands here: a real key, and an address of ours.
BROWSER = """
(() => {
  const told = %s;
  const made = { endpoint: told.endpoint, options: {}, unsubscribe: async () => { localStorage.clear(); return true; },
                 toJSON: () => ({ endpoint: told.endpoint, keys: { p256dh: told.p256dh, auth: told.auth } }) };
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    if (applicationServerKey.byteLength !== 65) throw new Error("no key");
    localStorage.setItem("subscribed", "yes");
    return made;
  };
  PushManager.prototype.getSubscription = async () => (localStorage.getItem("subscribed") ? made : null);
})();
"""
CLICK = """async () => {
  const [notification] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
}"""
RENEW = """([old, told]) =>
  renew({ oldSubscription: { endpoint: old }, newSubscription: { toJSON: () => told } })"""
SHOWN = """async (wanted) => {
  const registration = await navigator.serviceWorker.ready;
  let found = await registration.getNotifications();
  for (let tries = 0; wanted && !found.some(({ body }) => body === wanted) && tries < 100; tries += 1) {
    await new Promise((done) => setTimeout(done, 20));
    found = await registration.getNotifications();
  }
  return found.map(({ title, body, tag, icon }) => ({ title, body, tag, icon }));
}"""


@pytest.fixture
def service():
    with running() as made:
        yield made


@pytest.fixture
def demo_app(demo_urls):
    """The application as a worker has it, on the demo's database."""
    app = create_app(load(demo_urls.environ()))
    with app.app_context():
        queues.connection().flushdb()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def phone(open_page, service, demo, demo_urls):
    """A page of somebody whose browser can be told, and who has no device yet."""
    with psycopg.connect(plain(demo_urls.owner_url)) as connection:
        connection.execute("DELETE FROM deliveries")
        connection.execute("DELETE FROM devices")
    browser = service.subscriber()
    told = {name: getattr(browser, name) for name in ("endpoint", "p256dh", "auth")}
    page = open_page("admin/settings/devices", worker=True, before=BROWSER % json.dumps(told), size="phone")
    page.context.grant_permissions(["notifications"])
    return page, browser


def deliver(page, messages):
    """Hand messages to the browser as its push service would."""
    devtools = page.context.new_cdp_session(page)
    registrations = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated", lambda told: registrations.extend(told["registrations"])
    )
    devtools.send("ServiceWorker.enable")
    for _ in range(50):
        if registrations:
            break
        page.wait_for_timeout(20)
    origin = page.url.split("/cabins/")[0]
    for message in messages:
        devtools.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": origin,
                "registrationId": registrations[-1]["registrationId"],
                "data": json.dumps(message),
            },
        )


def test_a_device_is_added_told_and_a_press_opens_the_reservation(phone, demo_app, shots):
    page, browser = phone
    assert page.get_by_text("Send me a test").count() == 0
    page.get_by_role("button", name="Get told on this device").click()
    page.get_by_text("You will be told on this device.").wait_for()
    page.get_by_text("You are told on this device already.").wait_for()
    page.reload()
    page.get_by_text("You are told on this device already.").wait_for()
    assert problems_of(page) == []
    if shots:
        page.screenshot(path=shots / "devices-dark.png", full_page=True)
    tenant = tenancy.find_by_slug("cabins")
    with tenancy.entered(tenant):
        ref = db.session.query(Reservation.ref).filter_by(state="confirmed").limit(1).scalar()
        run(
            CLI,
            Attempt("reservation", "made"),
            lambda work: work.record("reservation", entity_ref=ref, action="made"),
        )
    work_off()
    (message,) = browser.received
    assert " · " in message.content["body"]
    deliver(page, [message.content, {**message.content, "body": "again"}])
    (shown,) = page.evaluate(SHOWN, "again")
    assert shown["title"] == "A reservation was made"
    assert shown["icon"].endswith("/cabins/admin/icon-192.png")
    with page.expect_navigation(url=f"**/cabins/admin/reservations/{ref}"):
        page.context.service_workers[0].evaluate(CLICK)
    assert page.evaluate(SHOWN, "") == []
    page.goto(page.url.partition("/reservations/")[0] + "/settings/devices")
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("The device was removed.").wait_for()
    page.get_by_role("button", name="Get told on this device").wait_for()


def test_a_browser_that_is_given_another_address_says_so_by_itself(phone, demo_app, service):
    page, browser = phone
    page.get_by_role("button", name="Get told on this device").click()
    page.get_by_text("You are told on this device already.").wait_for()
    other = service.subscriber()
    told = {"endpoint": other.endpoint, "keys": {"p256dh": other.p256dh, "auth": other.auth}}
    page.context.service_workers[0].evaluate(RENEW, [browser.endpoint, told])
    with tenancy.entered(tenancy.find_by_slug("cabins")):
        endpoints = {row.endpoint for row in db.session.query(Device)}
    assert other.endpoint in endpoints
    assert browser.endpoint not in endpoints


def test_nobody_is_asked_on_load_and_who_said_no_is_told_where_to_change_it(open_page):
    asked = "Notification.requestPermission = async () => { document.title = 'asked'; return 'denied'; };"
    page = open_page("admin/settings/devices", worker=True, before=asked)
    page.get_by_role("button", name="Get told on this device").wait_for()
    assert page.title() != "asked"
    page.get_by_role("button", name="Get told on this device").click()
    page.get_by_text("This browser does not let you be told here.").wait_for()
    assert page.title() == "asked"


def test_on_an_iphone_the_way_over_the_home_screen_is_shown(open_page):
    iphone = "delete window.PushManager; Object.defineProperty(navigator, 'standalone', { value: false });"
    page = open_page("admin/settings/devices", before=iphone, size="phone")
    page.get_by_text("Add to Home Screen").wait_for()
    assert page.get_by_role("button", name="Get told on this device").is_hidden()


def test_without_a_script_the_devices_are_there_and_the_page_says_what_it_needs(open_page):
    page = open_page("admin/settings/devices", script=False)
    assert page.get_by_text("To add a device its browser has to run scripts.").is_visible()
    assert page.get_by_role("button", name="Get told on this device").is_hidden()
