"""The day from which a version applies, on the pages."""

from __future__ import annotations

import pytest

from tests.web.page import Browser


@pytest.fixture(params=["browser", "htmx"])
def browser(request, house, sign_in):
    return Browser(sign_in(house, "manager"), f"/{house.tenant.slug}", is_htmx=request.param == "htmx")


def write(browser, **typed):
    page = browser.get("admin/policies/cabins/edit")
    return browser.send(page, page.form("/edit"), **typed)


def test_a_version_waits_for_its_day_and_is_withdrawn(browser):
    page = browser.get("admin/policies/cabins/edit")
    assert page.value("applies_from") == "2026-07-01"
    shown = write(browser, min_nights="3", applies_from="2026-08-01")
    assert "Version 2 applies from 1 Aug 2026." in shown.text
    assert "At least 1 night." in shown.text
    ahead = browser.get("admin/policies/cabins?version=2")
    assert "This version applies from 1 Aug 2026. Until then version 1 does." in ahead.text
    assert "At least 3 nights." in ahead.text
    refused = write(browser, min_nights="4", applies_from="2026-07-20")
    assert refused.status == 422
    assert "Version 2 applies from" in refused.error_at("applies_from")
    assert refused.value("min_nights") == "4"
    withdrawn = browser.send(ahead, ahead.form("/withdraw"))
    assert "Withdrawn" in withdrawn.text
    assert "applies from 1 Aug" not in withdrawn.text
    assert "was withdrawn" in browser.get("admin/policies/cabins?version=2").text
    assert browser.get("admin/policies/cabins/edit").value("min_nights") == "1"
    assert "withdrew a version of the policy Cabins" in browser.get("admin/audit?entity=policy").text


def test_an_odd_day_is_refused_at_its_field(browser):
    refused = write(browser, min_nights="3", applies_from="soon")
    assert refused.status == 422
    assert refused.error_at("applies_from")
    assert refused.value("applies_from") == "soon"


def test_an_older_version_is_where_a_new_one_may_begin(browser):
    write(browser, min_nights="3")
    older = browser.get("admin/policies/cabins?version=1")
    page = browser.get(older.links()["Begin from this version"])
    assert (page.value("min_nights"), page.value("number")) == ("1", "2")
