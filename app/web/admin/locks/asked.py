"""What the editor's form says about locks: the one it carries, and the two buttons about somebody else's.

The buttons are pressed in the form itself, so nothing that was typed is lost.
"""

from __future__ import annotations

import datetime as dt

from flask import request

from app import clock as clocks
from app.actions import locks as actions
from app.live.locks import Lock
from app.live.store import Away
from app.sentences.base import _
from app.sentences.shown import clock
from app.web.admin.locks.line import myself
from app.web.members import actor

ASK, TAKE = "ask-lock:", "take-lock:"


def lock_asked() -> str | None:
    """Do what the pressed button asks about a lock and say so; None where no such button was pressed."""
    pressed = request.form.get("do", "")[:80]
    try:
        if pressed.startswith(ASK):
            return _asked(actions.ask(actor("editor"), myself(), pressed.removeprefix(ASK)))
        if pressed.startswith(TAKE):
            return _taken(actions.take_over(actor("editor"), myself(), pressed.removeprefix(TAKE)))
    except Away:
        return _("Nobody holds anything just now. Save as ever.")
    return None


def _asked(lock: Lock | None) -> str:
    if lock is None:
        return _free_by_now()
    return _("%(who)s was asked to finish.", who=lock.holder.name)


def _taken(found: Lock | dt.timedelta | None) -> str:
    if found is None:
        return _free_by_now()
    if isinstance(found, Lock):
        return _("You took over from %(who)s. What they typed stays on their screen.", who=found.holder.name)
    when = clock(clocks.now() + found)
    return _(
        "They are still at work. You may take over at %(time)s if they do nothing until then.", time=when
    )


def _free_by_now() -> str:
    return _("It is free by now.")


def carried() -> tuple[str, str]:
    """Answer the lock that a form carries, with its secret; both '' where it carries none."""
    return request.form.get("lock", "")[:40], request.form.get("lock_key", "")[:60]


def give_back() -> None:
    """Free the lock that a form carries, if it carries one."""
    lock_id, secret = carried()
    if not lock_id or not secret:
        return
    try:
        actions.free(actor("editor"), lock_id, secret)
    except Away:
        return
