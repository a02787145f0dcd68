"""What tests of jobs share: queues that begin empty, a push service, and members who are told on phones."""

from __future__ import annotations

import pytest

from app import queues
from app.actions import devices
from app.actions.devices import DeviceFields
from app.domain.notices import Event
from tests.jobs.phones import add
from tests.push_service import running


@pytest.fixture
def empty_redis(app, house):
    """Begin with empty queues; what was reserved while the house was built is no part of the test."""
    queues.connection().flushdb()
    app.extensions.pop("live_store", None)


@pytest.fixture
def service():
    """A push service on the loopback."""
    with running() as made:
        yield made


@pytest.fixture
def phone(house, service):
    """Let a member be told on a phone, of everything unless the test says otherwise."""

    def added(role="owner", *answers, **chosen):
        browser = service.subscriber(*answers)
        actor = house.actor(role)
        ref = add(actor, browser)
        fields = {"name": "Phone", "events": [event.value for event in Event], **chosen}
        devices.change(actor, ref, DeviceFields(**fields))
        browser.ref = ref
        return browser

    return added
