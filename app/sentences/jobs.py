"""Jobs in words: what each kind does, and why one failed."""

from __future__ import annotations

from app.sentences import mails
from app.sentences.base import _


def word(job: str) -> str:
    """Answer what a kind of job is called."""
    words = {"mail": _("Send a mail"), "notices": _("Tell of what happened")}
    return words.get(job) or _("Job “%(name)s”", name=job)


def reason(code: str) -> str:
    """Answer why a job failed, from the code that its row keeps."""
    words = {
        "unknown_job": _("This version doesn’t know such a job."),
        "abandoned": _("The worker was stopped while doing it."),
    }
    if code.startswith("smtp_"):
        return mails.reason(code)
    return words.get(code) or _("An error: %(code)s.", code=code)
