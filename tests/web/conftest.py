"""Clients of the application: anonymous ones, and members of a house who are signed in."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pytest
from redis import RedisError
from sqlalchemy import update

from app import clock as clocks
from app import language, tenancy
from app.extensions import db
from app.models import SignedIn, Unit
from app.web import throttle
from app.web.members import digest_of
from app.web.throttle import limiter
from tests import figures
from tests.cast import House
from tests.web.page import Browser


@pytest.fixture(autouse=True)
def _unthrottled(app):
    """Each test may try as often as the first: the tries of those before it came from the same address.

    After a moment without Redis the limits count in the process's memory, so that is emptied as well.
    """
    with app.app_context():
        try:
            limiter.limiter.storage.reset()
            limiter.reset()
        except RedisError:  # a test bound the limits to an application whose Redis is away
            throttle.register(app)
            limiter.reset()


@pytest.fixture
def anonymous(app, house):
    """A browser that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def sign_in(app, inside):
    """Sign a person of a house in, past the form, and give their browser."""

    def signed_in(house: House, role: str = "owner"):
        token = secrets.token_urlsafe(32)
        person_id = house.people[role]
        with inside(person=person_id):
            row = SignedIn(ref=secrets.token_hex(4), person_id=person_id, digest=digest_of(token))
            row.last_seen_at = clocks.now()
            db.session.add(row)
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return client

    return signed_in


@pytest.fixture(params=["browser", "htmx"])
def open_as(request, sign_in):
    """Open the business as somebody of it, once as a browser and once as HTMX."""

    def opened(house, role="staff"):
        return Browser(sign_in(house, role), f"/{house.tenant.slug}", is_htmx=request.param == "htmx")

    return opened


@pytest.fixture
def stocked(build, inside):
    """Build a house in whose first unit there are so many."""

    def built(policy, **values):
        house = build(policy=policy)
        with inside(house):
            values["exclusive"] = values.get("stock", "single") == "single"
            db.session.execute(update(Unit).where(Unit.id == house.units["cabin-1"]).values(**values))
        return house

    return built


@pytest.fixture
def speaking(app):
    """Speak a language as a business that has no rows."""

    def spoken(locale="en", **changes):
        context = app.test_request_context("/")
        context.push()
        entered.append(context)
        tenant = replace(figures.PLAIN, locale=locale, **changes)
        for manager in (tenancy.entered(tenant), language.speaking(locale)):
            manager.__enter__()
            entered.append(manager)
        return tenant

    entered = []
    yield spoken
    for one in reversed(entered):
        one.pop() if hasattr(one, "pop") else one.__exit__(None, None, None)


@pytest.fixture
def english(speaking):
    """Speak English."""
    return speaking()
