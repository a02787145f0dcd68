"""A policy's form as it is used: the playground answers while people type, and a simulation takes the eye to itself."""

from __future__ import annotations

import pytest

from tests.browser.test_axe import problems_of


@pytest.mark.browser
def test_the_playground_of_a_form_answers_while_people_type(open_page):
    page = open_page("admin/policies/cabins/edit")
    page.locator("[name=min_nights]").fill("9")
    page.locator("#played >> text=At least 9 nights").first.wait_for()
    page.locator("[name='pricing.base_minor']").fill("many")
    page.locator("#played >> text=The policy is not right yet").wait_for()
    assert page.locator("[name=min_nights]").input_value() == "9"


@pytest.mark.browser
def test_the_playground_of_a_policys_page_answers_while_people_type(open_page):
    page = open_page("admin/policies/cabins", size="phone", scheme="dark")
    page.locator("[name=try-adults]").fill("30")
    page.locator("#played >> text=and these are 30").first.wait_for()
    assert problems_of(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_what_would_change_is_shown_and_saves_nothing(open_page, script):
    page = open_page("admin/policies/cabins/edit", script=script)
    page.locator("[name=min_nights]").fill("9")
    page.locator("button:has-text('What would change?')").click()
    page.locator("#simulation-h").wait_for()
    assert page.evaluate("document.activeElement.id") == "simulation-h"
    assert page.locator("[name=min_nights]").input_value() == "9"
    page.locator("#sim-refused summary").click()
    page.locator("#sim-refused a").first.wait_for()
    if script:
        assert problems_of(page) == []
