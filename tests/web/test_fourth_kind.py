"""A kind that nobody knew when the pages were written: mornings and afternoons."""

# ruff: noqa: ARG002 - a kind answers with more than this one reads

from __future__ import annotations

import datetime as dt
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Literal

import pytest

from app.domain.asking import Asked, Period
from app.domain.lines import Line
from app.domain.localtime import instant
from app.domain.policies.base import KINDS, Kind, register
from app.domain.policies.document import PolicyDocument
from app.domain.pricing import quote
from app.domain.refusal import Refusal
from app.domain.span import Span
from app.domain.tariff import Tariff
from tests import make
from tests.web.page import Browser
from tests.web.test_reservations_editor import ref_of

HALVES = {time(8): 5, time(14): 6}


class HalfDayDocument(PolicyDocument):
    """The rules of a business that sells halves of days."""

    kind: Literal["half_day"] = "half_day"
    pricing: Tariff


class HalfDay(Kind[HalfDayDocument]):
    """A morning of five hours or an afternoon of six."""

    key: ClassVar[str] = "half_day"
    unit_noun: ClassVar[str] = "half_day"
    start_field: ClassVar[str] = "day_on"
    end_field: ClassVar[str] = "day_on"
    asks: ClassVar[tuple[Asked, ...]] = (Asked("day_on", "date"), Asked("starts_time", "slot"))
    Document = HalfDayDocument

    def read(self, values):
        return Period(values["day_on"], values["day_on"], values["starts_time"])

    def offers(self, doc, day, *, zone):
        return [Period(day, day, at) for at in HALVES]

    def units_of_time(self, doc, period, *, zone) -> list[date]:
        return [period.starts_on]

    def span(self, doc, period, zone) -> Span:
        begins = instant(period.starts_on, period.starts_time or time(8), zone, lenient=True)
        return Span(begins, begins + timedelta(hours=HALVES.get(period.starts_time, 1)))

    def unit_spans(self, doc, period, *, zone):
        return [(period.starts_on, self.span(doc, period, zone))]

    def unit_ends(self, doc, period, *, zone) -> list[tuple[date, datetime]]:
        return [(period.starts_on, self.span(doc, period, zone).ends_at)]

    def shape(self, doc, period, *, zone):
        return (
            [] if period.starts_time in HALVES else [Refusal("time_needed", "starts_time", {"end": "starts"})]
        )

    def period_checks(self, doc, ask):
        return []

    def unit_checks(self, doc, ask):
        return []

    def absent_at(self, doc, period, *, zone, made_at):
        return None

    def finish_at(self, doc, period, *, zone):
        return None

    def quote(self, doc, ask, *, currency, sold: tuple[Line, ...] = ()):
        return quote(doc.pricing, self.priced(doc, ask, doc.pricing), currency=currency, sold=sold)

    def may_check_in_at(self, doc, period, *, zone, now):
        return None

    def early_span(self, doc, period, *, zone, now):
        return None

    def latest_end(self, doc, period, *, zone, until):
        return None


@pytest.fixture
def half_days():
    """The kind is known while a test runs."""
    register(HalfDay())
    yield
    del KINDS["half_day"]


@pytest.fixture(params=["browser", "htmx"])
def browsing(request, half_days, build, sign_in):
    """A house that sells half days, open in a browser."""
    house = build(policy={"kind": "half_day", "pricing": {"base_minor": 4_000}})
    is_htmx = request.param == "htmx"
    return house, Browser(sign_in(house, "owner"), f"/{house.tenant.slug}", is_htmx=is_htmx)


def made(browser, at="14:00", client="Ada"):
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10")
    return browser.send(page, page.form("/reservations"), starts_time=at, client_name=client)


def test_a_half_day_is_made_changed_and_cancelled_in_the_pages(browsing, inside):
    house, browser = browsing
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10")
    assert {"day_on", "starts_time"} <= page.form("/reservations").names
    assert "quantity" not in page.form("/reservations").names
    shown = made(browser)
    assert "1 unit of time" in shown.text
    assert "€40.00" in shown.text
    ref = ref_of(shown)
    refused = made(browser, client="Bea")
    assert refused.status == 409
    assert "Fri 10 Jul, 14:00 – 20:00" in refused.problem
    other = made(browser, "08:00", "Bea")
    assert other.headline == "Bea"
    edit = browser.get(f"admin/reservations/{ref}/edit")
    assert (edit.value("day_on"), edit.value("starts_time")) == ("2026-07-10", "14:00")
    changed = browser.send(edit, edit.form(f"/{ref}"), day_on="2026-07-11")
    assert changed.headline == "Ada"
    with inside(house):
        row = make.find(ref)
        assert (row.arrives_on, row.period["starts_time"]) == (dt.date(2026, 7, 11), "14:00")
    ask = browser.get(f"admin/reservations/{ref}/cancel")
    browser.send(ask, ask.form("/cancel"))
    with inside(house):
        assert make.find(ref).state == "cancelled"


@pytest.mark.parametrize(
    "path",
    [
        "", "/reservations", "/reservations?format=csv", "/timeline?from=2026-07-10", "/days/2026-07-10", "/calendar?month=2026-07",
        "/units", "/units/cabin-1", "/units/cabin-1/edit", "/policies", "/policies/cabins", "/closures/new?unit=cabin-1",
        "/stats", "/audit",
    ],
)  # fmt: skip
def test_every_page_answers_for_a_half_day(browsing, path):
    house, browser = browsing
    made(browser)
    assert browser.client.get(f"/{house.tenant.slug}/admin{path}", follow_redirects=True).status_code == 200


def test_a_half_day_is_closed_by_whole_days(browsing):
    _house, browser = browsing
    page = browser.get("admin/closures/new?unit=cabin-1&starts_on=2026-07-10&ends_on=2026-07-11")
    closed = browser.send(page, page.form("/closures/new"))
    assert closed.headline == "Cabin 1 closed"
    assert made(browser).status == 409
