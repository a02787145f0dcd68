"""A kind of policy that nobody knew when the pages were written: mornings and afternoons."""

# ruff: noqa: ARG002 - a kind answers with more than this one reads

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Literal

from app.domain.asking import Asked, Period
from app.domain.lines import Line
from app.domain.localtime import instant
from app.domain.policies.base import KINDS, Kind, register
from app.domain.policies.document import PolicyDocument
from app.domain.pricing import quote
from app.domain.refusal import Refusal
from app.domain.span import Span
from app.domain.tariff import Tariff

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


@contextmanager
def known() -> Iterator[None]:
    """Make the kind known for the length of a block, and forget it and all that was made of it."""
    register(HalfDay())
    try:
        yield
    finally:
        del KINDS["half_day"]
