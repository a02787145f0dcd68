"""Retries: the same key and body give the same reservation, once."""

import pytest

from app.domain.refusal import Refused
from app.extensions import db
from app.models import IdempotencyKey, Reservation
from tests import make


def count() -> int:
    return db.session.query(Reservation).count()


def test_L4_the_same_key_and_body_make_one_reservation(house):
    first = make.reserve(house, 10, 13, key="k-1")
    assert make.reserve(house, 10, 13, key="k-1") == first
    assert count() == 1


def test_L4_the_same_key_with_another_body_is_refused(house):
    make.reserve(house, 10, 13, key="k-1")
    with pytest.raises(Refused) as refused:
        make.reserve(house, 20, 23, key="k-1")
    assert refused.value.status == 422
    assert [refusal.code for refusal in refused.value.refusals] == ["key_reused"]
    assert count() == 1


def test_L4_a_refusal_does_not_use_up_the_key(house):
    make.reserve(house, 10, 13)
    with pytest.raises(Refused):
        make.reserve(house, 11, 14, key="k-1")
    assert db.session.query(IdempotencyKey).count() == 0
    make.reserve(house, 13, 14, key="k-1")
    assert count() == 2


def test_a_key_of_another_tenant_is_no_key_here(build):
    first = build()
    make.reserve(first, 10, 13, key="k-1")
    db.session.remove()
    second = build()
    make.reserve(second, 20, 23, key="k-1")
    assert count() == 1
