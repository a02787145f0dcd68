"""The pages of days where units are of every kind and stock."""

import re

import pytest

from app.actions import closures
from app.actions.reservations import states
from tests import make, stocks
from tests.cast import local
from tests.counting import queries
from tests.make import july
from tests.web.page import Browser

ZOOMS = (1, 7, 14, 21, 31)


def read(client, house, path):
    answer = client.get(f"/{house.tenant.slug}/admin/{path}")
    assert answer.status_code == 200, answer.text[-500:]
    return answer.text


@pytest.fixture
def mixed(house, inside):
    """Cabins, a house of them, a tour, kayaks and beds, with somebody in each."""
    with inside(house):
        stocks.add_tour(house)
        stocks.add_pool(house)
        stocks.add(house, "dorm", stock="pool", quantity=4)
        stocks.add(house, "villa", stock="composite", parts={"cabin-1": 1, "cabin-2": 1})
        make.reserve(house, 1, 3, client="<Ada> & Söhne", unit="cabin-2")
        make.reserve(house, 1, 3, unit="dorm", quantity=2)
        stocks.sell(house, "tour", 1, 16, adults=9, client="Tourist")
        for place in range(5):
            stocks.sell(house, "kayaks", 1, 14, 16, client=f"Paddler {place}")
        fields = closures.ClosureFields("dorm", july(2), july(3), "maintenance", "Leak <new>", quantity=1)
        closures.create(house.actor("manager"), fields)
    return house


@pytest.mark.parametrize("days", ZOOMS)
def test_each_zoom_is_a_sound_page(mixed, sign_in, days):
    client, path = sign_in(mixed), f"timeline?from=2026-07-01&days={days}"
    html = read(client, mixed, path)
    Browser(client, f"/{mixed.tenant.slug}/admin/").get(path)
    assert f'data-days="{days}"' in html
    assert [word for word in ("Day", "Week", "2 weeks", "3 weeks", "Month") if f">{word}</a>" in html] == [
        "Day", "Week", "2 weeks", "3 weeks", "Month",
    ]  # fmt: skip
    assert "style=" not in html


def test_a_house_of_single_units_by_the_night_has_no_day_of_hours(house, sign_in):
    html = read(sign_in(house), house, "timeline?days=1")
    assert 'data-days="21"' in html
    assert "board" not in html.split("<main", 1)[1]


def test_words_of_what_is_left_and_links_to_the_form(mixed, sign_in):
    html = read(sign_in(mixed), mixed, "timeline?from=2026-07-01&days=7")
    assert "16:00, 3 of 12 left" in html
    assert "5 of 10 left" in html
    assert "2 of 4 left" in html
    assert "+2 more" in html
    assert "through Cabin 2" in html
    assert "&lt;Ada&gt; &amp; Söhne" in html
    assert "<Ada>" not in html
    links = re.findall(r'href="([^"]*reservations/new[^"]*)"', html)
    hours = "unit=kayaks&amp;from=2026-07-01&amp;to=2026-07-01&amp;starts_time=09:00&amp;ends_time=18:00"
    assert any(link.replace("%3A", ":").endswith(hours) for link in links)
    assert any(link.endswith("unit=dorm&amp;from=2026-07-01&amp;to=2026-07-02") for link in links)


def test_a_day_of_hours_links_each_free_stretch(mixed, sign_in):
    html = read(sign_in(mixed), mixed, "timeline?from=2026-07-02&days=1&type=kayaks-type")
    assert 'data-days="1"' in html
    assert "10 of 10 left" in html


def test_full_stands_in_words(mixed, inside, sign_in):
    with inside(mixed):
        stocks.sell(mixed, "tour", 1, 16, adults=3)
    assert "16:00, full" in read(sign_in(mixed), mixed, "timeline?from=2026-07-01&days=7")


def test_a_viewer_is_led_to_no_form(mixed, sign_in):
    main = read(sign_in(mixed, "viewer"), mixed, "timeline?from=2026-07-01&days=7").split("<main", 1)[1]
    assert "reservations/new" not in main


def test_a_board_takes_few_queries(mixed, sign_in):
    client = sign_in(mixed)
    read(client, mixed, "timeline?days=7")
    with queries() as seen:
        read(client, mixed, "timeline?days=7")
    assert len(seen) <= 11, seen


DAY_PAGES = ("", "days/2026-07-01", "calendar?day=2026-07-01")


@pytest.mark.parametrize("path", DAY_PAGES)
def test_the_pages_of_a_day_are_sound_and_tell_hours(mixed, sign_in, path):
    client = sign_in(mixed)
    html = read(client, mixed, path)
    Browser(client, f"/{mixed.tenant.slug}/admin/").get(path)
    assert "9 sold, 3 of 12 left" in html
    assert "Nobody has reserved." in html
    assert html.index("10:00 Tour") < html.index("16:00 Tour")
    assert "Paddler 0" in html
    assert "Free tonight" in html
    assert "2 free" in html


def test_what_is_not_back_comes_first_with_how_long(mixed, inside, sign_in, clock):
    with inside(mixed):
        ref = stocks.sell(mixed, "kayaks", 1, 13, 14, client="Late")
        clock.move_to(local(2026, 7, 1, 13))
        states.check_in(mixed.actor(), ref)
    clock.move_to(local(2026, 7, 1, 16))
    client = sign_in(mixed)
    html = read(client, mixed, "")
    assert "Late has not brought back Kayaks" in html
    assert "2 hours ago" in html
    assert html.index("Late has not brought back") < html.index("Hand-outs")
    page = Browser(client, f"/{mixed.tenant.slug}/admin/").get("")
    page.form(f"reservations/{ref}/check-out")


def test_a_business_without_nights_has_no_parts_of_nights(build, inside, sign_in):
    house = build(units=0)
    with inside(house):
        stocks.add_tour(house)
    html = read(sign_in(house), house, "")
    assert "Arriving" not in html
    assert "free tonight" not in html.lower()
    assert "10:00 Tour" in html


@pytest.mark.parametrize(
    ("kind", "meaning", "said"),
    [
        ("nightly", "Share of units with a reservation that night.", "3 of 7 units taken"),
        ("slot", "Share of seats sold on the departures offered that day.", "9 of 24 seats sold"),
        ("interval", "Share of hours reserved", "10 of 90 hours reserved"),
    ],
)
def test_the_calendar_says_what_it_counts(mixed, sign_in, kind, meaning, said):
    client, path = sign_in(mixed), f"calendar?month=2026-07&kind={kind}"
    html = read(client, mixed, path)
    Browser(client, f"/{mixed.tenant.slug}/admin/").get(path)
    assert meaning in html
    assert said in html
    assert "Departures</a>" in html


def test_a_business_of_one_kind_has_nothing_to_switch(house, sign_in):
    html = read(sign_in(house), house, "calendar?month=2026-07&kind=slot")
    assert "What is counted" not in html
    assert "0 of 3 units taken" in html


def test_a_bar_without_room_for_a_name_has_its_letters(mixed, sign_in):
    html = read(sign_in(mixed), mixed, "timeline?from=2026-07-01&days=7")
    assert '<b data-short="P0">Paddler 0</b>' in html
    assert '<b data-short="+' in html
    assert '<b data-short="16:00 · 3">16:00, 3 of 12 left</b>' in html


def test_a_type_by_the_hour_is_never_called_full_for_one_taken_hour(mixed, sign_in):
    html = read(sign_in(mixed), mixed, "timeline?from=2026-07-01&days=1")
    assert "free all day" in html


def test_what_has_none_left_is_not_free(mixed, inside, sign_in):
    with inside(mixed):
        stocks.add_pool(mixed, "bikes", count=1)
        stocks.sell(mixed, "bikes", 5, 11, 14)
    html = read(sign_in(mixed), mixed, "days/2026-07-05")
    part = html[html.index('id="left"') :].partition("</section>")[0]
    free, _end, rest = part.partition("</ul>")
    assert "Free all day" in free
    assert ("Kayaks" in free, "Bikes" in free) == (True, False)
    assert "None left: Bikes." in rest
