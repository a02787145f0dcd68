"""Nothing that an address or a form carries ends in a 5xx: rubbish is refused, clamped or left out."""

from __future__ import annotations

import itertools
import random
import re
import string

import pytest

from tests import make

RUBBISH = (
    "²", "\x00", "9" * 25, "\ufffd", "", "-1", "0", "9" * 5000, "1e9", "nan", "x" * 5000, "%", "'\"<b>", "..",
    "0000-13", "1970-01", "2200-12", "1970-01-01", "2200-12-31", "0001-01", "9999-12", "0001-01-01", "9999-12-31", "2026-02-30", "2026-W01-1", "2026-07-01.",
    "2026-07-01.99999999999999999999999999", "9999-12-31.1", "|", "||||", "continue|x|y|z|w", "\u202e", "\ud7ff",
)  # fmt: skip
NAMES = {
    "catalogue.index": ("from", "to", "people", "type", "has", "page", "lang"),
    "catalogue.show": ("month", "lang"),
    "timeline.show": ("from", "days", "type", "page"),
    "calendar.show": ("month", "day", "by"),
    "stats.show": ("month", "span", "on", "from", "until", "against", "type", "unit", "channel"),
    "stats.counted": ("kind", "after", "on", "channel", "unit"),
    "stats.pace": ("as_of", "from", "until", "channel"),
    "stats.file": ("from", "until", "on", "channel"),
    "audit.index": ("person", "entity", "action", "day", "ref", "before"),
    "clients.index": ("q", "before", "after"),
    "clients.options": ("q", "client_name"),
    "clients.new": ("name",),
    "clients.merge_ask": ("into", "q"),
    "closures.new": ("unit", "starts_on", "ends_on", "reason", "note"),
    "reservations.index": ("q", "state", "type", "from", "to", "cursor", "format"),
    "reservations.new": ("unit", "from", "to", "adults", "client", "next"),
    "reservations.edit": ("unit", "from", "to", "adults", "next"),
    "reservations.show": ("card", "next"),
    "groups.new": ("unit", "from", "to", "adults", "client", "client_name", "next"),
    "reservations.check": (
        "ref", "unit", "arrives_on", "departs_on", "ends_time", "adults", "children", "cots", "client", "fix",
        "expected_time", "paid",
    ),
}  # fmt: skip


@pytest.fixture
def furnished(house, inside):
    """A house with a reservation and a client, and the argument of each noun's routes."""
    from app.actions import clients, closures
    from app.actions.clients import ClientFields
    from app.actions.closures import ClosureFields
    from app.actions.site import publishing

    with inside(house):
        ref = make.reserve(house, 10, 13)
        client = clients.create(house.actor(), ClientFields(name="Grace Okoro"))
        dates = {"starts_on": make.july(10), "ends_on": make.july(12)}
        closure = closures.create(house.actor(), ClosureFields(unit_ref="cabin-3", reason="owner", **dates))
        publishing.publish(house.actor("owner"))
    return {
        "reservations": ref,
        "units": "cabin-1",
        "clients": client,
        "closures": closure,
        "policies": "cabins",
        "team": "viewer-ref",
        "day": "2026-07-10",
        "catalogue": "cabin-1",
        "site": "cabin-1",
        "stats": "reserved",
    }


@pytest.fixture
def unguarded(app):
    """The application without the token of forms."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


def routes(app, furnished, method):
    """Every route of a tenant, with references that exist."""
    for rule in app.url_map.iter_rules():
        if method not in rule.methods or rule.endpoint.split(".")[0] in {"health", "public"}:
            continue
        values = {name: furnished.get(rule.endpoint.split(".")[0], "none") for name in rule.arguments}
        values |= {"form": "csv", "key": "pace" if rule.endpoint == "stats.pace_file" else "revenue"}
        yield rule, rule.build(values, append_unknown=False)[1]


def test_no_query_breaks_a_page(app, furnished, house, sign_in):
    owner = sign_in(house, "owner")
    broken = []
    for rule, path in routes(app, furnished, "GET"):
        names = NAMES.get(rule.endpoint, ("next",))
        for number, value in enumerate(RUBBISH if rule.endpoint in NAMES else RUBBISH[:4]):
            asked = {name: RUBBISH[(number + place) % len(RUBBISH)] for place, name in enumerate(names)}
            alone = {names[number % len(names)]: value}
            for query in (asked, alone) if number % 3 == 0 else (asked,):  # many at once find most, quickly
                answer = owner.get(f"/{house.tenant.slug}{path}", query_string=query)
                if answer.status_code >= 500:
                    broken.append((rule.endpoint, {name: text[:40] for name, text in query.items()}))
    assert broken == []


WORDS = (
    "name", "email", "phone", "country", "notes", "note", "unit", "type", "new_type", "policy", "capacity",
    "cots", "amenities", "description", "in_service_from", "in_service_until", "starts_on", "ends_on",
    "reason", "arrives_on", "departs_on", "ends_time", "adults", "children", "infants", "client",
    "client_name", "client_email", "client_phone", "expected_time", "state", "override_reason", "paid",
    "version", "idem", "fix", "do", "next", "into", "other", "fee_shown_minor", "role", "step", "theme",
    "language", "own_name", "own_locale", "old_password", "new_password", "tagline", "timezone", "currency",
    "locale", "address", "number", "base", "add", "remove", "slug", "headline_en", "intro_es", "accent", "letters",
    "latitude", "longitude", "phones", "embed_hosts", "line_en", "text_en", "title_en", "place", "picture", "hero",
)  # fmt: skip
SENSIBLE = {
    "name": "Ada", "unit": "cabin-2", "arrives_on": "2026-07-20", "departs_on": "2026-07-22", "adults": "2",
    "client_name": "Ada", "type": "cabins", "policy": "cabins", "capacity": "2", "cots": "0", "version": "1",
    "starts_on": "2026-07-25", "ends_on": "2026-07-27", "reason": "owner", "role": "staff", "email": "a@b.test",
    "timezone": "Europe/Madrid", "currency": "EUR", "locale": "en",
}  # fmt: skip
ONE_BY_ONE = {
    "reservations.make_now": (
        "client_name",
        "idem",
        "next",
        "note",
        "fix",
        "adults",
        "expected_time",
        "client",
    ),
    "reservations.change_now": ("version", "paid", "note", "next", "unit"),
    "reservations.cancel": ("fee_shown_minor", "reason"),
    "clients.create": ("name", "idem", "email", "country"),
    "units.create": ("idem", "new_type", "amenities"),
    "closures.create": ("idem", "note", "starts_on"),
    "policies.create": ("idem", "note"),
}
LEFT_OUT = {"session.sign_in_now", "session.sign_out", "session.end", "team.remove", "clients.erase"}


def unpressable(size=20_000):
    """A text that no index can press into a page."""
    letters = random.Random(7)
    return "".join(letters.choices(string.ascii_letters + string.digits, k=size))


def test_no_form_breaks_a_page(app, furnished, house, sign_in, unguarded):
    owner = sign_in(house, "owner")
    broken = []
    worst = ("²", "9" * 30, "\ud7ff" * 300, "2026-W01-1", "9999-12-31", unpressable())
    for rule, path in routes(app, furnished, "POST"):
        if rule.endpoint in LEFT_OUT:
            continue
        fields = ONE_BY_ONE.get(rule.endpoint, ("name",))
        worst_of_route = worst if rule.endpoint in ONE_BY_ONE else worst[::2]
        one_by_one = [{**SENSIBLE, name: value} for name, value in itertools.product(fields, worst_of_route)]
        for form in ({}, *(dict.fromkeys(WORDS, value) for value in worst_of_route), *one_by_one):
            answer = owner.post(f"/{house.tenant.slug}{path}", data=form)
            if answer.status_code >= 500:
                odd = {name: text[:40] for name, text in form.items() if SENSIBLE.get(name) != text}
                broken.append((rule.endpoint, odd if len(odd) < 4 else "all"))
    assert broken == []


def test_no_form_of_a_policy_breaks_its_page(house, sign_in, unguarded):
    owner = sign_in(house, "owner")
    address = f"/{house.tenant.slug}/admin/policies/cabins/edit"
    names = set(re.findall(r'name="([^"]+)"', owner.get(address).text)) - {"csrf_token", "add", "remove"}
    rows = ("pricing.seasons", "pricing.discounts", "pricing.taxes", "cancellation", "restrictions")
    cells = ("rule", "number", "first_on", "percent", "base_minor", "name", "how", "days_before")
    names |= {f"{row}.0.{cell}" for row in rows for cell in cells}
    assert len(names) > 60
    sensible = {"name": "Cabins", "number": "1", "pricing.base_minor": "100", "check_in_time": "15:00"}
    worst = ("--5", "²", "1e999999999", "9" * 5_000, "a.b", "min_arrival.5", "nan", "9999-12-31")
    forms = [{**dict.fromkeys(names, value), "number": "1"} for value in worst]
    forms += [
        {**sensible, "remove": f"cancellation.{value}", "cancellation.0.percent": "5"} for value in worst
    ]
    forms += [{**sensible, f"restrictions.{row}.rule": value} for row in range(2) for value in worst]
    forms += [{**sensible, name: worst[place % len(worst)]} for place, name in enumerate(sorted(names))]
    broken = [form for form in forms if owner.post(address, data=form).status_code >= 500]
    assert broken == []


HEADERS = (
    "Referer",
    "Accept-Language",
    "HX-Target",
    "Cookie",
    "User-Agent",
    "X-Forwarded-Host",
    "If-None-Match",
)


def test_no_header_breaks_a_page(furnished, house, sign_in):
    owner = sign_in(house, "owner")
    worst = ("http://[", "é", "x" * 5_000, "timeline_days=²; theme=%00; language=zz", "evil.test", '"')
    for page in (f"reservations/{furnished['reservations']}?card=1", "timeline", "calendar", "settings"):
        for name, value in itertools.product(HEADERS, worst):
            answer = owner.get(f"/{house.tenant.slug}/admin/{page}", headers={name: value})
            assert answer.status_code < 500, (page, name, value)
            assert "evil.test" not in answer.text


@pytest.mark.parametrize(
    "path", ["/%00", "/%00/admin/", "/%ff%fe/admin/", "/" + "x" * 5_000, "//", "/%2e%2e/"]
)
def test_no_path_breaks_the_front_door(anonymous, path):
    assert anonymous.get(path).status_code < 500


def test_a_nul_is_refused_wherever_it_stands(anonymous, house, unguarded):
    root = f"/{house.tenant.slug}/admin"
    assert anonymous.get(f"{root}/sign-in?next=%00").status_code == 400
    assert anonymous.get(f"{root}/sign-in%00").status_code == 400
    assert anonymous.post(f"{root}/sign-in", data={"email": "a\x00@b.test"}).status_code == 400


@pytest.mark.parametrize("wanted", ["/{slug}/\r\nX: y", "/{slug}/\t\\evil.test", "/{slug}/[", "//[evil"])
def test_where_to_go_on_never_breaks_a_header(anonymous, house, unguarded, wanted):
    data = {"theme": "dark", "next": wanted.format(slug=house.tenant.slug)}
    answer = anonymous.post(f"/{house.tenant.slug}/admin/theme", data=data)
    assert answer.status_code == 303
    assert answer.location.startswith(f"/{house.tenant.slug}/")
    assert "evil" not in answer.location


def test_a_body_too_large_is_refused_in_our_own_frame(anonymous, house):
    answer = anonymous.post(f"/{house.tenant.slug}/admin/sign-in", data={"email": "x" * 2_000_000})
    assert answer.status_code == 413
    assert "<h1" in answer.text
    assert "Traceback" not in answer.text


def test_bytes_that_are_no_text_are_read_as_such(anonymous, house, unguarded):
    root = f"/{house.tenant.slug}/admin"
    kind = "application/x-www-form-urlencoded"
    answer = anonymous.post(f"{root}/sign-in", data=b"email=%ff%fe&password=%c3%28", content_type=kind)
    assert answer.status_code in {400, 422}
    assert anonymous.get(f"{root}/sign-in?next=%ff%fe").status_code == 200
    broken = anonymous.post(
        f"{root}/sign-in", data=b"--x\r\n", content_type="multipart/form-data; boundary=x"
    )
    assert broken.status_code < 500
