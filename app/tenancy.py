"""A tenant is entered, never remembered: no tenant entered, no rows.

Each transaction of the session tells PostgreSQL which tenant and which person it serves; row-level
security does the rest. `after_begin` always sets both, to '' when nothing is entered.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from app.driver import begin
from app.extensions import db, look_up


@dataclass(frozen=True)
class Tenant:
    """The business that a request or a job works for."""

    id: int
    slug: str
    name: str
    tagline: str
    timezone: str
    currency: str
    locale: str
    is_demo: bool
    by_host: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """Answer the zone in which this business lives."""
        return ZoneInfo(self.timezone)


_tenant: ContextVar[Tenant | None] = ContextVar("tenant", default=None)
_person: ContextVar[int | None] = ContextVar("person", default=None)

_plans: ContextVar[Literal["auto", "force_custom_plan"]] = ContextVar("plans", default="auto")


class NoTenant(RuntimeError):
    """Something asked for the tenant while none was entered."""


class BusySession(RuntimeError):
    """A tenant was entered or left while a transaction was open or objects were held."""


def install() -> None:
    """Make every transaction of the session carry the entered tenant."""
    if not event.contains(Session, "after_begin", _after_begin):
        event.listen(Session, "after_begin", _after_begin)


def _after_begin(_session: Session, _transaction: Any, connection: Connection) -> None:
    entered, person = _tenant.get(), _person.get()
    begin(
        connection,
        f"SELECT set_config('app.tenant_id', '{'' if entered is None else int(entered.id)}', true),"
        f" set_config('app.person_id', '{'' if person is None else int(person)}', true),"
        f" set_config('plan_cache_mode', '{_plans.get()}', true)",
    )


def current() -> Tenant:
    """Answer the entered tenant.

    Raises:  NoTenant when none is.
    """
    entered = _tenant.get()
    if entered is None:
        raise NoTenant("No tenant has been entered.")
    return entered


def current_or_none() -> Tenant | None:
    """Answer the entered tenant, or None."""
    return _tenant.get()


def person_id() -> int | None:
    """Answer the person that the transactions run for, or None."""
    return _person.get()


@contextmanager
def entered(tenant: Tenant | None, *, person: int | None = None) -> Iterator[None]:
    """Enter a tenant and a person for the length of a block.

    Raises:  BusySession when the session still holds a transaction or objects of before.
    """
    _refuse_busy()
    tenant_token, person_token = _tenant.set(tenant), _person.set(person)
    try:
        yield
    finally:
        db.session.rollback()
        db.session.expunge_all()
        _tenant.reset(tenant_token)
        _person.reset(person_token)


def enter_request(tenant: Tenant | None, person: int | None, *, reads: bool = False) -> None:
    """Enter for the rest of a request; `leave_request` ends it.

    What only reads is planned for its values each time: a plan for any values may walk through all of a history. What
    acts runs many short statements by their keys, which cost more to plan than to run.
    """
    _refuse_busy()
    _tenant.set(tenant)
    _person.set(person)
    _plans.set("force_custom_plan" if reads else "auto")


def leave_request() -> None:
    """Forget tenant and person after a request."""
    db.session.remove()
    _tenant.set(None)
    _person.set(None)
    _plans.set("auto")


def _refuse_busy() -> None:
    if not db.session.registry.has():
        return
    session = db.session()
    if session.in_transaction() or len(session.identity_map) or session.new:
        raise BusySession("Finish the open transaction before entering or leaving a tenant.")


def find_by_address(host: str, slug: str) -> Tenant | None:
    """Find the tenant that answers at a host name, or else at the first segment of a path."""
    rows = look_up("SELECT * FROM tenant_by_address(:host, :slug)", host=host, slug=slug)
    return Tenant(**rows[0]._mapping) if rows else None


def find_by_slug(slug: str) -> Tenant | None:
    """Find a tenant by the name in its address."""
    return find_by_address("", slug)


def find_by_id(tenant_id: int) -> Tenant | None:
    """Find a tenant by its key; for jobs, which carry ids."""
    rows = look_up("SELECT * FROM tenant_by_id(:id)", id=tenant_id)
    return Tenant(**rows[0]._mapping) if rows else None
