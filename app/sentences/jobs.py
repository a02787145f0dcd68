"""Jobs in words: what each kind does, and why one failed."""

from __future__ import annotations

from app.sentences import mails
from app.sentences.base import _


def word(job: str) -> str:
    """Answer what a kind of job is called."""
    words: dict[str, str] = {
        "mail": _("Send a mail"),
        "reset_link": _("Send a link to a new password"),
        "notices": _("Prepare what people are told"),
        "push": _("Tell a device"),
        "push_test": _("Send a device a test"),
        "picture_avif": _("Make the smaller files of a picture"),
        "demo_picture": _("Draw a picture of the demo"),
    }
    return words.get(job) or _("Job “%(name)s”", name=job)


def reason(code: str) -> str:
    """Answer why a job failed, from the code that its row keeps."""
    words = {
        "unknown_job": _("This version doesn’t know such a job."),
        "abandoned": _("The worker was stopped while doing it."),
        "push_away": _("The device’s push service did not answer."),
        "push_busy": _("The device’s push service asked to wait."),
        "push_shared": _("Another worker tells the device just now."),
        "push_refused": _("The device’s push service refused it. Remove the device and add it again."),
    }
    if code == "picture_lost":
        return _("The picture’s file is gone. Remove the picture and add it again.")
    if code.startswith("smtp_"):
        return mails.reason(code)
    return words.get(code) or _("An error: %(code)s.", code=code)
