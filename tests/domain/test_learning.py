"""Who may learn of an event, and whom it is for."""

import pytest

from app.domain.notices import Event, addressee, may_learn
from app.domain.words import Role

PERSON = {"entity": "person", "id": 7}


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("role", [*Role, None])
def test_who_may_learn(role, event):
    expected = role in (Role.OWNER, Role.MANAGER) if event is Event.BACKUP_FAILED else role is not None
    assert may_learn(role, event) == expected


@pytest.mark.parametrize(
    ("event", "linked", "expected"),
    [
        (Event.LOCK_ASKED, [PERSON], 7),
        (Event.LOCK_ASKED, [], 0),  # nobody, where the record names nobody
        (Event.MADE, [PERSON], None),
    ],
)
def test_whom_an_event_is_for(event, linked, expected):
    assert addressee(event, linked) == expected
