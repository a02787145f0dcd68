"""The pages about mail: switches, texts with placeholders, what was sent, and what members hear of."""

from __future__ import annotations

import pytest

from app.actions.clients import ClientChoice, ClientFields
from app.actions.reservations.make import Wish
from app.actions.reservations.make import make as reserve
from app.domain.asking import Party
from app.extensions import db
from app.models import Client, Mail
from tests import make

ADA = ClientFields(name="Ada Okonkwo", email="ada@clients.example")


@pytest.fixture
def told(house, inside, work_off):
    """A house with a reservation that its client was told of; gives its reference."""
    with inside(house):
        asked = Wish(
            unit_ref="cabin-1",
            period=make.nights(10, 13),
            party=Party(adults=2),
            client=ClientChoice(fields=ADA),
        )
        ref = reserve(house.actor("owner"), asked)
    work_off(house)
    return ref


def test_without_a_mail_server_every_page_says_so_and_what_was_not_sent_is_shown(house, told, open_as):
    browser = open_as(house, "manager")
    page = browser.get("admin/settings/mail")
    assert "no mail server" in page.text
    assert "1 mail was not sent." in page.text
    assert "no mail server" in browser.get("admin/settings/own-mail").text
    assert "This installation has no mail server." in browser.get(f"admin/reservations/{told}").text
    listed = browser.get("admin/settings/mail/sent?state=held_back")
    assert ADA.email in listed.text
    one = browser.get(listed.links()["Reservation confirmed"])
    assert "1 calendar file" in one.text
    assert "Hello Ada Okonkwo," in one.text
    refused = browser.send(one, one.form("/retry"))
    assert refused.status == 409
    assert "has no mail server" in refused.text


def test_a_mail_that_was_not_sent_is_sent_again_by_hand(house, told, mailbox, open_as, work_off, inside):
    browser = open_as(house, "owner")
    listed = browser.get("admin/settings/mail/sent")
    one = browser.get(listed.links()["Reservation confirmed"])
    again = browser.send(one, one.form("/retry"))
    assert "On its way" in again.text
    work_off(house)
    assert [mail["To"] for mail in mailbox.messages] == [ADA.email]
    assert browser.get("admin/settings/mail/sent?state=sent").links()["Reservation confirmed"]
    assert "had a mail sent again" in browser.get("admin/audit").text


def test_an_address_that_is_refused_is_shown_on_the_reservation_and_the_client(
    house, told, mailbox, open_as, inside, work_off
):
    mailbox.answers[ADA.email] = ["550 nobody"]
    browser = open_as(house, "owner")
    one = browser.get(browser.get("admin/settings/mail/sent").links()["Reservation confirmed"])
    browser.send(one, one.form("/retry"))
    work_off(house)
    with inside(house):
        client = db.session.query(Client.ref).filter_by(email=ADA.email).scalar()
    words = "refused the address (550)"
    assert words in browser.get(f"admin/reservations/{told}").text
    assert words in browser.get(f"admin/clients/{client}").text


def test_kinds_are_switched_and_the_days_of_the_reminder_chosen(house, open_as):
    browser = open_as(house, "manager")
    page = browser.get("admin/settings/mail")
    form = page.form("/settings/mail")
    saved = browser.send(page, form, reminder_days="5")
    assert saved.value("reminder_days") == "5"
    refused = browser.send(saved, saved.form("/settings/mail"), reminder_days="0")
    assert refused.status == 422
    assert "from 1 to 60" in refused.error_at("reminder_days")
    stale = browser.send(page, form, reminder_days="7")
    assert stale.status == 409


def test_a_text_is_written_seen_kept_and_taken_back(house, told, open_as, inside):
    browser = open_as(house, "manager")
    page = browser.get("admin/settings/mail/texts/confirmed?language=es")
    assert "Confirmada: Cabin 1" in page.text
    form = page.form("/texts/confirmed")
    seen = browser.send(
        page, form, "See how it looks", subject="Hola {client}", body="{unit} <b>{nothing</b> {link}"
    )
    assert seen.status == 200
    assert "Hola Ada Okonkwo" in seen.text
    assert "Cabin 1 <b>{nothing</b> http" in seen.text
    assert "<b>{nothing" not in seen.html
    kept = browser.send(page, form, "Save the text", subject="Hola {client}", body="{unit}")
    assert kept.value("subject") == "Hola {client}"
    assert "Back to the built-in text" in kept.text
    back = browser.send(kept, kept.form("/reset"))
    assert back.value("subject") == "Confirmada: {unit}, {dates}"


def test_an_unknown_placeholder_is_refused_at_its_field_with_those_that_exist(house, open_as):
    browser = open_as(house, "manager")
    page = browser.get("admin/settings/mail/texts/confirmed")
    form = page.form("/texts/confirmed")
    refused = browser.send(page, form, "Save the text", subject="{fee}", body="{client.__class__} {Unit}")
    assert refused.status == 422
    assert "There is no placeholder {fee}. There are: {client}, {business}" in refused.error_at("subject")
    assert "no placeholders {client.__class__}, {Unit}" in refused.error_at("body")
    assert (
        browser.send(page, form, "Save the text", subject="", body="x").error_at("subject")
        == "Write something."
    )


def test_a_subject_of_two_lines_is_refused(house, open_as):
    browser = open_as(house, "manager")
    page = browser.get("admin/settings/mail/texts/confirmed")
    sent = browser.send(
        page, page.form("/texts/confirmed"), "Save the text", subject="a\nBcc: b@example.com", body="x"
    )
    assert "one line" in sent.error_at("subject")


def test_an_own_text_is_sent_as_it_was_written(house, mailbox, open_as, inside, work_off):
    browser = open_as(house, "manager")
    page = browser.get("admin/settings/mail/texts/confirmed?language=en")
    browser.send(
        page,
        page.form("/texts/confirmed"),
        "Save the text",
        subject="{business}: {unit}",
        body="<i>{client}</i>\n\n{link}",
    )
    with inside(house):
        asked = Wish(
            unit_ref="cabin-1",
            period=make.nights(10, 13),
            party=Party(adults=2),
            client=ClientChoice(fields=ADA),
        )
        reserve(house.actor("owner"), asked)
    work_off(house)
    (mail,) = mailbox.to(ADA.email)
    assert mail["Subject"] == f"{house.tenant.name}: Cabin 1"
    assert "<i>Ada Okonkwo</i>" in mail.get_body(("plain",)).get_content()
    assert "&lt;i&gt;Ada Okonkwo&lt;/i&gt;" in mail.get_body(("html",)).get_content()


def test_a_member_chooses_what_they_hear_of(house, open_as):
    browser = open_as(house, "staff")
    page = browser.get("admin/settings/own-mail")
    form = page.form("/own-mail")
    assert not form.values.getlist("events")
    form.values.setlist("events", ["cancelled", "nothing"])
    browser.send(page, form)
    again = browser.get("admin/settings/own-mail").form("/own-mail")
    assert again.values.getlist("events") == ["cancelled"]


def test_owners_hear_of_requests_unless_they_chose_otherwise(house, open_as):
    page = open_as(house, "owner").get("admin/settings/own-mail")
    assert page.form("/own-mail").values.getlist("events") == ["requested"]


def test_mails_of_another_business_are_not_to_be_had(build, open_as, inside, house, told):
    with inside(house):
        ref = db.session.query(Mail.ref).scalar()
    other = build()
    browser = open_as(other, "owner")
    assert browser.get(f"admin/settings/mail/sent/{ref}").status == 404
    assert ADA.email not in browser.get("admin/settings/mail/sent").text


@pytest.mark.parametrize("path", ["mail", "mail/sent", "mail/texts/confirmed"])
def test_staff_do_not_come_to_the_mail_of_the_business(house, open_as, path):
    assert open_as(house, "staff").get(f"admin/settings/{path}").status == 403
