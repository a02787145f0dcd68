"""The page of jobs: what waits, what has failed and why, and trying again, of one's own business alone."""

from __future__ import annotations

import pytest

from app import queues
from app.extensions import db
from app.jobs import outbox as jobs
from app.models import OutboxRow
from tests import make
from tests.jobs.effects import HOPELESS, NOTE, ask_for


@pytest.fixture
def left_over(app, house, inside):
    """A house with one job that waits and one that has failed; the other house has one of each too."""

    def leave(at):
        with app.app_context():
            queues.connection().flushdb()
        with inside(at):
            make.request(at, 20, 21)
            ask_for(at, NOTE)
            ask_for(at, HOPELESS)
        with inside(at):
            ref = db.session.query(OutboxRow.ref).filter_by(job=HOPELESS).scalar()
        with app.app_context():
            jobs.deliver(at.tenant.id, ref, 1)
        return ref

    return leave


def test_an_empty_page_says_so(house, open_as):
    page = open_as(house, "manager").get("admin/jobs")
    assert page.headline == "Jobs"
    assert "Nothing has failed." in page.text
    assert "Nothing is waiting." in page.text


def test_settings_lead_to_the_jobs(house, open_as):
    links = open_as(house, "manager").get("admin/settings").links()
    assert links["See the jobs"].endswith("/admin/jobs")


def test_settings_of_staff_know_no_jobs(house, open_as):
    assert "See the jobs" not in open_as(house, "staff").get("admin/settings").links()


def test_what_failed_says_why_and_is_tried_again(house, left_over, open_as, inside):
    ref = left_over(house)
    browser = open_as(house, "owner")
    page = browser.get("admin/jobs")
    assert "An error: address_is_gone." in page.text
    assert "1 try" in page.text
    again = browser.send(page, page.form(f"/{ref}/retry"))
    assert (again.status, again.headline) == (200, "Jobs")
    assert "Nothing has failed." in again.text
    with inside(house):
        assert [entry.entity_ref for entry in make.audit_of("retried")] == [ref]
    assert "had a failed job tried again" in browser.get("admin/audit").text
    refused = browser.send(page, page.form(f"/{ref}/retry"))
    assert refused.status == 409
    assert "has not failed" in refused.text


def test_jobs_of_another_business_are_not_to_be_had(build, left_over, open_as):
    first, second = build(), build()
    theirs = left_over(first)
    ours = left_over(second)
    browser = open_as(second, "manager")
    page = browser.get("admin/jobs")
    assert ours in page.html
    assert theirs not in page.html
    form = page.form(f"/{ours}/retry")
    form.address = form.address.replace(ours, theirs)
    assert browser.send(page, form).status == 404


def test_staff_may_not_come_here(house, open_as):
    assert open_as(house, "staff").get("admin/jobs").status == 403
