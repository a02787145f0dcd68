"""Real Chromium against a real web server with the demo's four businesses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import expect, sync_playwright

from tests import servers as test_servers
from tests.browser.patient import PatientBrowser
from tests.serving import ROOT, free_port, serving, serving_live
from tools.chromium import find

PASSWORD = "demo-demo-demo"
LIVE = {}  # the socket's process by the address of its pages, for tests that freeze or kill it
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
EMPTY = """
    WITH house AS (INSERT INTO tenants (slug, name, timezone, currency, locale)
                   VALUES ('empty', 'Empty', 'Europe/Madrid', 'EUR', 'en') RETURNING id),
         person AS (INSERT INTO people (email, name) VALUES ('owner@empty.example', 'Olive Nought') RETURNING id),
         secret AS (INSERT INTO credentials (person_id, password_hash)
                    SELECT person.id, c.password_hash FROM person, credentials c
                    JOIN people p ON p.id = c.person_id WHERE p.email = 'owner@cabins.example')
    INSERT INTO memberships (tenant_id, person_id, ref, role) SELECT house.id, person.id, 'm', 'owner' FROM house, person
"""
ALWAYS_OPEN = """
    UPDATE tenants SET locale = 'en' WHERE slug = 'hotel';
    UPDATE policy_versions SET document = '{"kind": "nightly", "check_in_opens": "00:00", "pricing": {"base_minor": 9000}}'
    WHERE tenant_id = (SELECT id FROM tenants WHERE slug = 'hotel');
    INSERT INTO units (tenant_id, ref, name, unit_type_id, policy_id, capacity)
    SELECT tenant_id, lower(made_name), made_name, unit_type_id, policy_id, 4
    FROM (SELECT * FROM units WHERE tenant_id = (SELECT id FROM tenants WHERE slug = 'hotel') LIMIT 1) AS like_it
    CROSS JOIN (VALUES ('Spare'), ('Extra')) AS made (made_name)
"""
expect.set_options(
    timeout=15_000
)  # on busy cores a page takes its time; whatever comes sooner is not waited for
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="session")
def demo_urls(request, servers):
    """A database of this worker's own for the demo."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "one")
    with test_servers.lent(servers, f"browser_{worker}", 15 - test_servers.number_of(worker)) as own:
        yield own


@pytest.fixture(scope="session")
def demo(demo_urls, tmp_path_factory):
    """The address of a web server on that database, with the demo in it."""
    urls = demo_urls
    folder = tmp_path_factory.mktemp("browser")
    environ = {**os.environ, **urls.environ(), "VAR_DIR": str(folder), "FLASK_APP": "wsgi.py"}
    seeded = subprocess.run(
        [sys.executable, "-m", "flask", "seed", "demo"],
        env=environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert seeded.returncode == 0, seeded.stderr
    with psycopg.connect(test_servers.plain(urls.owner_url)) as connection:
        connection.execute(ALWAYS_OPEN)
    port = free_port()
    with (
        serving(urls, folder=folder, LIVE_PORT=str(port)) as address,
        serving_live(urls, folder=folder, port=port, pages=address) as process,
    ):
        LIVE[address] = process
        yield address


@pytest.fixture(scope="session")
def empty(demo, demo_urls):
    """A business that has nothing yet, and its owner."""
    with psycopg.connect(test_servers.plain(demo_urls.owner_url)) as connection:
        connection.execute(EMPTY)


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of a worker."""
    program = find()
    if program is None and os.environ.get("CI") == "true":
        pytest.fail("There is no Chromium: `python -m tools.chromium --install` installs one.")
    if program is None:
        pytest.skip("there is no Chromium here, and none could be installed")
    with sync_playwright() as playwright:
        browser = PatientBrowser(playwright, program, FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def cookies(chromium, demo):
    """Sign each member in once, through the form, and keep their cookies: the form is throttled.

    Who is to be signed out signs in anew: the session that is kept is also that of the tests to come.
    """
    kept = {}

    def of(who, tenant, *, anew=False):
        if anew:
            return sign_in(who, tenant)
        if (who, tenant) not in kept:
            kept[who, tenant] = sign_in(who, tenant)
        return kept[who, tenant]

    def sign_in(who, tenant):
        context = chromium.new_context()
        page = context.new_page()
        page.goto(f"{demo}/{tenant}/admin/sign-in")
        page.locator("[name=email]").fill(who)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("form:has([name=password]) button").click()
        page.wait_for_url("**/admin/")
        found = context.cookies()
        context.close()
        return found

    return of


@pytest.fixture
def open_page(chromium, demo, cookies):
    """Open a page as a member: each call is a browser of its own, which fails on errors of script and policy."""
    contexts, problems = [], []

    def opened(
        path="", *, who="owner@cabins.example", tenant="cabins", size="desktop", scheme="light", script=True,
        worker=False, before="", anew=False,
    ):  # fmt: skip
        context = chromium.new_context(
            viewport=SIZES[size], color_scheme=scheme, java_script_enabled=script, reduced_motion="reduce",
            has_touch=size == "phone", locale="en-GB", service_workers="allow" if worker else "block",
        )  # fmt: skip
        contexts.append(context)
        if who:
            context.add_cookies(cookies(who, tenant, anew=anew))
        if before:
            context.add_init_script(before)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on(
            "pageerror",
            lambda error: problems.append(str(error)) if "Transition was" not in str(error) else None,
        )
        page.on("console", lambda said: problems.append(said.text) if _is_problem(said) else None)
        page.goto(f"{demo}/{tenant}/{path}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


def _is_problem(said):
    """Refusals answer 4xx on purpose, and some tests take the network, the server or the socket's process away; the rest is a fault."""
    expected = (
        "status of 4", "status of 502", "WebSocket connection to", "net::ERR_INTERNET_DISCONNECTED", "Failed to fetch",
    )  # fmt: skip
    return said.type == "error" and not any(words in said.text for words in expected)


@pytest.fixture(scope="session")
def shots() -> Path | None:
    """Where screenshots go, when somebody wants to look at them."""
    wanted = os.environ.get("SHOTS")
    return Path(wanted) if wanted else None
