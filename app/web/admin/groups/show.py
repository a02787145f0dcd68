"""The page of a group: its reservations with their states and prices, and what is done to all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template, request, url_for

from app.actions.reservations.group_moves import cancel_all, confirm_all
from app.actions.transaction import NotFound
from app.domain.lifecycle import may_become
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.domain.words import State
from app.queries.groups import GroupFacts, find_group
from app.sentences.base import _
from app.web.admin.groups.blueprint import pages
from app.web.admin.groups.telling import say_of_rows
from app.web.admin.reservations.reading import Shown, load_shown
from app.web.admin.reservations.refusing import Said
from app.web.fragments import VARY, done, respond
from app.web.guard import allow
from app.web.members import actor, me


@dataclass(frozen=True)
class ShownGroup:
    """A group with its reservations as they stand now."""

    facts: GroupFacts
    members: Sequence[Shown]

    @property
    def name(self) -> str:
        """Answer what to call it: by its client."""
        return self.facts.client_name or _("Erased client")

    @property
    def total_minor(self) -> int:
        """Answer what all cost as they stand: prices, and fees of those that were called off."""
        return sum(each.charged_minor for each in self.members)

    @property
    def balance_minor(self) -> int:
        """Answer what is still to pay for all; below zero, what is to be given back."""
        return sum(each.balance_minor for each in self.members)

    @property
    def waiting(self) -> list[Shown]:
        """Answer those that wait to be confirmed."""
        return [each for each in self.members if each.state is State.PENDING]

    @property
    def cancellable(self) -> list[Shown]:
        """Answer those that can still be cancelled."""
        return [each for each in self.members if may_become(each.state, State.CANCELLED)]

    @property
    def fee_minor(self) -> int:
        """Answer what cancelling all that can be cancelled costs."""
        return sum(each.cancellation_fee_minor for each in self.cancellable)


def load_group(ref: str) -> ShownGroup:
    """Read a group for showing.

    Raises:  NotFound when there is none in this tenant.
    """
    facts = find_group(ref)
    if facts is None:
        raise NotFound("group")
    return ShownGroup(facts, [load_shown(each) for each in facts.members])


@pages.get("/<ref>")
@allow(Permission.SEE_RESERVATIONS)
def show(ref: str) -> Any:
    """Show a group."""
    return _page(load_group(ref))


@pages.post("/<ref>/confirm")
@allow(Permission.CHANGE_RESERVATION)
def confirm(ref: str) -> Any:
    """Confirm all that wait, or say why none is."""
    try:
        confirm_all(actor("group page"), ref)
    except Refused as refused:
        return _page(load_group(ref), refused)
    return done(
        url_for(".show", ref=ref), toast=_("All of %(client)s is confirmed.", client=load_group(ref).name)
    )


@pages.get("/<ref>/cancel")
@allow(Permission.CANCEL_RESERVATION)
def cancel_ask(ref: str) -> Any:
    """Ask before all are cancelled, with the fee of each and of all."""
    return _question(load_group(ref))


@pages.post("/<ref>/cancel")
@allow(Permission.CANCEL_RESERVATION)
def cancel(ref: str) -> Any:
    """Cancel all that can be cancelled, or ask again with another fee."""
    reason = request.form.get("reason", "")[:500]
    fee = request.form.get("fee_shown_minor", type=int)
    try:
        cancel_all(actor("group page"), ref, reason=reason, fee_shown_minor=fee)
    except Refused as refused:
        return _question(load_group(ref), refused)
    return done(
        url_for(".show", ref=ref),
        toast=_("The group of %(client)s is cancelled.", client=load_group(ref).name),
    )


def _page(group: ShownGroup, refused: Refused | None = None) -> Response:
    member = me()

    def may(permission: Permission) -> bool:
        return member is not None and member.may(permission)

    members = group.members
    return respond(
        "admin/groups/show.html",
        "admin/groups/_show.html",
        status=refused.status if refused else 200,
        said=_said(refused),
        group=group,
        nouns=[f"client:{group.facts.client_ref}", "unit", *(f"reservation:{each.ref}" for each in members)],
        may_confirm=bool(group.waiting) and may(Permission.CHANGE_RESERVATION),
        may_cancel=bool(group.cancellable) and may(Permission.CANCEL_RESERVATION),
    )


def _question(group: ShownGroup, refused: Refused | None = None) -> Response:
    page = render_template(
        "admin/groups/cancel.html",
        said=_said(refused),
        group=group,
        fees=[(each, each.cancellation_fee_minor) for each in group.cancellable],
        reason=request.form.get("reason", ""),
    )
    answer = make_response(page, refused.status if refused else 200)
    answer.headers["Vary"] = VARY
    return answer


def _said(refused: Refused | None) -> Said:
    return say_of_rows(refused.refusals) if refused else Said()
