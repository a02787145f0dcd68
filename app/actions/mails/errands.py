"""Mails to one person who asked for something, or is asked: a business can't reword them."""

from __future__ import annotations

from collections.abc import Callable

from app.actions.mails.desk import Draft
from app.actions.transaction import Work
from app.domain.mails import LINK, Errand, body_of, filled, one_line
from app.language import speaking
from app.sentences import mails as sentences


def errand(
    work: Work,
    which: Errand,
    email: str,
    language: str | None,
    leads_to: str,
    *,
    person_id: int | None = None,
    **facts: Callable[[], str],
) -> Draft:
    """Write a mail to one person who asked for something, or is asked; `facts` are said in their language."""
    spoken = language or work.tenant.locale
    said = {"business": one_line(work.tenant.name).replace(LINK, ""), "link": LINK}
    with speaking(spoken):
        subject, body = sentences.errand(which)
        said |= {name: say() for name, say in facts.items()}
    return Draft(
        audience="member",
        kind=which.value,
        language=spoken,
        recipient=email,
        subject=filled(subject, said),
        body=body_of(body, said),
        leads_to=leads_to,
        person_id=person_id,
    )
