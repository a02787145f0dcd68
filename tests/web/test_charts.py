"""Figures: what is drawn is what the table and the files say, however odd the values are."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from itertools import pairwise

import html5lib
import pytest

from app.web.charts import Bars, Column, Columns, Line, Reference, Spark, Squares, Table
from app.web.charts.axis import FIELD, axis_of
from app.web.charts.ticks import ticks_of
from tests import figures
from tests.web.page import text_of
from tests.web.pseudo import latin

NOVEMBER = dt.datetime.combine(dt.date(2026, 11, 1), dt.time.min)
SVG = "{http://www.w3.org/2000/svg}"
NAMED = (Column("Name", "text"), Column("Count"))


def counted(*values, **drawn):
    """Columns of these numbers."""
    rows = tuple((f"n{place}", value) for place, value in enumerate(values))
    return Columns(table=Table("t", "T", NAMED, rows), finding="F.", **drawn)


def drawn_page(app, *charts, **options):
    return html5lib.parse(figures.page(app, charts, **options), namespaceHTMLElements=False)


def images(tree):
    return [one for one in tree.iter(f"{SVG}svg") if one.get("role") == "img"]


# --- the axis


@pytest.mark.parametrize(
    ("values", "kind", "low", "high", "step"),
    [
        ([0.2, 0.93], "percent", 0, 1, "0.25"),  # shares: always the whole
        ([0.2, 1.31], "percent", 0, "1.5", "0.5"),  # more than the whole, as what was overbooked
        ([3], "number", 0, 3, 1),  # of what is counted there are no halves
        ([1], "number", 0, 1, 1),
        ([28], "number", 0, 30, 10),
        ([5, -4], "number", -4, 6, 2),
        ([9990], "money", 0, 10_000, 2_500),
        ([1], "money", 0, 1, 1),
        ([2_091_975_31], "money", 0, 2_500_000_00, 500_000_00),
        ([0.3, 3.4], "decimal", 0, 4, 1),
        ([None, None], "number", 0, 1, 1),
        ([10**18], "money", 0, 10**18, 25 * 10**16),
    ],
)
def test_an_axis_ends_at_a_round_number(values, kind, low, high, step):
    axis = axis_of(values, kind)
    assert (axis.low, axis.high, axis.step) == (Decimal(low), Decimal(high), Decimal(step))


def said_of(values, kind):
    return [line.text.replace("\xa0", " ") for line in axis_of(values, kind).grid]


def test_the_lines_of_an_axis_say_their_numbers_in_the_language(speaking):
    speaking("es")
    assert said_of([2_091_975_31], "money") == ["2,5 M€", "2 M€", "1,5 M€", "1 M€", "500 mil €", "0 €"]
    assert said_of([1_250_00], "money") == ["1.250 €", "1.000 €", "750 €", "500 €", "250 €", "0 €"]
    assert said_of([0.5], "percent") == ["100 %", "75 %", "50 %", "25 %", "0 %"]


def test_no_letter_of_english_is_left_on_an_axis_of_another_language(speaking):
    speaking("el")
    for values, kind in (([9_876_543_21], "money"), ([98_765], "number"), ([1.4], "percent")):
        assert not any(map(latin, said_of(values, kind)))


def test_amounts_of_a_currency_without_cents(speaking):
    speaking("en", currency="JPY")
    assert axis_of([880], "money").grid[0].text == "¥1,000"


# --- columns


def test_heights_are_as_the_values(english):
    chart = counted(10, 20, 40)
    heights = [float(one.height) for one in chart.drawn]
    assert heights == [FIELD / 4, FIELD / 2, FIELD]
    assert [float(one.y) + float(one.height) for one in chart.drawn] == [FIELD] * 3


def test_columns_below_zero_hang_from_the_line_of_zero(english):
    chart = counted(5, -4)
    zero = chart.axis.fall(Decimal(0))
    assert float(chart.drawn[1].y) == pytest.approx(zero, abs=0.01)
    assert float(chart.drawn[0].y) + float(chart.drawn[0].height) == pytest.approx(zero, abs=0.01)


def test_a_missing_value_is_a_gap_and_zero_is_none(english):
    chart = counted(None, 0, 7)
    assert [one.height for one in chart.drawn] == [None, "0", cut_of(chart, 7)]
    assert chart.drawn[0].title == "n0: –"
    assert chart.drawn[1].title == "n1: 0"


def cut_of(chart, value):
    return chart.drawn[chart.numbers.index(Decimal(value))].height


def test_the_dashed_line_breaks_at_a_gap_and_dots_what_stands_alone(english):
    columns = (*NAMED, Column("Before"))
    values = (4, 8, None, 2, None)
    table = Table("t", "T", columns, tuple((f"n{place}", 8, value) for place, value in enumerate(values)))
    chart = Columns(table=table, finding="F.", compare=2)
    assert chart.line == "M100.0 100.0L300.0 0.0M700.0 150.0h0"


def test_only_the_first_of_the_highest_says_its_value(english):
    chart = counted(3, 9, 9)
    assert (chart.best.text, chart.best.x) == ("9", "50")
    assert counted(0, 0).best is None
    assert counted(-3, None).best is None


def test_the_line_across_is_on_the_axis_with_its_words(english):
    chart = counted(10, 20, reference=Reference(39, "Goal"))
    assert chart.axis.high == 40
    assert chart.across.text == "Goal"


def test_what_shares_an_axis_is_of_one_kind(english):
    table = Table("t", "T", (*NAMED, Column("Before", "money")), (("a", 1, 100),))
    with pytest.raises(ValueError, match="share no axis"):
        _ = Columns(table=table, finding="F.", compare=2).axis


def test_a_row_has_a_value_a_column():
    with pytest.raises(ValueError, match="3 values for 2 columns"):
        Table("t", "T", NAMED, (("a", 1, 2),))


@pytest.mark.parametrize("count", [1, 7, 30, 31, 92, 366])
def test_names_below_never_touch_and_today_is_among_them(english, count):
    first = dt.date(2026, 11, 10)
    days = figures.days(first, count)
    now = count // 3
    places = [(place + 0.5) * 100 / count for place in range(count)]
    ticks = ticks_of(days, "day", places, now=now, now_name="Today")
    assert [tick.text for tick in ticks if tick.is_now] == ["Today"]
    at = [float(tick.x) for tick in ticks]
    assert at == sorted(at)
    assert len(ticks) <= 16
    narrow = [float(tick.x) for tick in ticks if not tick.is_wide_only]
    assert all(b - a >= 8 for a, b in pairwise(narrow))


# --- the other forms


def test_bars_are_as_long_as_their_values_and_the_rest_is_folded(english):
    chart = figures.units(492)
    assert [bar.width for bar in chart.first[:2]] == ["93.33", "83.33"]
    assert chart.first[0].tick == "50"
    assert (len(chart.first), len(chart.folded), chart.folded_words) == (8, 16, "The other 484 units")
    assert (len(chart.page_table.rows), len(chart.table.rows), chart.is_cut) == (24, 492, True)
    assert figures.units(9).folded == []  # nobody opens a fold for one row


def test_bars_of_zeros_and_of_nothing_have_no_length(english):
    rows = (("a", 0), ("b", None))
    chart = Bars(table=Table("t", "T", NAMED, rows), finding="F.")
    assert [bar.width for bar in chart.rows] == ["0", None]


def test_squares_have_the_steps_of_the_calendar(english):
    columns = (Column("Day", "text"), *(Column(f"m{place}", "percent") for place in range(6)))
    table = Table("t", "T", columns, (("Mon", 0, 0.004, 0.45, 0.999, 1.0, None),))
    chart = Squares(table=table, finding="F.")
    assert [one.step for one in chart.squares] == [0, 1, 3, 5, 6, None]
    assert [one.text for one in chart.squares] == ["0", "1", "45", "99", "100", "–"]
    assert chart.squares[3].title == "Mon, m3: 99%"
    assert table.shown_rows[0][1:] == ("0%", "1%", "45%", "99%", "100%", "–")


def test_squares_keep_their_numbers_on_a_telephone_when_names_are_short(english):
    assert figures.weekdays().numbers_fit == "all"
    columns = (Column("Week", "text"), *(Column(str(week), "percent") for week in range(53)))
    weeks = Squares(table=Table("t", "T", columns, (("Mon", *[0.5] * 53),)), finding="F.")
    assert weeks.numbers_fit == "none"
    heads = [head.text for head in weeks.over]
    assert heads == [str(week) for week in range(0, 53, int(heads[1]))]


def test_a_line_stops_at_today_and_says_its_value(english):
    chart = figures.pace(last=4, now=2)
    assert chart.line.startswith("M0.0 200.0L250.0")
    assert chart.line.count("L") == 2
    assert chart.before.count("L") == 4
    assert (chart.point.x, chart.point.text) == ("50", "27%")
    assert Line(table=chart.table, finding="F.", compare=2).point is None


def test_a_spark_marks_its_last_value(english):
    spark = Spark([0, None, 4], "Rising")
    assert spark.line == "M20.0 28.0h0M980.0 2.0h0"
    assert spark.end == "M980.0 2.0h0"
    assert Spark([0, None], "Flat").is_empty


# --- the page


def test_every_figure_is_drawn_named_and_described(app):
    tree = drawn_page(app, *figures.every(), sparks=figures.SPARKS)
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    found = list(tree.iter("figure"))
    assert len(found) == len(figures.every())
    for figure in found:
        heading, finding = figure.find("figcaption/h2"), figure.find("figcaption/p")
        assert figure.get("aria-labelledby") == heading.get("id")
        for svg in images(figure):
            assert svg.get("aria-labelledby") == heading.get("id")
            assert svg.get("aria-describedby") == finding.get("id")
    assert (
        sum(len(images(figure)) for figure in found) == len(found) - 4
    )  # of bars a table, of nothing a sentence
    assert len(images(tree)) == len(found) - 4 + 3
    assert "style" not in {name for one in tree.iter() for name in one.attrib}
    assert list(tree.iter("script")) == []


def test_the_table_beside_says_what_is_drawn(app):
    chart = figures.nights()
    (figure,) = drawn_page(app, chart).iter("figure")
    rows = [[text_of(cell) for cell in row] for row in figure.find(".//table").iter("tr")]
    assert rows[0] == ["Night", "Taken", "November 2025", "Available", "Revenue"]
    assert rows[1] == ["Sun 1 Nov", "66%", "93%", "14", "€1,245.00"]
    assert rows[9][:2] == ["Mon 9 Nov", "–"]
    titles = [text_of(one) for one in figure.iter(f"{SVG}title")]
    assert titles == [f"{row[0]}: {row[1]} · November 2025: {row[2]}" for row in rows[1:]]


def test_links_of_rows_and_of_files(app):
    (figure,) = drawn_page(app, figures.nights()).iter("figure")
    links = [one.get("href") for one in figure.iter("a")]
    assert links[0] == "/admin/days/2026-11-01"
    assert links[-2:] == ["/admin/stats/nights.csv", "/admin/stats/nights.xlsx"]


def test_hostile_names_are_text(app):
    (figure,) = drawn_page(app, figures.units()).iter("figure")
    assert text_of(figure.find(".//tbody/tr/th")) == figures.HOSTILE
    assert "Lodge" not in [text_of(one) for one in figure.iter("b")]


@pytest.mark.parametrize(
    ("values", "said"),
    [((0, 0, None), "All figures are zero here."), ((None, None), "There are no figures here yet."), ((), "There are no figures here yet.")],
)  # fmt: skip
def test_a_figure_of_nothing_says_so(app, values, said):
    (figure,) = drawn_page(app, counted(*values)).iter("figure")
    assert said in text_of(figure)
    assert images(figure) == []


def test_a_year_of_days_is_light(app):
    year = figures.nights(366, first=dt.date(2026, 1, 1), key="year")
    drawing = re.search(r'<svg class="plot-in".*?</div>', figures.page(app, [year]), re.DOTALL).group()
    assert drawing.count("<rect") == 364  # two nights are missing
    assert len(drawing) < 80_000
