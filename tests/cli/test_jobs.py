"""The operator sees the outboxes of all businesses, and has what failed tried again."""

from app import queues, tenancy
from app.actions.actor import CLI
from app.actions.transaction import Attempt, run
from app.jobs import outbox as jobs
from tests.jobs.effects import HOPELESS, NOTE


def ask_for(business, kind):
    with business.app.app_context(), tenancy.entered(tenancy.find_by_slug("resort")):
        run(CLI, Attempt("test", "asked"), lambda work: work.later(kind, number=1))


def test_what_is_left_is_listed_and_what_failed_is_retried(business):
    with business.app.app_context():
        queues.connection().flushdb()
    assert "Nothing is waiting and nothing has failed." in business.done("jobs", "list")
    ask_for(business, NOTE)
    ask_for(business, HOPELESS)
    tenant_id, ref = business.ask("SELECT tenant_id, ref FROM outbox WHERE job = %s", HOPELESS)[0]
    with business.app.app_context():
        jobs.deliver(tenant_id, ref, 1)
    listed = business.done("jobs", "list", "--tenant", "resort")
    assert NOTE in listed
    assert "In the queues: now 0, default 2, slow 0." in listed
    failed = business.done("jobs", "failed")
    assert (ref in failed, "address_is_gone" in failed, NOTE in failed) == (True, True, False)
    assert business.done("jobs", "failed", "--tenant", "elsewhere") == "Nothing has failed.\n"

    assert "has no job" in business.refused("jobs", "retry", "AAAA-AAAA", "--tenant", "resort")
    assert "1 job will be tried again." in business.done("jobs", "retry", ref, "--tenant", "resort")
    assert "has not failed" in business.refused("jobs", "retry", ref, "--tenant", "resort")
    assert "0 jobs will be tried again." in business.done("jobs", "retry", "--all", "--tenant", "resort")
    assert (
        business.one("SELECT actor FROM audit_entries WHERE action = 'retried' AND outcome = 'done'") == "cli"
    )
    assert business.refused("jobs", "retry", "--tenant", "resort")
