"""A visitor in real Chromium: sees a price, asks, is written to, comes back by the link, and cancels at the fee shown."""

from __future__ import annotations

import base64
import datetime as dt
import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine, select

from app import clock, tenancy
from app.actions.actor import CLI
from app.actions.reservations import states
from app.actions.site import publishing
from app.extensions import db
from app.factory import create_app
from app.jobs import outbox as jobs
from app.models import OutboxRow, Reservation
from app.queries.policies import rules
from app.queries.units import list_units
from app.settings import load
from tests.browser.test_axe import problems_of
from tests.browser.test_live import live
from tests.cast import add_house, document
from tests.mailbox import MailServer, text_of
from tests.serving import serving

pytestmark = pytest.mark.browser

FEES = [{"days_before": 400, "charge_percent": "0"}, {"days_before": 0, "charge_percent": "50"}]
SLOW = 40  # milliseconds a key, as people type: a form that is sent within two seconds is not taken


@pytest.fixture(scope="module")
def lake(demo, demo_urls, tmp_path_factory):
    """A business that is open to visitors, on a web server that hands its mails to a server of ours."""
    with MailServer() as server:
        mail = {"SMTP_URL": f"smtp://127.0.0.1:{server.port}", "MAIL_FROM": "mails@platform.example"}
        app, engine = create_app(load({**demo_urls.environ(), **mail})), create_engine(demo_urls.owner_url)
        policy = document(cancellation=FEES, pricing={"included_people": 2, "extra_adult_minor": 1_000})
        with engine.connect() as owner, app.app_context():
            house = add_house(owner, "lake", policy=policy)
            for tenant in (house.tenant, tenancy.find_by_address("", "cabins")):
                with tenancy.entered(tenant):
                    publishing.publish(CLI)
        with serving(demo_urls, folder=tmp_path_factory.mktemp("lake"), workers=1, **mail) as address:
            yield SimpleNamespace(
                app=app, house=house, box=server.box, address=address, root=f"{address}/lake"
            )
        with app.app_context():
            db.engine.dispose()
        engine.dispose()


@pytest.fixture
def visitor(chromium, lake):
    """A browser of somebody who has never been here; it fails on errors of script and policy."""
    contexts, problems = [], []

    def opened(path, *, script=True, width=390, root=""):
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, java_script_enabled=script, reduced_motion="reduce", locale="en-GB",
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{root or lake.root}/{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


def send_mails(lake):
    """Do what waits in the outbox of the business, as a worker does."""
    tried = set()
    with lake.app.app_context():
        while True:
            with tenancy.entered(lake.house.tenant):
                asked = select(OutboxRow.ref, OutboxRow.sending).where(
                    OutboxRow.done_at.is_(None), OutboxRow.failed_at.is_(None)
                )
                waiting = [tuple(row) for row in db.session.execute(asked.order_by(OutboxRow.id))]
                waiting = [row for row in waiting if row[0] not in tried]
                db.session.rollback()
            if not waiting:
                return
            for ref, sending in waiting:
                tried.add(ref)
                jobs.deliver(lake.house.tenant.id, ref, sending)


def stay(days):
    first = clock.now().date() + dt.timedelta(days=days)
    return first.isoformat(), (first + dt.timedelta(days=3)).isoformat()


def fill(page, email):
    page.get_by_label("Name", exact=True).press_sequentially("Eva Rios", delay=SLOW)
    page.get_by_label("Email").press_sequentially(email, delay=SLOW)
    page.get_by_label("Message").press_sequentially("We come late.", delay=SLOW)
    page.get_by_label(re.compile("may keep what I write")).check()


def link_of(lake, email):
    send_mails(lake)
    mail = lake.box.to(email)[-1]
    return re.search(r"/lake/(reservation/\S+)", text_of(mail))[1]


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_estimate_ask_read_the_mail_and_cancel_with_the_fee(lake, visitor, script, shots):
    email = f"eva-{script}@clients.example".lower()
    first, last = stay(100 if script else 110)
    page = visitor("estimate?unit=cabin-1", script=script)
    page.get_by_label("Check-in").fill(first)
    page.get_by_label("Check-out").fill(last)
    page.get_by_label("Adults").fill("3")
    if script:
        page.get_by_label("Adults").blur()
        expect(page.get_by_role("status")).to_contain_text("€330.00")
        assert "arrives_on" not in page.url
        assert problems_of(page) == []
        page.set_viewport_size({"width": 390, "height": 844})
    else:
        page.get_by_role("button", name="See price").click()
    expect(page.locator("#estimated")).to_contain_text("Cabin 1 is free")
    page.get_by_role("link", name="Ask for these dates").click()
    if script:
        assert problems_of(page) == []
    fill(page, email)
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    expect(page.get_by_role("main")).to_contain_text(f"We wrote to you at {email}")

    link = link_of(lake, email)
    with lake.app.app_context(), tenancy.entered(lake.house.tenant):
        ref = db.session.execute(
            select(Reservation.ref).order_by(Reservation.id.desc()).limit(1)
        ).scalar_one()
        states.confirm(CLI, ref)
    page = visitor(link, script=script)
    expect(page.get_by_role("main")).to_contain_text("Confirmed")
    if script:
        assert problems_of(page) == []
    page.get_by_role("link", name=re.compile("^Cancel")).click()
    expect(page.get_by_role("main")).to_contain_text("€165.00")
    if script:
        assert problems_of(page) == []
    page.get_by_role("button", name="Cancel for €165.00").click()
    expect(page.get_by_role("main")).to_contain_text("It is cancelled.")
    expect(page.get_by_role("main")).to_contain_text("Cancelled")
    send_mails(lake)
    assert "165.00" in text_of(lake.box.to(email)[-1])
    assert page.context.cookies() == []


def test_by_the_keyboard_alone_at_320_pixels(lake, visitor):
    first, last = stay(130)
    page = visitor(f"estimate?unit=cabin-2&arrives_on={first}&departs_on={last}", width=320)

    def wide():
        return page.evaluate("document.documentElement.scrollWidth")

    def to(locator):
        for _ in range(60):
            if locator.evaluate("element => element === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {locator}")

    assert wide() == 320
    to(page.get_by_role("link", name="Ask for these dates"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/request?**")
    assert wide() == 320
    to(page.get_by_label("Name", exact=True))
    page.keyboard.type("Tove Lund", delay=SLOW * 2)
    to(page.get_by_label("Email"))
    page.keyboard.type("tove@clients.example", delay=SLOW * 2)
    to(page.get_by_label(re.compile("may keep what I write")))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reservation/**")
    assert wide() == 320
    to(page.get_by_role("link", name=re.compile("^Cancel")))
    page.keyboard.press("Enter")
    page.wait_for_url("**/cancel")
    to(page.get_by_role("button", name="Withdraw request"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("It is cancelled.")


def test_a_request_appears_at_a_members_open_page_by_itself(lake, visitor, open_page):
    member = live(open_page("admin/requests"))
    first, last = stay(200)
    page = visitor(f"request?unit=alder&arrives_on={first}&departs_on={last}", root=f"{lake.address}/cabins")
    fill(page, "ines@clients.example")
    page.get_by_label("Name", exact=True).fill("Ines Vidal")
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    expect(member.get_by_role("main")).to_contain_text("Ines Vidal")


def test_another_kind_of_unit_asks_for_other_things_as_it_is_chosen(lake, visitor):
    with lake.app.app_context(), tenancy.entered(tenancy.find_by_address("", "tours")):
        publishing.publish(CLI)
        by_kind = {rules(unit.version_id).kind.key: unit.ref for unit in list_units()}
    page = visitor("estimate", root=f"{lake.address}/tours")
    page.get_by_label("What").select_option(by_kind["interval"])
    expect(page.get_by_label("Pick-up time")).to_be_visible()
    page.get_by_label("What").select_option(by_kind["slot"])
    page.get_by_label("Date", exact=True).fill(stay(20)[0])
    expect(page.get_by_label("Time", exact=True)).to_be_visible()
    expect(page.get_by_label("Pick-up time")).to_have_count(0)
    page.get_by_label("Date", exact=True).blur()
    expect(page.locator("#e-starts_time option, #e-starts_time:not(:empty)").first).to_be_attached()


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.mark.parametrize("answers", [True, False], ids=["tiles come", "tiles are refused"])
def test_the_map_comes_after_a_click_and_the_sketch_stays_where_it_does_not(lake, visitor, answers):
    page, asked = visitor("contact", root=f"{lake.address}/cabins"), []

    def tile(route):
        asked.append(route.request.url)
        route.fulfill(body=PIXEL, content_type="image/png") if answers else route.abort()

    page.route("https://tile.openstreetmap.org/**", tile)
    expect(page.locator("svg.locator")).to_be_visible()
    assert asked == []
    page.locator("#show-map").click()
    if answers:
        expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
        expect(page.locator("#show-map")).to_have_count(0)
    else:
        expect(page.get_by_text("The map did not load.")).to_be_visible()
        expect(page.locator("svg.locator")).to_be_visible()
        expect(page.locator("#show-map")).to_be_focused()
    assert asked


def test_what_is_answered_while_people_type_keeps_the_language_and_the_frame_and_blames_nobody(lake, visitor):
    page = visitor("estimate?lang=es&frame=1&unit=cabin-1")
    first, last = stay(120)
    page.locator("#e-arrives_on").fill(first)
    page.locator("#e-arrives_on").dispatch_event("change")
    expect(page.locator("#estimated")).to_contain_text("Todavía falta algo")
    expect(page.locator("[aria-invalid], .err")).to_have_count(0)
    page.locator("#e-departs_on").fill(last)
    page.locator("#e-departs_on").dispatch_event("change")
    asking = page.get_by_role("link", name="Pedir estas fechas")
    expect(asking).to_have_attribute("href", re.compile("frame=1"))
    expect(asking).to_have_attribute("href", re.compile("lang=es"))
