"""Today, timeline, calendar, day and statistics as pages and as fragments of themselves."""

import re

import pytest

from app.actions import closures
from app.actions.reservations import states
from app.domain.words import State
from tests import make, many
from tests.cast import document, local
from tests.counting import queries
from tests.make import july

FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}
PANEL = FRAGMENT | {"HX-Target": "aside#day-panel"}
ROOTS = {
    "": "today",
    "timeline": "timeline",
    "calendar": "calendar",
    "days/2026-07-10": "sheet",
    "stats": "stats",
}


def read(client, house, path, headers=None):
    answer = client.get(f"/{house.tenant.slug}/admin/{path}", headers=headers)
    assert answer.status_code == 200, answer.text[-500:]
    return answer.text


def bars(html):
    return re.findall(r'data-state=(\w+) href="([^"]+)"><span><b>([^<]*)</b>', html)


@pytest.fixture
def stays(house, inside):
    """Somebody comes today, somebody else asks for it, and a cabin is closed."""
    with inside(house):
        ref = make.reserve(house, 1, 4, client="<Ada> & Söhne", unit="cabin-1")
        make.request(house, 1, 3, client="Bruno", unit="cabin-2")
        fields = closures.ClosureFields("cabin-3", july(1), july(3), "maintenance", "Roof <new>")
        closures.create(house.actor("manager"), fields)
    return ref


@pytest.mark.parametrize(("path", "root"), ROOTS.items())
@pytest.mark.parametrize("role", ["owner", "viewer"])
def test_a_fragment_is_a_piece_of_its_page(house, stays, sign_in, path, root, role):
    client = sign_in(house, role)
    page, piece = read(client, house, path), read(client, house, path, FRAGMENT)
    assert page.count("<h1") == 1
    assert "<h1" not in piece
    assert piece.lstrip().startswith("<")
    assert f'id="{root}"' in piece
    assert f'id="{root}"' in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", ROOTS)
def test_a_house_without_units_says_what_to_do(build, sign_in, path):
    house = build(units=0)
    html = read(sign_in(house), house, path)
    assert "No unit" in html or "0" in html


@pytest.mark.parametrize("path", ROOTS)
def test_the_forms_and_links_of_changes_are_for_those_who_may(house, stays, sign_in, path):
    main = read(sign_in(house, "viewer"), house, path).split("<main", 1)[1].split("</main>", 1)[0]
    assert "reservations/new" not in main
    assert 'method="post"' not in main


def test_every_stretch_is_a_link_and_what_was_typed_is_escaped(house, stays, sign_in):
    html = read(sign_in(house), house, "timeline")
    assert ("confirmed", f"reservations/{stays}", "&lt;Ada&gt; &amp; Söhne") in bars(html)
    assert ("closure", "units/cabin-3", "Roof &lt;new&gt;") in bars(html)
    assert 'href="reservations/new?unit=cabin-1&from=2026-07-04&to=2026-07-20"' in html
    assert "Free from 4 Jul, 16 nights. Reserve Cabin 1" in html


def test_the_zoom_is_remembered(house, sign_in):
    client = sign_in(house)
    assert 'data-days="21"' in read(client, house, "timeline")
    read(client, house, "timeline?days=7")
    assert 'data-days="7"' in read(client, house, "timeline")
    assert 'data-days="7"' in read(client, house, "timeline?days=1000")


@pytest.mark.parametrize(
    "path",
    ["timeline?from=never&days=x&page=0&type=none", "calendar?month=2026-13&day=0&by=all", "stats?month=1-1"],
)
def test_a_crooked_address_is_read_as_the_usual_one(house, sign_in, path):
    client, usual = sign_in(house), path.partition("?")[0]
    assert text_of_main(read(client, house, path)) == text_of_main(read(client, house, usual))


def text_of_main(page: str) -> list[str]:
    """Answer the words of a page's main part."""
    return re.sub(r"<[^>]*>", " ", page[page.index("<main") :]).split()


def test_what_is_no_date_is_no_day(house, sign_in):
    client = sign_in(house)
    for day in ("2026-02-30", "yesterday", "0001-01-01"):
        assert client.get(f"/{house.tenant.slug}/admin/days/{day}").status_code == 404


def test_a_chosen_day_brings_its_panel_and_the_month_beside_it(house, stays, sign_in):
    client = sign_in(house)
    answer = client.get(f"/{house.tenant.slug}/admin/calendar?month=2026-07&day=2026-07-01", headers=PANEL)
    assert answer.text.lstrip().startswith('<aside class="day-panel card" id="day-panel"')
    assert '<hx-partial hx-target="#month"' in answer.text
    assert 'class="year"' not in answer.text
    assert "HX-Target" in answer.headers["Vary"]


def test_the_twelve_months_follow_alone_and_keep_what_is_measured(house, stays, inside, sign_in):
    client, path = sign_in(house), f"/{house.tenant.slug}/admin/calendar?month=2026-07&by=moves"
    follows = re.findall(
        r'data-follow hx-get="([^"]*)"[^>]*hx-target="#(year|day-panel)"', client.get(path).text
    )
    assert [target for _url, target in follows] == ["year", "day-panel"]
    url = follows[0][0].replace("&amp;", "&")
    year = client.get(url, headers={**PANEL, "HX-Target": "nav#year"}).text
    assert year.lstrip().startswith('<nav class="year" id="year"')
    assert 'id="calendar"' not in year
    before = re.findall(r'"p">(\d+)%', year)
    with inside(house):
        make.reserve(house, 20, 25, unit="cabin-2")
    after = re.findall(r'"p">(\d+)%', client.get(url, headers={**PANEL, "HX-Target": "nav#year"}).text)
    assert [place for place in range(12) if before[place] != after[place]] == [2]
    beside = client.get(follows[1][0].replace("&amp;", "&"), headers=PANEL).text
    assert "by-moves" in beside


def test_a_turnover_says_full_and_never_more(build, inside, sign_in):
    house = build(units=1)
    with inside(house):
        make.reserve(house, 10, 13, client="Ada")
        make.reserve(house, 13, 15, client="Bruno")
    html = read(sign_in(house), house, "calendar?day=2026-07-13")
    cell = html.split('id="d-2026-07-13"')[1].split("</a>")[0]
    assert "Full" in cell
    assert "1 of 1 units taken" in cell
    panel = html.split('id="day-panel"')[1]
    assert panel.index("Bruno") < panel.index("Ada")


def test_revenue_is_for_those_who_see_statistics_in_the_tenants_money(build, inside, sign_in):
    house = build(document(pricing={"base_minor": 1_234}), currency="JPY")
    with inside(house):
        make.reserve(house, 10, 12)
    html = read(sign_in(house), house, "calendar?month=2026-07&by=revenue")
    assert "¥1,234" in html
    assert "¥2,468" in read(sign_in(house), house, "stats?month=2026-07")


def test_today_asks_for_decisions_first(house, stays, sign_in):
    html = read(sign_in(house), house, "")
    assert html.index("Bruno waits for an answer") < html.index("Arriving") < html.index("Leaving")
    assert html.index(f"/reservations/{stays}/check-in") > 0
    assert "&lt;Ada&gt; &amp; Söhne" in html


def test_a_month_takes_five_queries_and_little_room(build, inside, sign_in):
    house = build(units=50)
    with inside(house):
        many.stays(
            house, [(unit, july(1 + 6 * n), july(4 + 6 * n)) for unit in house.units for n in range(6)]
        )
    client = sign_in(house)
    read(client, house, "timeline?days=31")
    with queries() as seen:
        read(client, house, "timeline?days=31")
    assert len(seen) <= 5, seen
    html = read(client, house, "timeline?days=31", FRAGMENT)
    stretches = re.findall(r'<li class="(?:gap )?s-\d+ n-\d+">', html)
    assert len(stretches) == 500
    assert len(html.encode()) / len(stretches) <= 220
    assert {state for state, *_ in bars(html)} == {State.CONFIRMED.value}


def test_in_house_is_whoever_has_come_and_not_left_on_every_page(house, inside, sign_in, clock):
    with inside(house):
        stays = [("cabin-1", 1, 4), ("cabin-2", 1, 3), ("cabin-3", 2, 3)]
        refs = [make.reserve(house, *nights, unit=unit) for unit, *nights in stays]
        for day, refs_of in ((1, refs[:2]), (2, refs[2:])):
            clock.move_to(local(2026, 7, day, 16))
            for ref in refs_of:
                states.check_in(house.actor(), ref)
        clock.move_to(local(2026, 7, 3, 10))  # two leave today
        make.reserve(house, 3, 5, unit="cabin-2")
        states.check_out(house.actor(), refs[2])
    client = sign_in(house)
    found = {path: _in_house(read(client, house, path)) for path in ("", "timeline?from=2026-07-01")}
    assert set(found.values()) == {("2",)}
    clock.move_to(local(2026, 7, 4, 18))  # both should have left by now
    found = {
        path: _in_house(read(client, house, path)) for path in ("", "timeline", "timeline?from=2026-07-01")
    }
    assert set(found.values()) == {("2",)}


def _in_house(html):
    return tuple(re.findall(r"<b>(\d+)</b> in house", html))
