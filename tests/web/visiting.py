"""Visitors of a business whose site is published, with all units that it has by then."""

from __future__ import annotations

from app import tenancy
from app.actions.site import publishing
from tests.web.page import Browser


def publish(app, house):
    """Show a business's site and all its units to visitors."""
    with app.app_context(), tenancy.entered(house.tenant):
        publishing.publish(house.actor("owner"))


def visit(app, house, client=None):
    """Give a visitor's browser at a business that is open to visitors."""
    publish(app, house)
    return Browser(client or app.test_client(), f"/{house.tenant.slug}")
