"""What is kept for a while only is deleted, whatever else of a sweep fails."""

import datetime as dt

import pytest
from sqlalchemy import select

from app import tenancy
from app.actions import idempotency
from app.domain.refusal import Refused
from app.extensions import db
from app.jobs import transitions
from app.models import IdempotencyKey
from tests import make
from tests.cast import add_house, local
from tests.jobs.working import outside

NOW = local(2026, 7, 1)


def use_key(house, key, *, days, seconds=0):
    used_at = NOW - dt.timedelta(days=days, seconds=seconds)
    db.session.add(
        IdempotencyKey(tenant_id=house.tenant.id, key=key, action="reservation.made", body_digest=b"", status=201,
                       reference="AAAA-AAAA", created_at=used_at)
    )  # fmt: skip
    db.session.commit()


def keys():
    return sorted(db.session.execute(select(IdempotencyKey.key)).scalars())


def forget():
    with outside():
        return transitions.forget()


def test_keys_are_kept_for_a_month_in_every_business(owner, house, clock, monkeypatch):
    monkeypatch.setattr(idempotency, "BATCH", 2)
    clock.move_to(NOW)
    db.session.rollback()
    db.session.expunge_all()
    other = add_house(owner, "forgetful")
    with tenancy.entered(other.tenant):
        make.reserve(other, 10, 13)
        use_key(other, "old", days=31)
        db.session.rollback()
        db.session.expunge_all()
    with tenancy.entered(house.tenant):
        make.reserve(house, 10, 13)
        for number in range(5):
            use_key(house, f"old-{number}", days=30, seconds=5 - number)
        use_key(house, "young", days=29)
        db.session.rollback()
        db.session.expunge_all()
    assert forget() == 6
    assert forget() == 0
    with tenancy.entered(house.tenant):
        assert keys() == ["young"]
        db.session.rollback()


def test_a_key_that_is_young_still_answers(house, clock):
    clock.move_to(NOW)
    ref = make.reserve(house, 10, 13, key="k-1")
    assert forget() == 0
    assert make.reserve(house, 10, 13, key="k-1") == ref
    with pytest.raises(Refused, match="key_reused"):
        make.reserve(house, 20, 23, key="k-1")


def test_quotes_are_swept_although_a_deadline_could_not_be_settled(app, monkeypatch):
    def fail(_now):
        raise RuntimeError("broken")

    swept = []
    monkeypatch.setattr(transitions, "settle_due", fail)
    monkeypatch.setattr(transitions.quotes, "sweep", swept.append)
    with pytest.raises(RuntimeError, match="broken"):
        transitions.sweep()
    assert len(swept) == 1
