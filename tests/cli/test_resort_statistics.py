"""The statistics of a real hotel are those that its published file gives, reckoned straight from its rows."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.domain.money import to_minor
from tests.cli.test_import_published import arrival, nights, read, wanted, whole

__all__ = ["whole"]

PASSWORD = "a quiet lantern by the harbour"
SUM = re.compile(r'<p class="sum">.*?<strong>(.*?)</strong>', re.DOTALL)
MEASURES = ("sold", "complimentary", "revenue_minor", "cancelled", "absent", "standing")


@pytest.fixture
def pages(business, whole):
    """The pages of the resort, with the whole file in it, read by its owner."""
    business.done("import", "bookings", str(whole), "--tenant", "resort")
    business.done(
        "users", "create", "o@resort.test", "--name", "O", "--tenant", "resort", "--role", "owner",
        "--password-stdin", typed=f"{PASSWORD}\n",
    )  # fmt: skip
    business.done("stats", "roll")
    client = business.app.test_client()
    form = client.get("/resort/admin/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)[1]
    entered = client.post(
        "/resort/admin/sign-in", data={"csrf_token": token, "email": "o@resort.test", "password": PASSWORD}
    )
    assert entered.status_code == 303

    def counted(measure: str, month: date) -> int:
        """What the page of a figure's rows says that they add up to."""
        answer = client.get(f"/resort/admin/stats/counted/{measure}?kind=nightly&span=month&on={month}")
        assert answer.status_code == 200
        return round(
            float(re.sub(r"[^\d.]", "", SUM.search(answer.get_data(as_text=True))[1]))
            * (100 if measure == "revenue_minor" else 1)
        )

    return counted


def reckoned(rows) -> dict[str, Counter[date]]:
    """Nights and revenue by the month of the night, all else by the month of arrival."""
    found: dict[str, Counter[date]] = {measure: Counter() for measure in MEASURES}
    for row in rows:
        night_minor, month = to_minor(Decimal(row["adr"]), "EUR"), arrival(row).replace(day=1)
        if row["reservation_status"] == "Check-Out":
            found["standing"][month] += 1
            for place in range(nights(row)):
                night = (arrival(row) + timedelta(days=place)).replace(day=1)
                found["sold" if night_minor else "complimentary"][night] += 1
                found["revenue_minor"][night] += night_minor
        else:
            found["cancelled" if row["reservation_status"] == "Canceled" else "absent"][month] += 1
    return found


def test_every_month_of_the_resort_is_as_its_file_says(business, pages, whole):
    expected = reckoned(wanted(read(whole)))
    months = sorted({month for counts in expected.values() for month in counts})
    assert len(months) > 18
    for measure in MEASURES:
        assert {month: pages(measure, month) for month in months} == {
            month: expected[measure][month] for month in months
        }, measure
    assert "0 differences" in business.done("stats", "verify")
