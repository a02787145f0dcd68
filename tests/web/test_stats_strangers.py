"""The statistics in hostile hands: another business's references, names that are markup or formulas, addresses made up."""

from __future__ import annotations

import csv
import io
import re

import pytest

from app.domain.permissions import TABLE, Permission
from app.domain.words import Role
from tests import make

JULY = {"span": "month", "on": "2026-07-01"}
MARKUP = '<img src=x onerror="alert(1)">'
FORMULA = '=HYPERLINK("http://x.test","y")'
LONG = "ñ" * 10_000


@pytest.fixture
def house(build, inside):
    """A house whose channels and clients bear names that want to be more than names."""
    house = build(units=3)
    with inside(house):
        make.reserve(house, 10, 13, channel=MARKUP, client=MARKUP)
        make.reserve(house, 14, 16, channel=FORMULA, client=FORMULA)
        make.reserve(house, 20, 22, unit="cabin-2", channel=LONG)
    return house


@pytest.fixture
def read(house, sign_in):
    """Read a page of the statistics as a viewer."""
    client = sign_in(house, "viewer")

    def read(path, status=200, **query):
        answer = client.get(f"/{house.tenant.slug}/admin/stats{path}", query_string=JULY | query)
        assert answer.status_code == status, path
        return answer.get_data(as_text=True)

    return read


@pytest.mark.parametrize("path", ["", "/report", "/counted/standing", "/pace"])
def test_names_are_text_wherever_they_stand(read, path):
    for query in ({}, {"channel": MARKUP}):
        html = read(path, **query)
        assert "<img src=x" not in html
    assert "&lt;img src=x" in html or path == "/pace" or path == "/report"


def test_a_channel_with_a_name_of_any_length_breaks_nothing(read):
    assert LONG not in read("")[: read("").index('id="channels"')]
    assert max(map(len, re.findall(r'href="([^"]+)"', read("")))) < 4000


def test_a_name_is_no_formula_in_a_file(read):
    rows = list(csv.reader(io.StringIO(read("/channels.csv").lstrip("\ufeff"))))
    assert "'" + FORMULA in [row[0] for row in rows]


def test_a_unit_of_another_business_is_no_filter_and_says_nothing(read, build, inside):
    other = build(units=5)
    with inside(other):
        make.reserve(other, 1, 9, unit="cabin-5", channel="Theirs")
    plain, with_theirs = read(""), read("", unit="cabin-5")
    assert "Theirs" not in plain
    assert figures(plain) != figures(read("", channel="Theirs"))
    assert '<option value="cabin-5"' not in with_theirs
    assert figures(plain) == figures(with_theirs)


def figures(html):
    return html.partition('<dl class="figures')[2].partition("</dl>")[0]


@pytest.mark.parametrize(
    "path",
    ["/counted/tenant_id", "/counted/__class__", "/counted/made_at", "/all.csv", "/..%2f..%2fetc%2fpasswd.csv",
     "/pace/all.csv", "/pace/..%2fx.xlsx", "/use-slot.csv", "/revenue.exe"],
)  # fmt: skip
def test_what_there_is_not_is_not_found(read, path):
    read(path, 404)


@pytest.mark.parametrize("measure", ["sold", "reserved", "complimentary", "available", "maintenance", "stay"])
def test_a_figure_of_one_kind_asked_without_it_is_that_of_the_first(read, measure):
    asked, named = (
        read(f"/counted/{measure}", **kind).partition('id="counted"')[2] for kind in ({}, {"kind": "nightly"})
    )
    assert asked.partition("</main>")[0] == named.partition("</main>")[0]


@pytest.mark.parametrize(
    "after", ["x", "0001-01-01.0", "9999-12-31.9223372036854775807", "2026-07-10.-1", "2026-07-10.1e9"]
)
def test_a_place_that_is_none_is_a_page_all_the_same(read, after):
    assert "<h1" in read("/counted/standing", after=after)


def test_whoever_sees_clients_in_the_rows_may_see_reservations(read):
    assert "&lt;img src=x" in read("/counted/standing")
    for role in Role:
        assert Permission.SEE_STATS not in TABLE[role] or Permission.SEE_RESERVATIONS in TABLE[role]


def test_two_dates_that_are_a_month_are_that_month(read):
    html = read("", span="dates", **{"from": "2026-07-01", "until": "2026-07-31"})
    assert '<span class="range" role="status">July 2026</span>' in html
    assert "span=month&amp;on=2026-08-01" in html
