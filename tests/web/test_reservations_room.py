"""Making room from the editor: offered, shown, made, taken back; nothing that was typed is lost."""

from __future__ import annotations

import re

import pytest

from tests import make
from tests.cast import document
from tests.web.page import text_of

NEW = "admin/reservations/new?unit=cabin-1&from=2026-07-10&to=2026-07-14"
TYPED = {
    "client_name": "Dee Park",
    "client_phone": "+34 600",
    "client_email": "dee@park.test",
    "note": "Two dogs & a cat",
    "adults": "3",
}
OFFER = "Cabin 1, if 1 stay moves"


@pytest.fixture
def tetris(house, inside):
    """Cabins of which one is free every night from 10 to 14, and none of them all nights."""
    with inside(house):
        return {
            "ana": make.reserve(house, 10, 12, unit="cabin-1", client="Ana"),
            "bo": make.reserve(house, 12, 14, unit="cabin-2", client="Bo"),
            "cy": make.reserve(house, 9, 15, unit="cabin-3", client="Cy"),
        }


def unit_of(house, inside, ref: str) -> str:
    with inside(house):
        return make.unit_of(house, make.find(ref))


def typed_in(page) -> dict[str, str]:
    return {name: page.value(name) for name in TYPED}


def looked(browser):
    """Save, be refused, and press the way out that makes room."""
    page = browser.get(NEW)
    refused = browser.send(page, page.form("/reservations"), **TYPED)
    assert refused.status == 409
    return browser.send(refused, refused.form("/reservations"), OFFER)


def test_the_panel_and_the_refusal_offer_it(house, tetris, open_as):
    browser = open_as(house)
    page = browser.get(NEW)
    button = next(one for one in page.all("button", form="editor"))
    assert button.get("value", "").startswith("reseat|cabin-1|2026-07-10|2026-07-14")
    refused = browser.send(page, page.form("/reservations"), **TYPED)
    assert OFFER in refused.problem
    assert not refused.all("button", form="editor")


def test_the_moves_are_shown_made_and_the_form_goes_on_as_it_was_typed(house, tetris, open_as, inside):
    browser = open_as(house)
    page = looked(browser)
    assert (page.status, page.headline) == (200, "Make room in Cabin 1")
    (row,) = page.one("tbody").iter("tr")
    assert re.fullmatch(r"Ana .*10.+12 Jul.* Cabin 1 Cabin 2", text_of(row))
    assert unit_of(house, inside, tetris["ana"]) == "cabin-1"
    editor = browser.send(page, page.form("/reservations"), "Move 1 stay")
    assert editor.status == 200
    assert "1 stay is moved." in editor.text
    assert typed_in(editor) == TYPED
    assert unit_of(house, inside, tetris["ana"]) == "cabin-2"
    shown = browser.send(editor, editor.form("/reservations"))
    assert (shown.headline, shown.status) == ("Dee Park", 200)
    assert "Cabin 1" in shown.text


def test_it_is_left_as_it_is_with_all_that_was_typed(house, tetris, open_as, inside):
    browser = open_as(house)
    page = looked(browser)
    editor = browser.send(page, page.form("/reservations"), "Keep it as it is")
    assert typed_in(editor) == TYPED
    assert unit_of(house, inside, tetris["ana"]) == "cabin-1"


def test_it_is_put_back_with_all_that_was_typed(house, tetris, open_as, inside):
    browser = open_as(house)
    page = looked(browser)
    editor = browser.send(page, page.form("/reservations"), "Move 1 stay")
    back = browser.send(editor, editor.form("/reservations"), "Put back", note="Three dogs")
    assert back.status == 200
    assert "back where they were" in back.text
    assert typed_in(back) == {**TYPED, "note": "Three dogs"}
    again = browser.send(editor, editor.form("/reservations"), "Put back")
    assert again.status == 200
    assert "back where they were" in again.text
    assert unit_of(house, inside, tetris["ana"]) == "cabin-1"


def test_it_is_not_put_back_once_somebody_has_the_unit(house, tetris, open_as, inside):
    browser = open_as(house)
    page = looked(browser)
    editor = browser.send(page, page.form("/reservations"), "Move 1 stay")
    with inside(house):
        make.reserve(house, 11, 12, unit="cabin-1", client="Eve")
    back = browser.send(editor, editor.form("/reservations"), "Put back")
    assert back.status == 409
    assert "They can’t be put back" in back.problem
    assert "Cabin 1 is taken" in back.problem
    assert "Eve" in back.problem
    assert typed_in(back) == TYPED
    assert unit_of(house, inside, tetris["ana"]) == "cabin-2"


def test_a_plan_that_no_longer_holds_moves_nobody_and_keeps_what_was_typed(house, tetris, open_as, inside):
    browser = open_as(house)
    page = looked(browser)
    with inside(house):
        make.reserve(house, 10, 11, unit="cabin-2", client="Eve")
    refused = browser.send(page, page.form("/reservations"), "Move 1 stay")
    assert refused.status == 409
    assert "Nobody was moved" in refused.problem
    assert "Cabin 2 is taken" in refused.problem
    assert typed_in(refused) == TYPED
    assert unit_of(house, inside, tetris["ana"]) == "cabin-1"


def test_the_moves_sent_twice_are_made_once(house, tetris, open_as, inside):
    browser = open_as(house)
    page = looked(browser)
    form = page.form("/reservations")
    browser.send(page, form, "Move 1 stay")
    again = browser.send(page, form, "Move 1 stay")
    assert again.status == 200
    with inside(house):
        assert len(make.audit_of("reseated")) == 1


def test_room_for_an_extension_is_made_from_its_own_form(house, open_as, inside):
    with inside(house):
        mine = make.reserve(house, 10, 12, unit="cabin-1", client="Ana")
        nearby = make.reserve(house, 12, 14, unit="cabin-1", client="Bo")
        make.reserve(house, 10, 12, unit="cabin-2")
        make.reserve(house, 9, 15, unit="cabin-3")
    browser = open_as(house)
    page = browser.get(f"admin/reservations/{mine}/edit")
    refused = browser.send(page, page.form(mine), departs_on="2026-07-14", note="Stays on")
    page = browser.send(refused, refused.form(mine), OFFER)
    editor = browser.send(page, page.form(mine), "Move 1 stay")
    assert (editor.value("departs_on"), editor.value("note")) == ("2026-07-14", "Stays on")
    assert unit_of(house, inside, nearby) == "cabin-2"
    shown = browser.send(editor, editor.form(mine))
    assert (shown.status, shown.headline) == (200, "Ana")
    with inside(house):
        assert str(make.find(mine).departs_on) == "2026-07-14"


def test_forged_moves_are_refused(house, tetris, open_as, inside):
    browser = open_as(house)
    page = looked(browser)
    for forged in ("", "x", f"{tetris['ana']}:one:cabin-1:cabin-2", f"{tetris['ana']}:1:cabin-1:nowhere"):
        refused = browser.send(page, page.form("/reservations"), "Move 1 stay", moves=forged)
        assert refused.status in {404, 409}, forged
    assert unit_of(house, inside, tetris["ana"]) == "cabin-1"


def test_stays_of_another_policy_never_move(build, open_as, inside):
    house = build(document(pricing={"base_minor": 5_000}), units=1)
    with inside(house):
        make.reserve(house, 10, 12)
    page = open_as(house).get(NEW)
    assert not page.all("button", form="editor")
