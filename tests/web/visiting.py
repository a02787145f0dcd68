"""Visitors of a business whose site is published, with all units that it has by then."""

from __future__ import annotations

from sqlalchemy import select

from app import tenancy
from app.actions.site import publishing
from app.extensions import db
from app.models import Reservation
from tests.web.page import Browser

STAY = "unit=cabin-1&arrives_on=2026-07-10&departs_on=2026-07-13&adults=2"
EVA = {
    "name": "Eva Ríos", "email": "Eva@clients.example", "phone": "+34 600 000 000", "message": "We come late.",
    "consent": "1",
}  # fmt: skip


def publish(app, house):
    """Show a business's site and all its units to visitors."""
    with app.app_context(), tenancy.entered(house.tenant):
        publishing.publish(house.actor("owner"))


def visit(app, house, client=None):
    """Give a visitor's browser at a business that is open to visitors."""
    publish(app, house)
    return Browser(client or app.test_client(), f"/{house.tenant.slug}")


def made(house, inside):
    """Answer the states of what was made in a business."""
    with inside(house):
        return list(db.session.execute(select(Reservation.state)).scalars())


def post(app, house, **form):
    """Send a request as somebody without a cookie."""
    return app.test_client().post(f"/{house.tenant.slug}/request", data=form)


def form_of(app, house, stay=STAY):
    """Fill in the form of a stay, with the ticket that stands on its page."""
    page = visit(app, house).get(f"request?{stay}")
    return {**page.form("/request").values.to_dict(), **EVA}
