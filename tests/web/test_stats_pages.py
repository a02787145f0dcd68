"""The pages of the statistics: what they show is what was counted, each figure opens to its rows."""

from __future__ import annotations

import csv
import io
import re

import pytest

from app.actions import closures
from app.actions.reservations import states
from tests import make, stocks
from tests.cast import document, local
from tests.counting import queries
from tests.make import july

MONTH = "admin/stats?span=month&on=2026-07-01"


@pytest.fixture
def busy(build, inside):
    """A house with some of everything in July 2026."""
    house = build(units=3)
    with inside(house):
        make.reserve(house, 10, 13, channel="Website")
        make.reserve(house, 12, 14, unit="cabin-2", channel="Phone")
        make.reserve(house, 20, 22, unit="cabin-3", role="manager", complimentary=True)
        make.request(house, 24, 26)
        states.cancel(house.actor(), make.reserve(house, 5, 7, channel="Phone"))
        closures.create(
            house.actor("manager"), closures.ClosureFields("cabin-3", july(1), july(4), "maintenance")
        )
        stocks.add_tour(house)
        stocks.sell(house, "tour", 10, 10, adults=6)
    return house


@pytest.fixture
def member(busy, sign_in):
    """Somebody who may see the statistics."""
    client = sign_in(busy, "viewer")

    def read(path):
        answer = client.get(f"/{busy.tenant.slug}/{path}")
        assert answer.status_code == 200, path
        return answer.get_data(as_text=True)

    return read


def figures(html):
    """The figures of the page by their names, without markup."""
    found = {}
    for name, value in re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", html, re.DOTALL):
        found.setdefault(plain(name), plain(value))
    return found


def plain(html):
    return " ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def test_the_figures_of_a_month(member):
    found = figures(member(MONTH))
    assert found["Nights sold"] == "5"
    assert found["Complimentary nights"] == "2"
    assert found["Nights available"] == "93"
    assert found["Nights out of order"] == "3"
    assert found["Average price of a night (ADR)"] == "€100.00"
    assert found["Seats offered"] == str(2 * 31 * 12)
    assert found["Cancellation rate, by arrival"] == "20%"
    assert found["Requests waiting"] == "1"
    assert found["Occupancy"].startswith("5.4%")


def test_every_figure_that_opens_opens_to_rows_that_add_up_to_it(member):
    html = member(MONTH)
    links = {
        link.replace("&amp;", "&") for link in re.findall(r'href="/[^/"]+/(admin/stats/counted/[^"]+)"', html)
    }
    assert len(links) > 15
    for link in links:
        page = member(link)
        whole = number(re.search(r'<p class="sum">.*?<strong>(.*?)</strong>', page, re.DOTALL)[1])
        adds = [number(cell) for cell in re.findall(r'<td class="num cell-end">(.*?)</td></tr>', page)]
        assert sum(adds) == pytest.approx(whole), link


def number(text):
    return float(re.sub(r"[^\d.]", "", text) or 0)


def test_a_channel_a_type_or_a_unit_alone(member):
    assert figures(member(MONTH + "&channel=Phone"))["Nights sold"] == "2"
    assert figures(member(MONTH + "&unit=cabin-1"))["Nights sold"] == "3"
    assert "Seats offered" not in figures(member(MONTH + "&unit=cabin-1"))
    assert figures(member(MONTH + "&type=tour-type"))["Seats offered"] == str(2 * 31 * 12)
    assert figures(member(MONTH + "&unit=nothing&type=none"))["Nights sold"] == "5"


@pytest.mark.parametrize(
    ("asked", "name", "compared"),
    [
        ("span=day&on=2026-07-10", "Fri 10 Jul 2026", "Fri 11 Jul 2025"),
        ("span=week&on=2026-07-10", "6 Jul – 12 Jul 2026", "7 Jul – 13 Jul 2025"),
        ("span=month&on=2026-07-10", "July 2026", "July 2025"),
        ("span=month&on=2026-07-10&against=before", "July 2026", "June 2026"),
        ("span=year&on=2026-07-10", "2026", "2025"),
        ("span=dates&from=2026-07-10&until=2026-07-12", "10 Jul – 12 Jul 2026", "10 Jul – 12 Jul 2025"),
        (
            "span=dates&from=2026-07-10&until=2026-07-12&against=before",
            "10 Jul – 12 Jul 2026",
            "7 Jul – 9 Jul 2026",
        ),
        ("month=2026-07", "July 2026", "July 2025"),
    ],
)
def test_periods_and_what_they_are_compared_with(member, asked, name, compared):
    html = member(f"admin/stats?{asked}")
    assert plain(re.search(r'<span class="range"[^>]*>(.*?)</span>', html)[1]) == name
    assert f"compared with {compared}" in html


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("from=2026-07-12&until=2026-07-10", "The last day lies before the first."),
        ("from=nonsense&until=2026-07-10", "This is no date."),
        ("from=2001-01-01&until=2026-07-10", "More than three years at once are too many."),
    ],
)
def test_dates_that_cannot_be_meant_get_a_sentence_at_the_field(member, asked, said):
    html = member(f"admin/stats?span=dates&{asked}")
    assert said in html
    assert 'aria-invalid="true"' in html


def test_each_chart_is_also_a_file(member, busy, sign_in):
    html = member(MONTH)
    links = re.findall(r'href="/[^/"]+/(admin/stats/[^"/]+\.csv\?[^"]+)"', html)
    assert len(links) == len(set(links)) > 6
    rows = list(
        csv.reader(
            io.StringIO(member("admin/stats/use-nightly.csv?span=month&on=2026-07-01").lstrip("\ufeff"))
        )
    )
    assert len(rows) == 1 + 31
    by_day = {row[0]: row for row in rows[1:]}
    assert by_day["2026-07-12"][3] == "2"
    client = sign_in(busy)
    book = client.get(f"/{busy.tenant.slug}/admin/stats/all.xlsx?span=month&on=2026-07-01")
    assert book.data[:2] == b"PK"
    assert client.get(f"/{busy.tenant.slug}/admin/stats/nothing.csv").status_code == 404


def test_the_books_as_of_a_date(member, busy, inside, clock):
    clock.move_to(local(2026, 1, 5))
    with inside(busy):
        make.reserve(busy, 28, 30)
    clock.move_to(local(2026, 7, 3))
    with inside(busy):
        make.reserve(busy, 15, 19)
    page = member("admin/stats/pace?span=month&on=2026-07-01&as_of=2026-07-02")
    cells = [plain(row) for row in re.findall(r"<tr><th scope=\"row\">July 2026</th>(.*?)</tr>", page)]
    assert cells[:2] == ["as of 2 Jul 2026 5 9", "as of now 6 13"]
    point = re.search(r'<text class="best"[^>]*>(\d+)</text>', page)[1]
    assert point == "13"  # the curve ends today, with what is on the books now
    assert "13 more than July 2025" in page


def test_the_report_and_an_empty_business(member, build, sign_in):
    assert "Report: July 2026" in member("admin/stats/report?span=month&on=2026-07-01")
    empty = build(units=0)
    page = sign_in(empty).get(f"/{empty.tenant.slug}/admin/stats").get_data(as_text=True)
    assert "There is nothing to count yet" in page


def test_a_year_takes_as_many_queries_as_a_month(member):
    member(MONTH)
    counts = []
    for path in (MONTH, "admin/stats?span=year&on=2026-07-01"):
        with queries() as seen:
            member(path)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 45


def test_another_kind_of_policy_has_its_own_words(build, inside, sign_in):
    house = build(document(), units=0)
    with inside(house):
        stocks.add_pool(house, "bikes", count=5)
        stocks.sell(house, "bikes", 10, 10, 13, quantity=2, adults=2)
    page = sign_in(house).get(f"/{house.tenant.slug}/{MONTH}").get_data(as_text=True)
    found = figures(page)
    assert found["Hours reserved"].startswith("6 h")
    assert "Nights sold" not in found
