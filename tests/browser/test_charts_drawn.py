"""Figures in a real browser: axe finds nothing, the policy allows all of it, and each drawing is in its place."""

from __future__ import annotations

import mimetypes
from dataclasses import replace

import pytest

from app.web.filters import STATIC
from app.web.headers import POLICY
from tests import figures
from tests.browser.conftest import SIZES
from tests.browser.test_axe import problems_of

pytestmark = pytest.mark.browser

ADDRESS = "http://figures.test/"
STRICT = POLICY.format(pictures="", reachable="'self'", frames="'none'")
OUTSIDE = """() => [...document.querySelectorAll(".graph")].flatMap((card) => {
    const room = card.getBoundingClientRect();
    return [...card.querySelectorAll("svg text, svg rect.col, .bars-table")]
        .filter((one) => one.checkVisibility())
        .map((one) => ({ id: card.id, said: one.textContent, at: one.getBoundingClientRect() }))
        .filter(({ at }) => at.left < room.left - 1 || at.right > room.right + 1)
        .map(({ id, said }) => `${id}: ${said}`);
})"""
TOUCHING = """() => [...document.querySelectorAll(".graph .plot-in")].flatMap((drawing) => {
    const names = [...drawing.querySelectorAll(".tick")].filter((one) => one.checkVisibility())
        .map((one) => ({ said: one.textContent, at: one.getBoundingClientRect() }));
    return names.flatMap((a, place) => names.slice(place + 1)
        .filter((b) => a.at.left < b.at.right && b.at.left < a.at.right && a.at.top === b.at.top)
        .map((b) => `${a.said} and ${b.said}`));
})"""


@pytest.fixture
def show(app, chromium):
    """Show figures on a page of their own, under the policy of all pages; what it forbids fails the test."""
    contexts, problems = [], []

    def shown(charts, *, locale="en", size="desktop", script=True):
        html = figures.page(app, charts, tenant=replace(figures.PLAIN, locale=locale), sparks=figures.SPARKS)
        context = chromium.new_context(
            viewport=SIZES[size], reduced_motion="reduce", java_script_enabled=script
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: problems.append(said.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.route("**/*", lambda route: _answer(route, html))
        page.goto(ADDRESS)
        return page

    yield shown
    for context in contexts:
        context.close()
    assert problems == []


def _answer(route, html):
    name = route.request.url.removeprefix(ADDRESS).partition("?")[0]
    file = STATIC / name.removeprefix("static/")
    if not name:
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": STRICT}
        route.fulfill(body=html, headers=headers)
    elif name.startswith("static/") and file.is_file():
        route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0])
    else:
        route.fulfill(body=b"", content_type="image/png")


def test_axe_finds_nothing_in_any_kind_of_figure(show):
    kinds = [figures.nights(14), figures.units(12), figures.takings(), figures.pace(last=20, now=12)]
    page = show([*kinds, figures.revenue(), figures.nothing()])
    page.locator("#nights summary").click()
    page.locator("#units summary").click()
    assert problems_of(page) == []


@pytest.mark.parametrize("size", SIZES)
def test_nothing_leaves_its_card_and_no_name_touches_another(show, size):
    page = show(figures.every(), locale="es", size=size)
    page.evaluate("() => document.fonts.ready")
    assert page.locator(".graph").count() == len(figures.every())
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(TOUCHING) == []


def test_columns_are_as_high_as_their_values_and_stand_on_one_line(show):
    page = show([figures.nights()])
    boxes = page.evaluate(
        "() => [...document.querySelectorAll('.plot-in .col')].map((one) => [one.getBoundingClientRect().top, one.getBoundingClientRect().width])"
    )
    base = page.evaluate("() => document.querySelector('.plot-in .base').getBoundingClientRect().top")
    values = [row[1] for row in figures.nights().table.rows if row[1] is not None]
    assert len(boxes) == len(values) == 28
    for (top, _width), value in zip(boxes, values, strict=True):
        assert base - top == pytest.approx(200 * value, abs=1.5)
    assert len({round(width, 1) for _top, width in boxes}) == 1


def test_the_table_opens_without_a_script_and_paper_leaves_it_out(show):
    page = show([figures.nights()], script=False)
    table = page.locator("figure table")
    assert not table.is_visible()
    page.locator("figure summary").click()
    assert table.is_visible()
    page.emulate_media(media="print")
    assert not table.is_visible()
    assert page.locator(".plot-in").is_visible()
