"""The application on a phone: it may be installed, stays when the connection goes, and offers what is new."""

import json

import pytest

from tests.browser.conftest import FLAGS
from tools.chromium import find

pytestmark = pytest.mark.browser

READY = """() => navigator.serviceWorker.controller ? true : new Promise((done) =>
    navigator.serviceWorker.addEventListener("controllerchange", () => done(true)))"""


@pytest.fixture
def installed(open_page):
    page = open_page("admin/", worker=True)
    page.evaluate(READY)
    return page


@pytest.fixture
def at_home(chromium, demo, cookies, tmp_path):
    """A page of a browser that keeps what it is given: an incognito one installs nothing."""
    context = chromium.browser_type.launch_persistent_context(
        tmp_path, executable_path=find(), args=FLAGS, viewport={"width": 1440, "height": 900}
    )
    context.add_cookies(cookies("owner@cabins.example", "cabins"))
    page = context.pages[0]
    page.goto(f"{demo}/cabins/admin/")
    page.evaluate(READY)
    yield page
    context.close()


def test_it_may_be_installed_without_an_error(at_home):
    installed = at_home
    devtools = installed.context.new_cdp_session(installed)
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    told = devtools.send("Page.getAppManifest")
    assert told["errors"] == []
    assert told["url"].endswith("/cabins/admin/manifest.webmanifest")
    manifest = json.loads(told["data"])
    assert manifest["id"] == manifest["scope"] == "/cabins/admin/"
    assert {shown["form_factor"] for shown in manifest["screenshots"]} == {"wide", "narrow"}
    for shown in (*manifest["icons"], *manifest["screenshots"]):
        sizes = installed.evaluate(
            "src => new Promise((done, fail) => { const image = new Image(); image.onerror = fail;"
            " image.onload = () => done(`${image.naturalWidth}x${image.naturalHeight}`); image.src = src; })",
            shown["src"],
        )
        assert sizes == shown["sizes"]


def test_without_a_connection_a_page_says_so_and_comes_back_with_it(installed, shots):
    installed.context.set_offline(True)
    installed.goto(installed.url.replace("/admin/", "/admin/stats"))
    assert installed.locator("h1").inner_text() == "You are offline"
    assert installed.evaluate("document.fonts.ready.then(() => getComputedStyle(document.body).display)")
    styled = installed.locator(".message-page").evaluate("it => getComputedStyle(it).display")
    assert styled == "grid"
    if shots:
        installed.screenshot(path=shots / "offline.png")
    installed.context.set_offline(False)
    installed.wait_for_selector("h1:has-text('Statistics')")


def test_a_new_version_is_offered_and_taken_only_when_somebody_asks(installed, shots):
    page = installed
    # another address of the script stands for another script: a browser compares the one as the other
    page.evaluate("navigator.serviceWorker.register('sw.js?next', { updateViaCache: 'none' })")
    line = page.get_by_text("A new version is ready.")
    line.wait_for()
    if shots:
        page.screenshot(path=shots / "new-version.png")
    assert page.evaluate("navigator.serviceWorker.ready.then((it) => it.waiting?.state)") == "installed"
    assert page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith("/sw.js")
    with page.expect_navigation():
        page.get_by_role("button", name="Reload").click()
    assert page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith("/sw.js?next")
