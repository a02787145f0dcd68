"""axe finds nothing: every page in light and dark, wide and narrow, with data, without, and after a refusal."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import SIZES

AXE = Axe()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = [
    "", "timeline", "timeline?days=31", "calendar", "calendar?by=revenue", "days/2026-12-24", "reservations",
    "reservations/new?unit=alder", "groups/new?unit=alder", "requests", "units", "units/new", "units/alder", "units/alder/edit", "clients",
    "clients/new", "policies", "policies/new", "policies/new/import", "stats", "stats?span=year", "stats?span=dates&from=2026-07-12&until=2026-07-10", "stats/counted/active_in_all", "stats/counted/available", "stats/pace", "stats/report", "audit", "audit?unit=alder&client=an", "audit?unit=alder&from=2026-12-24&until=2026-01-01", "settings", "settings/devices", "team", "settings/mail", "settings/mail/sent", "settings/mail/texts/confirmed?language=es", "settings/own-mail", "site/pictures", "site", "site/face", "site/pages/new", "site/units/alder", "closures/new?unit=alder",
    "nothing-here",
]  # fmt: skip
POLICY = [
    "policies/cabins",
    "policies/cabins/edit",
    "policies/cabins/import",
    "policies/cabins/simulation?version=2",
]
EMPTY = [path for path in PAGES if "alder" not in path]


def problems_of(page):
    """What axe has against the page as it stands, in each scheme and size."""
    page.wait_for_load_state()  # a page that a link led to has its sizes only with all of its sheets
    found = []
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            answer = AXE.run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
            found += [
                f"{size}, {scheme}: {violation['id']}: {node['target']} {node['failureSummary'][:160]}"
                for violation in answer.response["violations"]
                for node in violation["nodes"][:3]
            ]
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 1:
                found.append(f"{size}: the page is {wide} px wider than the window")
    return found


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES + POLICY, ids=lambda path: path or "today")
def test_pages_with_data(open_page, path):
    page = open_page(f"admin/{path}")
    assert problems_of(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("path", EMPTY, ids=lambda path: path or "today")
def test_pages_of_a_business_that_has_nothing_yet(open_page, empty, path):
    page = open_page(f"admin/{path}", who="owner@empty.example", tenant="empty")
    assert problems_of(page) == []


@pytest.mark.browser
@pytest.mark.parametrize(
    "path",
    [
        "",
        "units",
        "units?from=2027-01-10&to=2027-01-12&people=2",
        "units/heron",
        "estimate",
        "contact",
        "pages/about",
        "../tours/units/whale-watching",
        "../rentals/units/single-kayak",
        "admin/sign-in",
        "admin/password",
        "../",
    ],
    ids=[
        "public",
        "units",
        "free",
        "unit",
        "estimate",
        "contact",
        "page",
        "departures",
        "hours",
        "sign-in",
        "password",
        "installation",
    ],
)
def test_pages_for_everybody(open_page, path):
    assert problems_of(open_page(path, who="")) == []


@pytest.mark.browser
def test_a_clients_own_page(open_page):
    said = open_page("admin/settings/mail/texts/confirmed").inner_text(".letter")
    (path,) = re.findall(r"/(reservation/[\w-]+)", said)
    assert problems_of(open_page(path, who="")) == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "clicks", "what"),
    [
        ("reservations/new?unit=alder", "form#editor > .actions .btn-primary", "nothing typed"),
        ("groups/new", "form#editor > .actions .btn-primary", "nothing typed"),
        ("units/new", "main form .btn-primary", "nothing typed"),
        ("clients/new", "main form .btn-primary", "nothing typed"),
        ("closures/new?unit=alder", "main form .btn-primary", "nothing typed"),
        ("policies/new", "main form .btn-primary", "nothing typed"),
    ],
)
def test_forms_after_a_refusal(open_page, path, clicks, what):
    page = open_page(f"admin/{path}")
    page.locator(clicks).first.click()
    page.locator("#problem, [aria-invalid=true]").first.wait_for()
    assert problems_of(page) == []


@pytest.mark.browser
def test_the_sign_in_form_after_a_refusal(open_page):
    page = open_page("admin/sign-in", who="")
    page.locator("[name=email]").fill("nobody@cabins.example")
    page.locator("[name=password]").fill("wrong")
    page.locator("form:has([name=password]) button").click()
    page.locator("#problem").wait_for()
    assert problems_of(page) == []


@pytest.mark.browser
def test_a_reservation_its_editor_and_its_questions(open_page):
    page = open_page("admin/reservations?state=confirmed")
    page.locator("a.row-link").first.click()
    page.wait_for_load_state()
    stay = page.url.partition("?")[0]
    assert problems_of(page) == []
    for question in ("/edit", "/cancel", "/payment"):
        page.goto(stay + question)
        assert problems_of(page) == [], question


@pytest.mark.browser
def test_a_group_and_its_question(open_page):
    page = open_page("admin/reservations?q=Ahmed")
    page.locator("a.row-link").first.click()
    page.get_by_text("Part of group").click()
    page.locator("h1", has_text="Group of").wait_for()
    assert problems_of(page) == []
    page.goto(page.url + "/cancel")
    assert problems_of(page) == []


@pytest.mark.browser
def test_the_quick_card(open_page):
    page = open_page("admin/timeline?days=14")
    page.locator("a.bar[data-state=confirmed]").nth(3).click()
    page.locator("article.peek h2").wait_for()
    assert problems_of(page) == []
