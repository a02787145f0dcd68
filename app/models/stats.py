"""Facts: what is counted of each unit and day, kept by jobs from what was committed, and summed twice more.

They may be thrown away at any time: `flask stats roll` makes them anew. So nothing links them to units and types,
which may be removed before their facts are.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.stats import Facts
from app.models.base import Base, TransactionId, of_tenant

MEASURES = Facts._fields


class Measured:
    """The columns of `app.domain.stats.Facts`, for one kind of policy and one channel.

    Shapes:  `channel` '' has what was reserved without one, and what no reservation is needed for.
    """

    tenant_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, sort_order=-9)
    channel: Mapped[str] = mapped_column(Text, primary_key=True, sort_order=-6)
    kind: Mapped[str] = mapped_column(Text, sort_order=-5)
    available: Mapped[int]
    maintenance: Mapped[int]
    taken: Mapped[int]
    sold: Mapped[int]
    complimentary: Mapped[int]
    revenue_minor: Mapped[int]
    standing: Mapped[int]
    stay: Mapped[int]
    lead_days: Mapped[int]
    cancelled: Mapped[int]
    absent: Mapped[int]
    pending: Mapped[int]
    expired: Mapped[int]
    active: Mapped[int]
    inside: Mapped[int]
    made: Mapped[int]
    made_cancelled: Mapped[int]
    made_absent: Mapped[int]


class UnitDay(Measured, Base):
    """The facts of a unit and a local date."""

    __tablename__ = "stats_unit_days"
    __table_args__ = (
        of_tenant(),
        Index("stats_unit_days_by_day", "tenant_id", "day", "unit_id"),
    )

    unit_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, sort_order=-8)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True, sort_order=-7)


class UnitMonth(Measured, Base):
    """The days of a unit's month, summed; `month` is its first."""

    __tablename__ = "stats_unit_months"
    __table_args__ = (
        of_tenant(),
        CheckConstraint("extract(day FROM month) = 1", name="month_is_its_first_day"),
        Index("stats_unit_months_by_month", "tenant_id", "month", "unit_id"),
    )

    unit_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, sort_order=-8)
    month: Mapped[dt.date] = mapped_column(Date, primary_key=True, sort_order=-7)


class TypeDay(Measured, Base):
    """The units of a type and kind on a local date, summed."""

    __tablename__ = "stats_type_days"
    __table_args__ = (
        of_tenant(),
        Index("stats_type_days_by_day", "tenant_id", "day", "unit_type_id"),
    )

    unit_type_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, sort_order=-8)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True, sort_order=-7)
    kind: Mapped[str] = mapped_column(Text, primary_key=True, sort_order=-5)


class TypeArrivals(Base):
    """How many standing reservations of a type arrive on a day, by what they are told apart by; see `arrivals`."""

    __tablename__ = "stats_type_arrivals"
    __table_args__ = (
        of_tenant(),
        CheckConstraint("what IN ('nights', 'lead', 'country')", name="what_is_known"),
    )

    tenant_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    unit_type_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    channel: Mapped[str] = mapped_column(Text, primary_key=True)
    what: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    count: Mapped[int]


class StatsRoll(Base):
    """How far a tenant's facts go: the dates that they cover, and the last entry of the record that is in them.

    Shapes:  `is_whole` when these are all the dates that they are to cover.
    """

    __tablename__ = "stats_rolls"
    __table_args__ = (
        of_tenant(),
        CheckConstraint("first_on < last_on", name="dates_in_order"),
    )

    tenant_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    first_on: Mapped[dt.date]
    last_on: Mapped[dt.date]
    xid: Mapped[str] = mapped_column(TransactionId)
    entry_id: Mapped[int]
    rolled_at: Mapped[dt.datetime] = mapped_column(server_default=text("now()"))
    is_whole: Mapped[bool] = mapped_column(server_default=text("false"))
