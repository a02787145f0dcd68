"""Deadlines that have passed are written down."""

from datetime import timedelta

import time_machine

from app import clock


def test_what_is_due_in_any_business_is_settled_once(business, tmp_path):
    today = clock.now().date()
    file = tmp_path / "file.csv"
    file.write_text(
        "unit_type,client,arrives,departs,state,people\n"
        f"T,Ann,{today + timedelta(days=3)},{today + timedelta(days=5)},confirmed,2\n"
        f"T,Bob,{today + timedelta(days=30)},{today + timedelta(days=32)},confirmed,2\n",
        encoding="utf-8",
    )
    business.done("import", "bookings", str(file), "--tenant", "resort", "--dry-run")
    rules = '{"kind": "nightly", "absent_after": {"time": "22:00"}, "pricing": {"base_minor": 100}}'
    business.change("INSERT INTO policies (tenant_id, ref, name) SELECT id, 'p', 'P' FROM tenants")
    business.change(
        "INSERT INTO policy_versions (tenant_id, policy_id, number, kind, document, note)"
        f" SELECT tenant_id, id, 1, 'nightly', '{rules}', '' FROM policies"
    )
    business.done("import", "bookings", str(file), "--tenant", "resort")
    assert "0 reservations settled" in business.done("transitions", "run")

    with time_machine.travel(clock.now() + timedelta(days=10), tick=True):
        assert "1 reservation settled" in business.done("transitions", "run")
        assert "0 reservations settled" in business.done("transitions", "run")

    rows = business.ask("SELECT state, due_at IS NULL FROM reservations ORDER BY arrives_on")
    assert rows == [("absent", True), ("confirmed", False)]
    assert business.ask("SELECT live FROM claims ORDER BY starts_at") == [(False,), (True,)]
    assert (
        business.one("SELECT count(*) FROM audit_entries WHERE actor = 'policy' AND action = 'absent'") == 1
    )
