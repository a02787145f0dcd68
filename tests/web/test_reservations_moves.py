"""Moves of a reservation from its page, its card and lists: questions first, refusals in words, back where one came from."""

from __future__ import annotations

from app.actions.reservations import states
from tests import make
from tests.cast import document, local
from tests.web.page import HTMX, Browser

ABSENT = {"absent_after": {"time": "22:00"}, "absence": {"charges": "first_unit"}}


def test_the_page_tells_facts_price_terms_and_history(build, open_as, inside):
    tiers = [{"days_before": 30, "charge_percent": "0"}, {"days_before": 7, "charge_percent": "50"},
             {"days_before": 0, "charge_percent": "100"}]  # fmt: skip
    pricing = {"deposit_percent": "30", "fees": [{"name": "Cleaning", "minor": 4_000}]}
    house = build(policy=document(cancellation=tiers, pricing=pricing))
    with inside(house):
        make.reserve(house, 1, 3, unit="cabin-2")
        ref = make.reserve(house, 10, 13)
    page = open_as(house, "manager").get(f"admin/reservations/{ref}")
    assert "3 nights × €100" in page.text
    assert "10 Jul – 12 Jul" in page.text
    assert "Cleaning €40.00" in page.text
    assert "Total €340.00" in page.text
    assert "€102.00 now, €238.00 later" in page.text
    assert "Until 10 Jun 2026: free of charge." in page.text
    assert "Until 3 Jul 2026: 50 % of the price." in page.text
    assert "After that: the whole price." in page.text
    assert f"Staff of {house.tenant.slug} made {ref}" in page.text


def test_a_request_is_confirmed_from_the_list_and_one_is_back_there(house, open_as, inside):
    with inside(house):
        ref = make.request(house, 10, 13)
        make.request(house, 20, 23, unit="cabin-2", client="Bruno Díaz")
    browser = open_as(house)
    page = browser.get("admin/requests")
    assert "3 nights" in page.text
    done = browser.send(page, page.form(f"/reservations/{ref}/confirm"))
    assert done.headline == "Requests"
    assert "Ada Okonkwo is confirmed." in done.text
    assert "Bruno Díaz" in done.text
    with inside(house):
        assert make.find(ref).state == "confirmed"


def test_S8_two_requests_for_the_same_nights_say_so_and_the_second_is_refused(build, open_as, inside):
    house = build(policy=document(pending_blocks=False))
    with inside(house):
        first = make.request(house, 10, 13)
        second = make.request(house, 11, 14, client="Bruno Díaz")
    browser = open_as(house)
    page = browser.get("admin/requests")
    assert page.text.count("1 other wants these dates") == 2
    second_form = page.form(f"/reservations/{second}/confirm")
    after = browser.send(page, page.form(f"/reservations/{first}/confirm"))
    assert "Taken" in after.text
    refused = browser.send(page, second_form)
    assert refused.status == 409
    assert "Cabin 1 is taken on Sat 11 Jul and Sun 12 Jul: Ada Okonkwo" in refused.problem
    with inside(house):
        assert make.find(second).state == "pending"


def test_an_expired_request_is_no_longer_listed(build, open_as, inside, clock):
    house = build(policy=document(pending_expires_hours=24))
    with inside(house):
        ref = make.request(house, 10, 13)
    clock.move_to(local(2026, 7, 2, 12, 1))
    browser = open_as(house)
    assert "No request is waiting." in browser.get("admin/requests").text
    assert "Expired" in browser.get(f"admin/reservations/{ref}").text


def test_cancelling_shows_the_fee_first_and_charges_what_was_shown(build, open_as, inside):
    house = build(policy=document(cancellation=[{"days_before": 0, "charge_percent": "50"}]))
    with inside(house):
        ref = make.reserve(house, 10, 13)
    browser = open_as(house)
    page = browser.get(f"admin/reservations/{ref}")
    ask = browser.get(page.links()["Cancel reservation"])
    assert "Fee €150.00" in ask.text
    assert "9 days before the arrival: 50 % of the price." in ask.text
    done = browser.send(ask, ask.form("/cancel"), reason="Fell ill")
    assert "is cancelled" in done.text
    assert "Fee of the cancellation €150.00" in done.text
    with inside(house):
        assert make.find(ref).fee_minor == 15_000


def test_a_fee_that_has_changed_meanwhile_is_shown_again(build, open_as, inside, clock):
    tiers = [{"days_before": 9, "charge_percent": "0"}, {"days_before": 0, "charge_percent": "50"}]
    house = build(policy=document(cancellation=tiers))
    with inside(house):
        ref = make.reserve(house, 10, 13)
    browser = open_as(house)
    ask = browser.get(f"admin/reservations/{ref}/cancel")
    assert "Fee €0.00" in ask.text
    clock.move_to(local(2026, 7, 2, 0, 1))
    refused = browser.send(ask, ask.form("/cancel"))
    assert refused.status == 409
    assert "The fee is €150.00 by now." in refused.problem
    assert "Fee €150.00" in refused.text
    browser.send(refused, refused.form("/cancel"))
    with inside(house):
        assert make.find(ref).state == "cancelled"


def test_S2_an_absent_client_turns_up_and_is_checked_in_with_a_reason(build, open_as, inside, clock):
    house = build(policy=document(**ABSENT))
    with inside(house):
        ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 23))
    browser = open_as(house)
    page = browser.get(f"admin/reservations/{ref}")
    assert "The client did not come. The fee is €100.00." in page.text
    assert "Fee of the absence €100.00" in page.text
    ask = browser.get(page.links()["Check in"])
    refused = browser.send(ask, ask.form("/check-in"))
    assert refused.status == 422
    assert refused.error_at("reason") == "Say why: it stands in the record."
    done = browser.send(refused, refused.form("/check-in"), reason="The train was late")
    assert "Ada Okonkwo is in the house." in done.text
    with inside(house):
        assert make.states_of(ref)[-1] == "checked_in"


def test_T8_reinstating_over_another_names_it_and_offers_ways(build, open_as, inside, clock):
    house = build(policy=document(**ABSENT))
    with inside(house):
        ref = make.reserve(house, 10, 13)
        clock.move_to(local(2026, 7, 10, 23))
        make.reserve(house, 11, 13, client="Bruno Díaz")
    browser = open_as(house)
    ask = browser.get(f"admin/reservations/{ref}/reinstate")
    refused = browser.send(ask, ask.form("/reinstate"), reason="They called")
    assert refused.status == 409
    assert "Bruno Díaz" in refused.problem
    assert refused.value("reason") == "They called"
    with inside(house):
        assert make.find(ref).state == "absent"


def test_S10_check_in_before_its_time_says_when_it_opens(build, open_as, inside, clock):
    house = build(policy=document(check_in_opens="14:00"))
    with inside(house):
        ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 9))
    browser = open_as(house)
    page = browser.get(f"admin/reservations/{ref}")
    refused = browser.send(page, page.form("/check-in"))
    assert refused.status == 409
    assert "Check-in opens on Fri 10 Jul at 14:00." in refused.problem


def test_S10_on_a_days_page_a_refused_check_in_is_said_in_its_row_and_the_page_stays(
    build, sign_in, inside, clock
):
    house = build(policy=document(check_in_opens="14:00"))
    with inside(house):
        ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 9))
    client, root = sign_in(house), f"/{house.tenant.slug}"
    quick, plain = Browser(client, root, is_htmx=True), Browser(client, root)
    page = quick.get("admin/")
    page.one("p", id=f"said-{ref}")
    refused = quick.send(page, page.form("/check-in"))
    assert (refused.status, refused.text) == (409, "Check-in opens on Fri 10 Jul at 14:00.")
    assert (refused.headers["HX-Retarget"], refused.headers["HX-Reswap"]) == (f"#said-{ref}", "innerHTML")
    asked = plain.send(page, page.form("/check-in"))
    assert "Check-in opens on Fri 10 Jul at 14:00." in asked.problem
    assert asked.links()["Keep it as it is"].endswith("/admin/")
    clock.move_to(local(2026, 7, 10, 14))
    assert plain.send(asked, asked.form("/check-in")).headline == "Today"


def test_a_check_in_that_needs_a_reason_asks_for_it_and_comes_back_to_the_day(build, sign_in, inside, clock):
    house = build(policy=document(**ABSENT))
    with inside(house):
        ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 23))
    browser = Browser(sign_in(house), f"/{house.tenant.slug}")
    day = browser.get("admin/")
    late = browser.get(day.links()["Check in late Ada Okonkwo"])
    done = browser.send(late, late.form("/check-in"), reason="The train was late")
    assert done.headline == "Today"
    with inside(house):
        assert make.find(ref).state == "checked_in"


def test_T7_units_are_swapped(house, open_as, inside):
    with inside(house):
        first = make.reserve(house, 10, 13)
        second = make.reserve(house, 11, 13, unit="cabin-2", client="Bruno Díaz")
    browser = open_as(house)
    ask = browser.get(f"admin/reservations/{first}/swap")
    done = browser.send(ask, ask.form("/swap"), other=second)
    assert "The units are swapped." in done.text
    for ref in (first, second):
        record = open_as(house, "owner").get(f"admin/reservations/{ref}").text.partition("Record")[2]
        assert "Cabin 1 Cabin 2" in " ".join(record.split())
    with inside(house):
        assert make.unit_of(house, make.find(first)) == "cabin-2"
        assert make.unit_of(house, make.find(second)) == "cabin-1"


def test_a_move_that_is_over_says_so_instead_of_a_form(house, open_as, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
        states.cancel(house.actor(), ref)
    browser = open_as(house)
    ask = browser.get(f"admin/reservations/{ref}/cancel")
    assert "stands at “Cancelled” now" in ask.text
    assert "Cancel reservation" not in browser.get(f"admin/reservations/{ref}").links()


def test_a_viewer_sees_the_page_without_its_moves(house, open_as, inside):
    with inside(house):
        ref = make.reserve(house, 10, 13)
    page = open_as(house, "viewer").get(f"admin/reservations/{ref}")
    assert "Ada Okonkwo" in page.text
    assert not {"Change", "Cancel reservation", "Swap units"} & set(page.links())


def test_a_refusal_through_htmx_shows_the_whole_question_in_place(build, sign_in, inside, clock):
    house = build(policy=document(check_in_opens="14:00"))
    with inside(house):
        ref = make.reserve(house, 10, 13)
    clock.move_to(local(2026, 7, 10, 9))
    client = sign_in(house, "staff")
    browser = Browser(client, f"/{house.tenant.slug}")
    page = browser.get(f"admin/reservations/{ref}")
    values = page.form("/check-in").values
    answer = client.post(f"/{house.tenant.slug}/admin/reservations/{ref}/check-in", data=values, headers=HTMX)
    assert answer.status_code == 409
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reselect"]) == ("#main", "#main")


def test_the_card_is_a_fragment_that_leads_on(house, sign_in, inside):
    with inside(house):
        ref = make.request(house, 10, 13)
    browser = Browser(sign_in(house, "staff"), f"/{house.tenant.slug}")
    back = f"/{house.tenant.slug}/admin/timeline"
    card = browser.fragment(f"admin/reservations/{ref}?card=1&next={back}")
    assert card.is_fragment
    assert card.form("/confirm").values["next"] == back
    assert "Open" in card.links()


def test_nobody_is_sent_to_another_site(house, sign_in, inside):
    with inside(house):
        ref = make.request(house, 10, 13)
    browser = Browser(sign_in(house, "staff"), f"/{house.tenant.slug}")
    ask = browser.get(f"admin/reservations/{ref}/cancel?next=https://evil.example/")
    assert "next" not in ask.form("/cancel").names
    assert not [address for address in ask.links().values() if "evil" in address]


def test_a_card_leads_back_to_the_page_it_was_opened_on(house, sign_in, inside):
    with inside(house):
        ref = make.request(house, 10, 13)
    client = sign_in(house, "staff")
    address = f"/{house.tenant.slug}/admin/reservations/{ref}?card=1"
    timeline = f"/{house.tenant.slug}/admin/timeline?days=7"
    html = client.get(address, headers={**HTMX, "Referer": f"http://localhost{timeline}"}).text
    assert f'name="next" value="{timeline}"' in html
    elsewhere = client.get(address, headers={**HTMX, "Referer": "https://evil.example/x"}).text
    assert "evil" not in elsewhere
