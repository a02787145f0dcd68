"""How a price is to be paid: what now, what later, in which parts and until when."""

from datetime import date, timedelta

from app.domain.money import deposit_split, instalments, split_largest_remainder
from app.domain.tariff import Tariff


def deposit(tariff: Tariff, total_minor: int) -> tuple[int, int]:
    """Return what is due now and what is due later: a share or an amount, within its bounds and the total."""
    now, _ = deposit_split(total_minor, tariff.deposit_percent or 0)
    if tariff.deposit_minor is not None:
        now = tariff.deposit_minor
    if tariff.deposit_most_minor is not None:
        now = min(now, tariff.deposit_most_minor)
    if tariff.deposit_least_minor is not None:
        now = max(now, tariff.deposit_least_minor)
    now = min(now, total_minor)
    return now, total_minor - now


def payments(tariff: Tariff, total_minor: int, *, starts_on: date | None) -> tuple[list[int], list[date]]:
    """Return the parts in which a price is paid, the earliest first, and where the tariff says it, until when.

    Shapes:  the parts sum to the total; dates only with a schedule, a date for each part.
    """
    if not tariff.schedule:
        return instalments(total_minor, tariff.instalments), []
    parts = sorted(tariff.schedule, key=lambda part: -part.days_before)
    amounts = split_largest_remainder(total_minor, [part.percent for part in parts])
    due_on = [starts_on - timedelta(days=part.days_before) for part in parts] if starts_on else []
    return amounts, due_on
