"""What people type as an amount: a mark for thousands is never taken for one of decimals, and nothing typed is lost."""

from __future__ import annotations

import pytest

from app.extensions import db
from app.language import speaking
from app.models import PolicyVersion
from app.sentences.amounts import amount_asked
from tests import make
from tests.cast import document

EDIT = "admin/policies/cabins/edit"
ASKED = "Write an amount without a mark for thousands, such as 1200 or 1200.00."


@pytest.fixture
def reserved(house, inside):
    with inside(house):
        return make.reserve(house, 10, 13)


@pytest.mark.parametrize("typed", ["1.200", "1,200", "12.345"])
def test_what_was_paid_is_refused_where_it_could_be_misread(house, open_as, inside, reserved, typed):
    browser = open_as(house)
    page = browser.get(f"admin/reservations/{reserved}/edit")
    refused = browser.send(page, page.form(f"/reservations/{reserved}"), paid=typed)
    assert (refused.status, refused.error_at("paid"), refused.value("paid")) == (422, ASKED, typed)
    with inside(house):
        assert make.find(reserved).paid_minor == 0


@pytest.mark.parametrize("typed", ["1200", "1,200.00", "1.200,00", "1 200"])
def test_what_was_paid_is_read_where_it_means_one_thing(house, open_as, inside, reserved, typed):
    browser = open_as(house)
    page = browser.get(f"admin/reservations/{reserved}/edit")
    assert browser.send(page, page.form(f"/reservations/{reserved}"), paid=typed).status == 200
    with inside(house):
        assert make.find(reserved).paid_minor == 120_000


@pytest.mark.parametrize(
    ("currency", "typed", "said"),
    [
        ("EUR", "1.200", ASKED),
        ("EUR", "1,200", ASKED),
        ("JPY", "1,200", "Write a whole amount without a mark for thousands, such as 1200."),
        ("KWD", "1,200", "Write an amount without a mark for thousands, such as 1200 or 1200.000."),
    ],
)
def test_a_price_is_refused_where_it_could_be_misread(build, open_as, inside, currency, typed, said):
    house = build(document(), currency=currency)
    browser = open_as(house, "manager")
    page = browser.get(EDIT)
    refused = browser.send(page, page.form("/edit"), **{"pricing.base_minor": typed})
    place = "pricing.base_minor"
    assert (refused.status, refused.error_at(place), refused.value(place)) == (422, said, typed)
    with inside(house):
        assert db.session.query(PolicyVersion).count() == 1


@pytest.mark.parametrize(
    ("currency", "typed", "minor"), [("EUR", "1.200,00", 120_000), ("KWD", "1.200", 1_200)]
)
def test_a_price_is_read_where_it_means_one_thing(build, open_as, inside, currency, typed, minor):
    house = build(document(), currency=currency)
    browser = open_as(house, "manager")
    page = browser.get(EDIT)
    assert browser.send(page, page.form("/edit"), **{"pricing.base_minor": typed}).status == 200
    with inside(house):
        newest = db.session.query(PolicyVersion).order_by(PolicyVersion.number.desc()).first()
        assert newest.document["pricing"]["base_minor"] == minor


def test_an_amount_is_asked_for_as_each_language_writes_it(app):
    with app.test_request_context("/"), speaking("es"):
        assert amount_asked("EUR") == "Escriba un importe sin separador de miles, por ejemplo 1200 o 1200,00."
