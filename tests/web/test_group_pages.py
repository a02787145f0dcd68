"""Several units at once through the form that is really there, plainly and through HTMX."""

from __future__ import annotations

import re

from app.domain.words import State
from tests import make
from tests.actions.test_groups import group, item, members
from tests.cast import document
from tests.stockroom import TOUR, add_unit
from tests.web.page import Browser, text_of

NEW = "admin/groups/new?unit=cabin-1&from=2026-07-10&to=2026-07-13"


def ref_of(page) -> str:
    return re.search(r"groups/([2-9A-Z]{4}-[2-9A-Z]{4})", page.address)[1]


def test_a_group_is_made_shown_and_linked_from_its_reservations(house, open_as, inside):
    browser = open_as(house)
    page = browser.get("admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-13")
    page = browser.get(page.links()["Several units at once"])
    assert (page.headline, page.value("items-1-unit"), page.value("starts_on")) == (
        "Several units at once", "cabin-1", "2026-07-10",
    )  # fmt: skip
    typed = {"items-2-unit": "cabin-2", "items-2-adults": "3", "client_name": "Ada Okonkwo"}
    own = {"items-2-arrives_on": "2026-07-11"}
    shown = browser.send(page, page.form("/groups"), **typed, **own)
    assert (shown.headline, shown.status) == ("Group of Ada Okonkwo", 200)
    assert "€500.00" in shown.text
    assert shown.all("form", action=f"/{house.tenant.slug}/admin/groups/{ref_of(shown)}/confirm") == []
    one = browser.get(shown.links()["Cabin 2"])
    assert one.links()[f"Part of group {ref_of(shown)}"].endswith(ref_of(shown))
    with inside(house):
        assert [row.adults for row in members(ref_of(shown))] == [2, 3]


def test_rows_are_added_and_removed_and_what_was_typed_stays(house, open_as):
    browser = open_as(house)
    page = browser.get(NEW)
    form = page.form("/groups")
    more = browser.send(page, form, press="Add a unit", **{"items-2-unit": "cabin-3", "client_name": "Ada"})
    assert more.value("items-3-unit") == ""
    assert (more.value("items-2-unit"), more.value("client_name")) == ("cabin-3", "Ada")
    fewer = browser.send(more, more.form("/groups"), press="Remove row 1")
    assert (fewer.value("items-1-unit"), fewer.value("items-2-unit")) == ("cabin-3", "")
    assert "items-3-unit" not in fewer.form("/groups").names


def test_each_row_is_priced_and_summed_before_anything_is_saved(house, open_as):
    browser = open_as(house)
    page = browser.get(NEW)
    asked = browser.send(page, page.form("/groups"), press="Check", **{"items-2-unit": "cabin-2"})
    panel = text_of(asked.one("aside", id="panel"))
    assert "Cabin 1 is free for 3 nights" in panel
    assert "€600.00" in panel


def test_a_clash_is_said_at_its_row_and_a_way_out_saves_all(house, open_as, inside):
    with inside(house):
        make.reserve(house, 12, 14, unit="cabin-2", client="Nomsa Dlamini")
    browser = open_as(house)
    page = browser.get(NEW)
    refused = browser.send(
        page, page.form("/groups"), client_name="Ada Okonkwo", note="Late", **{"items-2-unit": "cabin-2"}
    )
    assert refused.status == 409
    assert "Row 2: Cabin 2 is taken on Sun 12 Jul: Nomsa Dlamini" in refused.problem
    assert "taken" in refused.error_at("items-2-departs_on")
    assert (refused.value("note"), refused.value("client_name")) == ("Late", "Ada Okonkwo")
    saved = browser.send(refused, refused.form("/groups"), press="Row 2: Cabin 3")
    assert saved.headline == "Group of Ada Okonkwo"
    assert "Cabin 3" in saved.text


def test_the_same_unit_twice_is_said_with_the_row_that_has_it(house, open_as):
    browser = open_as(house)
    page = browser.get(NEW)
    refused = browser.send(
        page,
        page.form("/groups"),
        client_name="Ada Okonkwo",
        **{"items-1-unit": "cabin-2", "items-2-unit": "cabin-2"},
    )
    assert refused.status == 409
    assert "row 1 here" in refused.problem


def test_what_can_not_be_read_is_said_at_once_and_empty_rows_are_left_out(house, open_as, inside):
    browser = open_as(house)
    page = browser.get(NEW)
    refused = browser.send(page, page.form("/groups"), starts_on="soon", **{"items-1-adults": "many"})
    assert refused.status == 422
    assert refused.error_at("items-1-adults") == "Write a whole number from 0 to 999."
    assert refused.error_at("starts_on") == "This is not a date."
    assert refused.error_at("items-2-unit") == "Choose a unit."
    assert refused.error_at("client") == "Write the client's name."
    assert refused.value("starts_on") == "soon"
    with inside(house):
        assert make.audit_of("made") == []


def test_a_row_asks_for_what_its_kind_needs(house, open_as, inside):
    with inside(house):
        add_unit(house, "tour", "seats", quantity=12, policy=TOUR)
    browser = open_as(house)
    page = browser.get(NEW)
    asked = Browser(browser.client, browser.root).send(
        page, page.form("/groups"), press="Check", **{"items-2-unit": "tour"}
    )
    typed = {"items-2-starts_time": "10:00", "client_name": "Ada Okonkwo"}
    shown = browser.send(asked, asked.form("/groups"), **typed)
    assert shown.headline == "Group of Ada Okonkwo"
    assert "€380.00" in shown.text


def test_a_form_that_is_sent_twice_makes_one_group(house, open_as):
    browser = open_as(house)
    page = browser.get(NEW)
    form = page.form("/groups")
    typed = {"items-2-unit": "cabin-2", "client_name": "Ada Okonkwo"}
    assert ref_of(browser.send(page, form, **typed)) == ref_of(browser.send(page, form, **typed))
    other = browser.send(page, form, **{**typed, "client_name": "Bruno"})
    assert (other.status, other.value("idem") == form.values["idem"]) == (422, False)


def test_all_are_confirmed_and_then_cancelled_at_the_fee_that_was_shown(build, open_as, inside, clock):
    house = build(document(cancellation=[{"days_before": 0, "charge_percent": "50"}]))
    with inside(house):
        ref = group(house, item("cabin-1"), item("cabin-2"), state=State.PENDING)
    browser = open_as(house)
    page = browser.get(f"admin/groups/{ref}")
    page = browser.send(page, page.form("/confirm"))
    assert page.text.count("Confirmed") >= 2
    question = browser.get(page.links()["Cancel all"])
    assert "€300.00" in question.text
    assert question.value("fee_shown_minor") == "30000"
    stale = browser.send(question, question.form("/cancel"), fee_shown_minor="1")
    assert (stale.status, stale.value("fee_shown_minor")) == (409, "30000")
    gone = browser.send(stale, stale.form("/cancel"), reason="Rain")
    assert "Cancel all" not in gone.links()
    with inside(house):
        assert [(row.state, row.fee_minor) for row in members(ref)] == [("cancelled", 15_000)] * 2


def test_a_confirmation_that_fails_says_which_unit(build, open_as, inside):
    house = build(document(pending_blocks=False))
    with inside(house):
        ref = group(house, item("cabin-1"), item("cabin-2"), state=State.PENDING)
        make.reserve(house, 11, 12, unit="cabin-2", client="Nomsa Dlamini")
    browser = open_as(house)
    page = browser.get(f"admin/groups/{ref}")
    refused = browser.send(page, page.form("/confirm"))
    assert refused.status == 409
    assert "Cabin 2 is taken on Sat 11 Jul: Nomsa Dlamini" in refused.problem


def test_a_viewer_sees_a_group_and_has_no_buttons(house, sign_in, inside):
    with inside(house):
        ref = group(house, item("cabin-1"), item("cabin-2"), state=State.PENDING)
    viewer = Browser(sign_in(house, "viewer"), f"/{house.tenant.slug}")
    page = viewer.get(f"admin/groups/{ref}")
    assert page.all("form", method="post") == [
        one for one in page.all("form", method="post") if "groups" not in one.get("action")
    ]
    assert "Cancel all" not in page.links()


def test_a_group_follows_each_of_its_reservations(house, sign_in, inside):
    with inside(house):
        ref = group(house, item("cabin-1"), item("cabin-2"))
        refs = [row.ref for row in members(ref)]
    browser = Browser(sign_in(house, "viewer"), f"/{house.tenant.slug}")
    followed = browser.get(f"admin/groups/{ref}").one("span", hx_target="#group")
    for one in refs:
        assert f"live:reservation:{one} from:body" in followed.get("hx-trigger")
    part = browser.fragment(f"admin/groups/{ref}")
    assert part.all("html") == []
    assert [link.rpartition("/")[2] for link in part.links().values()][1:] == refs


def test_the_record_tells_of_the_group(house, sign_in, inside):
    with inside(house):
        ref = group(house, item("cabin-1"), item("cabin-2"))
    page = Browser(sign_in(house, "owner"), f"/{house.tenant.slug}").get("admin/audit?entity=group")
    assert f"made the group {ref}, Ada Okonkwo" in page.text


def test_the_list_finds_the_reservations_of_a_group_by_its_reference(house, sign_in, inside):
    with inside(house):
        ref = group(house, item("cabin-1"), item("cabin-2"))
        make.reserve(house, 10, 13, unit="cabin-3", client="Nomsa Dlamini")
    page = Browser(sign_in(house, "viewer"), f"/{house.tenant.slug}").get(
        f"admin/reservations?q={ref.lower()}"
    )
    assert "2 reservations" in page.text
    assert "Nomsa" not in page.text


def test_while_people_type_only_the_panel_and_rows_that_offer_other_things_come_back(house, sign_in, inside):
    with inside(house):
        add_unit(house, "tour", "seats", quantity=12, policy=TOUR)
    browser = Browser(sign_in(house), f"/{house.tenant.slug}", is_htmx=True)
    page = browser.get(NEW)
    asked = browser.send(page, page.form("/groups"), press="Check", **{"items-2-unit": "tour"})
    assert [one.get("hx-target") for one in asked.tree.iter("hx-partial")] == ["#row-2"]
    assert asked.all("form") == []
    again = browser.send(page, page.form("/groups"), press="Check", **{"items-1-unit": "cabin-2"})
    assert [one.get("hx-target") for one in again.tree.iter("hx-partial")] == ["#row-2"]
    same = browser.send(page, page.form("/groups"), press="Check", **{"items-1-adults": "1"})
    assert list(same.tree.iter("hx-partial")) == []


def test_the_panel_says_when_an_earlier_row_has_the_unit_or_a_part_of_it(house, sign_in, inside):
    with inside(house):
        add_unit(house, "house", "composite", parts={"cabin-1": 1, "cabin-2": 1})
    browser = Browser(sign_in(house), f"/{house.tenant.slug}")
    page = browser.get(NEW)
    asked = browser.send(page, page.form("/groups"), press="Check", **{"items-2-unit": "house"})
    assert "House is wanted by row 1 then" in text_of(asked.one("aside", id="panel"))
    apart = {"items-2-unit": "house", "items-2-arrives_on": "2026-07-13", "items-2-departs_on": "2026-07-15"}
    asked = browser.send(page, page.form("/groups"), press="Check", **apart)
    assert "House is free for 2 nights" in text_of(asked.one("aside", id="panel"))


def test_the_panel_counts_over_the_rows_what_a_pool_has_left(house, sign_in, inside):
    with inside(house):
        add_unit(house, "kayaks", "pool", quantity=3)
    browser = Browser(sign_in(house), f"/{house.tenant.slug}")
    page = browser.get(NEW)
    typed = {"items-1-unit": "kayaks", "items-2-unit": "kayaks"}
    page = browser.send(page, page.form("/groups"), press="Add a unit", **typed)

    def said_of(second: str) -> str:
        pieces = {"items-1-quantity": "2", "items-2-quantity": second}
        asked = browser.send(page, page.form("/groups"), press="Check", **pieces)
        return text_of(asked.one("aside", id="panel"))

    assert "left" not in said_of("1")
    assert "1 left" in said_of("2")


def test_the_panel_keeps_the_buffer_between_two_rows(build, open_as):
    house = build(document(after_min=5 * 60))
    browser = open_as(house)
    page = browser.get(NEW)
    following = {"items-2-arrives_on": "2026-07-13", "items-2-departs_on": "2026-07-15"}
    asked = browser.send(
        page, page.form("/groups"), press="Check", **{"items-2-unit": "cabin-1"}, **following
    )
    assert "Cabin 1 is wanted by row 1 then" in text_of(asked.one("aside", id="panel"))
