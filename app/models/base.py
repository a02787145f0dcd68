"""What all tables share."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.types import UserDefinedType


class TransactionId(UserDefinedType[str]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Answer the type's name in SQL."""
        return "xid8"


NAMES = {
    "ix": "%(table_name)s_%(column_0_N_name)s",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}


class Base(DeclarativeBase):
    """The parent of every model: UTC instants, JSON documents and 64-bit keys."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            int: BigInteger,
            str: Text,
            dt.datetime: DateTime(timezone=True),
            dict[str, Any]: JSONB,
            list[Any]: JSONB,
        },
    )


def key() -> Any:
    """Declare a primary key that the database numbers."""
    return mapped_column(BigInteger, Identity(always=False), primary_key=True, sort_order=-1)


class TenantRow:
    """A row that belongs to one tenant; row-level security guards it.

    Its link to the tenant is what its other links imply, each of which carries the tenant; a row that has none
    declares it with `of_tenant`.
    """

    tenant_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, sort_order=-2)
    id: Mapped[int] = key()


class Created:
    """A row that knows when it was written."""

    created_at: Mapped[dt.datetime] = mapped_column(server_default=text("now()"))


def within_tenant(column: str, table: str) -> ForeignKeyConstraint:
    """Declare a link that can't leave its tenant."""
    return ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"])


def of_tenant() -> ForeignKeyConstraint:
    """Declare the link of a row to its tenant, where no other link carries it."""
    return ForeignKeyConstraint(["tenant_id"], ["tenants.id"])


def table_of(model: type[Base]) -> Table:
    """Answer the table of a model, for rows that are written without an entity."""
    return cast(Table, model.__table__)
