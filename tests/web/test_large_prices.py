"""The page says that a price is too large at the number that was asked for, and keeps what was typed."""

from __future__ import annotations

import pytest

from tests.cast import document
from tests.stockroom import add_unit
from tests.web.page import Browser

NEW = "admin/reservations/new?unit=beds&from=2026-07-10&to=2026-07-13"
SAID = {
    "en": "The price would be more than €10,000,000,000,000.00, the most that can be kept. Take fewer, or less time.",
    "es": "El precio sería de más de 10.000.000.000.000,00 €, lo máximo que se puede guardar. Reserva menos unidades",
}


@pytest.mark.parametrize("language", sorted(SAID))
@pytest.mark.parametrize("is_htmx", [False, True])
def test_a_price_that_is_too_large_is_said_at_its_field(build, inside, sign_in, language: str, is_htmx: bool):
    house = build()
    with inside(house):
        add_unit(house, "beds", "pool", quantity=1_000, policy=document(pricing={"base_minor": 10**12}))
    client = sign_in(house, "staff")
    client.set_cookie("language", language)
    browser = Browser(client, f"/{house.tenant.slug}", is_htmx=is_htmx)
    page = browser.get(NEW)
    answer = browser.send(page, page.form("reservations"), quantity="400", client_name="Ada Okonkwo")
    assert answer.status == 422
    assert SAID[language] in answer.error_at("quantity").replace("\xa0", " ")
    assert (answer.value("quantity"), answer.value("client_name")) == ("400", "Ada Okonkwo")
