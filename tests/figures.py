"""One figure of each kind, drawn of data that was chosen to be hard, and a page that holds them."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

from flask import render_template_string

from app import language, tenancy
from app.tenancy import Tenant
from app.web.charts import Bars, Column, Columns, Line, Reference, Spark, Squares, Table

TODAY = dt.date(2026, 11, 22)
PLAIN = Tenant(
    1, "cabins", "Pinar Alto", "", timezone="Europe/Madrid", currency="EUR", locale="en", is_demo=True
)
HOSTILE = '=HYPERLINK("http://x.test","<b>Lodge</b> & co")'
PAGE = """{% extends "base.html" %}
{% from "admin/stats/charts/chart.html" import chart %}
{% from "admin/stats/charts/spark.html" import spark %}
{% block title %}Figures{% endblock %}
{% block css %}<link rel="stylesheet" href="{{ asset('css/views/stats.css') }}"><link rel="stylesheet" href="{{ asset('css/views/charts.css') }}">{% endblock %}
{% block body_class %}app{% endblock %}
{% block body %}<main class="main" id="main" tabindex="-1"><header class="head"><h1>Figures</h1></header>
<div class="page">
<dl class="figures">{% for one in sparks %}<div><dt>{{ one.label }}</dt><dd>{{ spark(one) }}</dd></div>{% endfor %}</dl>
<div class="charts">{% for one in charts %}{{ chart(one, file) }}{% endfor %}</div></div></main>{% endblock %}"""


def share(place: int, shift: float = 0) -> float:
    """A share that swings like a season does, the same at each run."""
    return round(
        min(1, max(0, 0.58 + 0.34 * math.sin(place / 3.1 + shift) + 0.08 * math.cos(place * 2.7))), 4
    )


def days(first: dt.date, count: int) -> list[dt.date]:
    return [first + dt.timedelta(days=place) for place in range(count)]


def mark(day: dt.date) -> str:
    return "now" if day == TODAY else "future" if day > TODAY else "past"


def nights(count: int = 30, *, first: dt.date = dt.date(2026, 11, 1), key: str = "nights") -> Columns:
    """Shares of nights with those of a year before; two nights are missing."""
    dates = days(first, count)
    rows = tuple(
        (on, None if place in {8, 9} else share(place), share(place, 0.9), 14, 1_245_00 + place * 12_345)
        for place, on in enumerate(dates)
    )
    columns = (
        Column("Night", "day"), Column("Taken", "percent"), Column("November 2025", "percent"),
        Column("Available"), Column("Revenue", "money"),
    )  # fmt: skip
    table = Table(key, "Units taken by night", columns, rows)
    return Columns(
        table=table, finding="Highest on Tue 24 Nov at 99 %. The dashed line is last year.", compare=2,
        marks=tuple(map(mark, dates)), links=tuple(f"/admin/days/{on}" for on in dates),
    )  # fmt: skip


def revenue() -> Columns:
    """Amounts of the months of a year, large ones, with a goal."""
    months = [dt.date(2026, month, 1) for month in range(1, 13)]
    rows = tuple(
        (on, 1_250_000_00 + place * 7_654_321, 990_000_00 + (place % 5) * 9_000_000)
        for place, on in enumerate(months)
    )
    columns = (Column("Month", "month"), Column("2026", "money"), Column("2025", "money"))
    marks = tuple("past" if on.month < 11 else "now" if on.month == 11 else "future" for on in months)
    return Columns(
        table=Table("revenue", "Revenue by month", columns, rows), finding="Each month has brought more.",
        compare=2, marks=marks, reference=Reference(1_500_000_00, "Goal €1.5M"), now_name="This month",
    )  # fmt: skip


def change() -> Columns:
    """Differences, some below zero."""
    rows = tuple(
        (name, place) for name, place in (("Mon", 3), ("Tue", -2), ("Wed", 0), ("Thu", 5), ("Fri", -4))
    )
    table = Table("change", "Reservations more or fewer", (Column("Day", "text"), Column("Change")), rows)
    return Columns(table=table, finding="Thursday gained most.")


def units(count: int = 9, *, key: str = "units") -> Bars:
    """Nights by unit, the first with a hostile name."""
    names = [
        "Boathouse",
        "Kingfisher",
        "Alder",
        "Rowan",
        "Heron",
        "Birch",
        "Willow",
        "The lodge at the far end of the lake",
    ]
    rows = tuple(
        (HOSTILE if not place else f"{names[place % 8]} {place // 8 or ''}".strip(), max(0, 28 - 3 * place), 15 + place % 9)
        for place in range(count)
    )  # fmt: skip
    columns = (Column("Unit", "text"), Column("Nights"), Column("A year before"))
    return Bars(
        table=Table(key, "Nights by unit", columns, rows), finding="Out of 30. The first leads.", compare=2,
        whole=30, links=tuple(f"/admin/units/{place}" for place in range(count)),
        rest=lambda left: f"The other {left} units", most=8,
    )  # fmt: skip


def channels() -> Bars:
    """Amounts by channel; one has nothing known."""
    rows = (("Own site", 812_345_00), ("Phone", 402_100_50), ("Portal", 99_00), ("Walk-in", None))
    table = Table(
        "channels", "Revenue by channel", (Column("Channel", "text"), Column("Revenue", "money")), rows
    )
    return Bars(table=table, finding="Two thirds come through the own site.")


def weekdays() -> Squares:
    """Shares by weekday and month; one month is missing, one square is full."""
    heads = [f"{dt.date(2026, month, 1):%b}" for month in range(1, 13)]
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    rows = tuple(
        (name, *(None if month == 11 else 1.0 if (down, month) == (5, 7) else share(down + month * 2) for month in range(12)))
        for down, name in enumerate(names)
    )  # fmt: skip
    columns = (Column("Weekday", "text"), *(Column(head, "percent") for head in heads))
    return Squares(
        table=Table("weekdays", "Taken by weekday and month", columns, rows),
        finding="Saturdays in August were full.",
    )


def takings() -> Squares:
    """Amounts by weekday and quarter."""
    rows = tuple(
        (name, *(place * quarter * 412_300 for quarter in range(4)))
        for place, name in enumerate(("Mon", "Sat", "Sun"))
    )
    columns = (Column("Weekday", "text"), *(Column(f"Q{quarter}", "money") for quarter in range(1, 5)))
    return Squares(
        table=Table("takings", "Revenue by weekday", columns, rows), finding="Sundays bring the most."
    )


def pace(*, last: int = 60, now: int = 38) -> Line:
    """Shares on the books by days before, this year's up to today."""
    rows = tuple(
        (last - place, round(0.7 * (place / last) ** 1.4, 4) if place <= now else None, round(0.62 * (place / last) ** 1.1, 4))
        for place in range(last + 1)
    )  # fmt: skip
    columns = (Column("Days before"), Column("2026", "percent"), Column("2025", "percent"))
    return Line(
        table=Table("pace", "On the books for December", columns, rows),
        finding="A little ahead of last year since three weeks before.", compare=2, now=now,
    )  # fmt: skip


def one() -> Columns:
    """A single category."""
    table = Table("one", "A day", (Column("Day", "day"), Column("Amount", "money")), ((TODAY, 99_90),))
    return Columns(table=table, finding="One day only.", marks=("now",))


def nothing() -> Columns:
    """Nothing but zeros."""
    rows = tuple((on, 0) for on in days(TODAY, 7))
    return Columns(
        table=Table("nothing", "Walk-ins", (Column("Day", "day"), Column("Walk-ins")), rows),
        finding="Nobody came.",
    )


def every() -> list:
    """One figure of each kind, and the hard ones."""
    quarter = nights(92, first=dt.date(2026, 10, 1), key="quarter")
    return [nights(), units(), revenue(), channels(), weekdays(), takings(), pace(), change(), quarter, units(40, key="all-units"), one(), nothing()]  # fmt: skip


SPARKS = [
    Spark([share(place) for place in range(30)], "Taken, rising since the 10th"),
    Spark([0, 3, None, None, 5, Decimal("2.5"), 9], "Made a day, with a gap"),
    Spark([4], "One day"),
    Spark([0, 0], "Nothing"),
]


def page(app, charts, *, tenant: Tenant = PLAIN, sparks=()) -> str:
    """A page that holds these figures."""
    with app.test_request_context("/"), tenancy.entered(tenant), language.speaking(tenant.locale):
        return render_template_string(
            PAGE, charts=charts, sparks=sparks, file=lambda key, form: f"/admin/stats/{key}.{form}"
        )
