"""A client's own page: without an account, by a link nobody can guess, and it tells nothing to anybody else."""

from __future__ import annotations

import pytest

from app.actions import clients
from app.actions.clients import ClientChoice, ClientFields
from app.actions.mails import links
from app.actions.reservations import states
from app.actions.reservations.make import Wish
from app.actions.reservations.make import make as reserve
from app.actions.site import publishing, writing
from app.domain.asking import Party
from app.domain.site import SiteDocument
from app.extensions import db
from app.models import Client
from tests import make
from tests.actions.test_groups import group, item
from tests.cast import document, local
from tests.web.page import Browser, text_of


@pytest.fixture
def seen(house, inside, app):
    """A reservation, and the page its client has the link of."""
    with inside(house):
        fields = ClientFields(name="Eva Ríos", email="eva@clients.example", language="es")
        asked = Wish(
            unit_ref="cabin-1",
            period=make.nights(10, 13),
            party=Party(adults=2),
            client=ClientChoice(fields=fields),
            note="A difficult person",
        )
        ref = reserve(house.actor("owner"), asked)
        token = links.token(links.RESERVATION, house.tenant, ref)
    return ref, token


def visit(app, house):
    return Browser(app.test_client(), f"/{house.tenant.slug}")


def test_the_page_shows_what_concerns_the_client_in_their_language_and_nothing_else(app, house, seen):
    ref, token = seen
    page = visit(app, house).get(f"reservation/{token}")
    assert page.headline == "Su reserva"
    for words in (ref, "Cabin 1", "Confirmada", "2 adultos", "300,00", "La cancelación es gratuita."):
        assert words in page.text
    for hidden in ("Eva", "clients.example", "A difficult person"):
        assert hidden not in page.html
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.headers["Cache-Control"]
    assert all(
        form.get("method") != "post" or "language" in form.get("action") for form in page.tree.iter("form")
    )


def test_the_visitors_own_choice_of_language_comes_first(app, house, seen):
    client = app.test_client()
    client.set_cookie("language", "en")
    page = Browser(client, f"/{house.tenant.slug}").get(f"reservation/{seen[1]}")
    assert page.headline == "Your reservation"


def test_it_follows_what_becomes_of_the_reservation(app, house, seen, inside):
    with inside(house):
        states.cancel(house.actor("owner"), seen[0])
    assert "Cancelada" in visit(app, house).get(f"reservation/{seen[1]}").text


def test_a_link_that_was_not_made_here_is_404(app, build, house, seen, inside):
    ref, token = seen
    other = build()
    with inside(other):
        make.reserve(other, 10, 13)
    wrong = [
        ref,
        f"{ref}-",
        f"{ref}-{'A' * 32}",
        token[:-1],
        f"{token}A",
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token.replace("-", "_", 2),
        token.swapcase(),
        "x" * 500,
        "ñ" * 42,
    ]
    for each in wrong:
        assert visit(app, house).get(f"reservation/{each}").status == 404, each
    assert visit(app, other).get(f"reservation/{token}").status == 404


def test_a_token_of_a_reservation_opens_no_group_of_that_name(app, house, inside):
    with inside(house):
        ref = group(house, item("cabin-1"), item("cabin-2"))
        of_group = links.token(links.GROUP, house.tenant, ref)
        of_one = links.token(links.RESERVATION, house.tenant, ref)
    page = visit(app, house).get(f"reservation/{of_group}")
    assert ("Cabin 1" in page.text, "Cabin 2" in page.text) == (True, True)
    assert visit(app, house).get(f"reservation/{of_one}").status == 404


def test_an_erased_clients_link_is_404(app, house, seen, inside):
    with inside(house):
        ref = db.session.query(Client.ref).filter_by(email="eva@clients.example").scalar()
        clients.erase(house.actor("manager"), ref)
    assert visit(app, house).get(f"reservation/{seen[1]}").status == 404


def test_the_page_says_how_to_pay_until_there_is_nothing_to_pay(app, build, inside):
    house = build(document(pricing={"deposit_percent": "30"}))
    with inside(house):
        owner = house.actor("owner")
        writing.save(
            owner, SiteDocument(headline={"en": "Here"}, how_to_pay={"en": "By transfer."}), version=1
        )
        publishing.publish(owner)
        ref = make.reserve(house, 10, 13, unit="cabin-1")
        token = links.token(links.RESERVATION, house.tenant, ref)
    open_page = visit(app, house).get(f"reservation/{token}")
    assert "How to pay Deposit: €90.00 now, €210.00 later By transfer." in open_page.text
    with inside(house):
        states.cancel(house.actor("owner"), ref)
    over = visit(app, house).get(f"reservation/{token}")
    assert "How to pay" not in over.text
    assert "To change or cancel it" not in over.text


def test_of_the_terms_of_cancelling_only_what_can_still_happen_is_told(app, build, inside, clock):
    tiers = [(7, "0"), (2, "50"), (0, "100")]
    house = build(document(cancellation=[{"days_before": d, "charge_percent": c} for d, c in tiers]))
    with inside(house):
        ref = make.reserve(house, 20, 22)
        token = links.token(links.RESERVATION, house.tenant, ref)
    browser = visit(app, house)

    def terms():
        page = browser.get(f"reservation/{token}")
        return [text_of(term) for each in page.all("ul", class_="terms") for term in each.iter("li")]

    assert terms()[0] == "Until 13 Jul 2026: free of charge."
    clock.move_to(local(2026, 7, 14))
    assert terms() == ["Until 18 Jul 2026: 50 % of the price.", "After that: the whole price."]
    clock.move_to(local(2026, 7, 19))
    assert terms() == ["At any time: the whole price."]
    with inside(house):
        states.cancel(house.actor("owner"), ref)
    assert terms() == []
    assert "Cancelling" not in browser.get(f"reservation/{token}").text
