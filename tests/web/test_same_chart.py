"""A chart that was drawn once is drawn anew for whoever reads it otherwise: by role and in each language."""

from __future__ import annotations

import re

import pytest

from tests import make
from tests.web.page import Browser

WINDOW = "admin/timeline?from=2026-07-10&days=7"
ROWS = re.compile(r"<thead>.*</table>", re.S)


@pytest.fixture
def opened(build, sign_in, inside):
    """A house with a stay, and its chart as a role of it reads it."""
    house = build()
    with inside(house):
        make.reserve(house, 11, 13, client="Ada Okonkwo")

    def rows(role="staff", language="en"):
        browser = Browser(sign_in(house, role), f"/{house.tenant.slug}", is_htmx=False)
        browser.client.set_cookie("language", language)
        (found,) = ROWS.findall(browser.client.get(f"{browser.root}/{WINDOW}").text)
        return found

    return house, rows


def test_the_same_chart_is_read_by_each_role_and_in_each_language(opened):
    _house, rows = opened
    staff = rows()
    assert rows() == staff
    assert "Reserve Cabin 1" in staff
    assert 'href="reservations/new' in staff
    assert 'href="reservations/new' not in rows("viewer")
    assert "Reservar" in rows(language="es")
    assert rows() == staff
