"""What clients and members are written, received by a mail server, read by other libraries than wrote it."""

import datetime as dt

import pytest
import vobject

from app import tenancy
from app.actions import clients, tenants
from app.actions.clients import ClientChoice, ClientFields
from app.actions.reservations import group_moves, states
from app.actions.reservations.make import Wish
from app.actions.reservations.make import make as reserve
from app.actions.reservations.swap import swap
from app.domain.asking import Party, Period
from app.domain.words import State
from app.extensions import db
from app.models import Mail
from app.queries.tenants import load_business
from tests import make, stocks
from tests.actions.test_groups import group, item, members
from tests.cast import local
from tests.mailbox import calendars_of, text_of

ADA = ClientFields(name="Ada Okonkwo", email="ada@clients.example", language="en")
EVA = ClientFields(name="Eva Ríos <b>", email="eva@clients.example", language="es")


@pytest.fixture
def outside(house):
    """Leave the house as a worker is outside, and come back."""

    def leave():
        db.session.rollback()
        db.session.expunge_all()

    return leave


@pytest.fixture
def sent(house, mailbox, work_off):
    """Work off the outbox and give what was received since."""

    def received():
        db.session.rollback()
        db.session.expunge_all()
        before = len(mailbox.messages)
        with tenancy.entered(None):
            work_off(house)
        return mailbox.messages[before:]

    return received


def stay(house, arrives, departs, *, client=ADA, unit="cabin-1", state=State.CONFIRMED, **wish):
    asked = Wish(
        unit_ref=unit, period=make.nights(arrives, departs), party=Party(adults=2),
        client=ClientChoice(fields=client), state=state, **wish,
    )  # fmt: skip
    return reserve(house.actor("owner"), asked)


def only_to(messages, address):
    (found,) = [one for one in messages if one["To"] == address]
    return found


def event_of(mail):
    ((method, text),) = calendars_of(mail)
    read = vobject.readOne(text)
    assert read.method.value == method
    return method, read.vevent


def test_a_request_is_received_confirmed_changed_and_cancelled_and_each_is_told(house, sent):
    ref = stay(house, 10, 13, state=State.PENDING)
    told = only_to(sent(), ADA.email)
    assert "Your request at" in told["Subject"]
    assert calendars_of(told) == []
    states.confirm(house.actor("owner"), ref)
    confirmed = only_to(sent(), ADA.email)
    make.alter(house, ref, role="owner", period=make.nights(11, 15), unit="cabin-2", party=Party(adults=3))
    changed = only_to(sent(), ADA.email)
    states.cancel(house.actor("owner"), ref)
    cancelled = only_to(sent(), ADA.email)
    assert confirmed["Subject"] == "Confirmed: Cabin 1, 10 Jul – 13 Jul 2026"
    said = text_of(changed)
    for line in (
        "Unit: Cabin 1 → Cabin 2",
        "Arrival: 10 Jul 2026 → 11 Jul 2026",
        "Adults: 2 → 3",
        "Total: €300.00 → €400.00",
    ):
        assert line in said
    assert "Cancelling costs nothing." in text_of(cancelled)
    events = [event_of(mail) for mail in (confirmed, changed, cancelled)]
    assert [method for method, _ in events] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({event.uid.value for _, event in events}) == 1
    sequences = [int(event.sequence.value) for _, event in events]
    assert sequences == sorted(set(sequences))
    assert events[2][1].status.value == "CANCELLED"


def test_I1_nights_are_whole_days_that_end_on_the_day_of_departure(house, sent):
    stay(house, 10, 13)
    _, event = event_of(only_to(sent(), ADA.email))
    assert (event.dtstart.value, event.dtend.value) == (dt.date(2026, 7, 10), dt.date(2026, 7, 13))


def test_both_parts_say_the_same_and_nothing_of_a_client_becomes_html(house, sent):
    stay(house, 10, 13, client=EVA)
    mail = only_to(sent(), EVA.email)
    assert mail["Content-Language"] == "es"
    assert mail["Subject"].startswith("Confirmada")
    text, html = text_of(mail), text_of(mail, "html")
    assert "Hola, Eva Ríos <b>," in text
    assert "Eva Ríos &lt;b&gt;" in html
    assert "<b>" not in html
    (link,) = [word for word in text.split() if word.startswith("http")]
    assert link.startswith(f"http://reserve.example/{house.tenant.slug}/reservation/")
    assert f'<a href="{link}">{link}</a>' in html


def test_headers_say_who_writes_where_an_answer_goes_and_that_a_machine_wrote_it(house, sent, owner):
    stay(house, 10, 13)
    mail = only_to(sent(), ADA.email)
    assert mail["From"].addresses[0].addr_spec == "mails@platform.example"
    assert mail["From"].addresses[0].display_name == house.tenant.name
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == f"<{house.tenant.slug}.reservations.platform.example>"
    row = db.session.query(Mail).filter_by(recipient=ADA.email).one()
    assert mail["Message-ID"] == f"<{row.ref}.{house.tenant.slug}@platform.example>"
    assert (row.state, row.reason) == ("sent", "")


def test_members_hear_of_what_they_chose_and_never_of_what_they_did_themselves(house, sent):
    stay(house, 10, 13, state=State.PENDING)
    told = {mail["To"] for mail in sent()}
    slug = house.tenant.slug
    assert told == {ADA.email, f"manager@{slug}.test"}
    make.request(house, 20, 22)
    assert {mail["To"] for mail in sent()} == {f"owner@{slug}.test", f"manager@{slug}.test"}


def test_a_change_that_a_client_can_not_see_is_not_told(house, sent):
    ref = stay(house, 10, 13)
    sent()
    make.alter(house, ref, role="owner", note="Pays in cash", paid_minor=100)
    assert sent() == []


def test_a_group_is_one_mail_with_a_file_for_each(house, sent):
    one, two = item("cabin-1"), item("cabin-2")
    ref = group(house, one, two)
    row = make.audit_of("made")[-1]
    assert row.entity == "group"
    client = db.session.query(Mail).count()
    assert client == 0
    found = clients_of(house, ref)
    clients.change(house.actor(), found.ref, ADA, version=found.version)
    mail = only_to(sent(), ADA.email)
    assert "Cabin 1, Cabin 2" in mail["Subject"]
    assert [method for method, _ in calendars_of(mail)] == ["REQUEST", "REQUEST"]


def clients_of(_house, group_ref):
    from app.models import Client, ReservationGroup

    return (
        db.session.query(Client)
        .join(ReservationGroup, ReservationGroup.client_id == Client.id)
        .filter(ReservationGroup.ref == group_ref)
        .one()
    )


def test_a_swap_is_told_to_both(house, sent):
    first = stay(house, 10, 13)
    second = stay(house, 10, 13, unit="cabin-2", client=EVA)
    sent()
    swap(house.actor("owner"), first, second)
    told = sent()
    assert "Unit: Cabin 1 → Cabin 2" in text_of(only_to(told, ADA.email))
    assert "Unidad: Cabin 2 → Cabin 1" in text_of(only_to(told, EVA.email))


def test_what_is_by_the_hour_stands_at_its_instant(house, sent):
    stocks.add(house, "tour", policy=stocks.departures("10:00", seats=12), stock="seats", quantity=12)
    asked = Wish(
        unit_ref="tour", period=Period(make.july(10), make.july(10), dt.time(10)), party=Party(adults=2), quantity=2,
        client=ClientChoice(fields=ADA),
    )  # fmt: skip
    reserve(house.actor("owner"), asked)
    _, event = event_of(only_to(sent(), ADA.email))
    assert event.dtstart.value == local(2026, 7, 10, 10)
    assert event.dtend.value - event.dtstart.value == dt.timedelta(hours=2)


def test_who_has_no_address_is_not_written_to(house, sent):
    make.reserve(house, 10, 13)
    assert sent() == []


def test_what_is_over_is_told_to_nobody(house, sent, clock):
    stay(house, 10, 13)
    clock.move_to(local(2026, 8, 1))
    assert sent() == []


def test_a_business_with_a_line_end_in_its_name_writes_all_the_same(house, sent):
    own = {name: getattr(load_business(), name) for name in ("timezone", "currency", "locale")}
    named = tenants.TenantFields(name="Lake\x85House", tagline="", **own)
    tenants.change(house.actor("owner"), named, version=load_business().version)
    stay(house, 10, 13, state=State.PENDING)
    mail = only_to(sent(), ADA.email)
    assert mail["Subject"].startswith("Your request at Lake House: ")
    assert mail["From"].addresses[0].display_name == "Lake House"


def test_only_what_was_in_a_calendar_is_taken_out_of_it(house, sent):
    ref = group(house, item("cabin-1"), item("cabin-2"), state=State.PENDING)
    found = clients_of(house, ref)
    clients.change(house.actor(), found.ref, ADA, version=found.version)
    confirmed = members(ref)[1].ref
    states.confirm(house.actor("owner"), confirmed)
    sent()
    group_moves.cancel_all(house.actor("owner"), ref)
    method, event = event_of(only_to(sent(), ADA.email))
    assert (method, event.uid.value.partition(".")[0]) == ("CANCEL", confirmed)


@pytest.mark.parametrize("is_group", [False, True])
def test_a_request_that_is_cancelled_was_in_no_calendar(house, sent, is_group):
    if is_group:
        ref = group(house, item("cabin-1"), item("cabin-2"), state=State.PENDING)
        found = clients_of(house, ref)
        clients.change(house.actor(), found.ref, ADA, version=found.version)
    else:
        ref = stay(house, 10, 13, state=State.PENDING)
    sent()
    (group_moves.cancel_all if is_group else states.cancel)(house.actor("owner"), ref)
    mail = only_to(sent(), ADA.email)
    assert "ancelled" in mail["Subject"]
    assert calendars_of(mail) == []
