"""A browser of the loopback's push service as a member's device, and what there is of rows afterwards."""

from __future__ import annotations

from sqlalchemy import select

from app.actions import devices
from app.actions.devices import Subscription
from app.extensions import db
from app.models import OutboxRow


def add(actor, browser):
    """Let a browser be told."""
    asked = Subscription(browser.endpoint, browser.p256dh, browser.auth)
    return devices.add(actor, asked, name="Phone", loopback=True)


def texts(browser):
    """What it has shown."""
    return [f"{each['title']}: {each['body']}" for each in browser.shown]


def rows(model):
    """Every row of the house, as it stands."""
    asked = select(model).order_by(model.id).execution_options(populate_existing=True)
    return list(db.session.execute(asked).scalars())


def jobs_of(name):
    """The outbox's rows of a kind."""
    return [row for row in rows(OutboxRow) if row.job == name]
