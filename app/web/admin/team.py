"""The team: members with their roles, and invitations. Only an owner comes here."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, render_template, url_for

from app import clock
from app.actions import members as acting
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.domain.words import Role
from app.language import gettext as _
from app.queries.members import MemberRow, list_invitations, list_members
from app.web import typed as typing
from app.web.filters import ROLE_WORDS
from app.web.fragments import done, respond
from app.web.guard import allow
from app.web.members import actor, me
from app.web.typed import NONE, Problems, Typed

pages = Blueprint("team", __name__, url_prefix="/admin/team")


@pages.get("")
@allow(Permission.MANAGE_TEAM)
def index() -> Any:
    """Show the members and the invitations that wait."""
    return _page()


@pages.post("/invitations")
@allow(Permission.MANAGE_TEAM)
def invite() -> Any:
    """Invite somebody; the link is shown once, in this answer."""
    typed = Typed()
    values = {"email": typed.text("email"), "role": typed.text("role")}
    try:
        made = acting.invite(actor("team"), email=values["email"], role=values["role"])
    except Refused as refused:
        return _page(typing.told(refused), values=values)
    link = "" if made.is_mailed else url_for("invitation.show", token=made.token, _external=True)
    return _page(link=link, invited=values["email"], is_mailed=made.is_mailed)


@pages.post("/invitations/<ref>/withdraw")
@allow(Permission.MANAGE_TEAM)
def withdraw(ref: str) -> Any:
    """Withdraw an invitation."""
    try:
        acting.withdraw(actor("team"), ref)
    except Refused as refused:
        return _page(typing.told(refused))
    return done(url_for("team.index"), toast=_("The invitation was withdrawn."))


@pages.post("/members/<ref>/role")
@allow(Permission.MANAGE_TEAM)
def change_role(ref: str) -> Any:
    """Give a member another role."""
    try:
        acting.change_role(actor("team"), ref, role=Typed().text("role"))
    except Refused as refused:
        return _page(typing.told(refused))
    member = me()
    was_own = member is not None and member.member_ref == ref
    target = (
        url_for("today.show") if was_own and Typed().text("role") != Role.OWNER else url_for("team.index")
    )
    return done(target, toast=_("The role was changed."))


@pages.get("/members/<ref>/remove")
@allow(Permission.MANAGE_TEAM)
def remove_ask(ref: str) -> Any:
    """Ask whether a member is to be removed."""
    row = _row(ref)
    return render_template(
        "admin/_confirm.html",
        active="team",
        title=_("Remove %(name)s", name=row.name),
        question=_("%(name)s can no longer come in. What they did stays in the record.", name=row.name),
        facts=[(_("Email"), row.email), (_("Role"), ROLE_WORDS[row.role])],
        verb=_("Remove"),
        action=url_for("team.remove", ref=ref),
        back=url_for("team.index"),
    )


@pages.post("/members/<ref>/remove")
@allow(Permission.MANAGE_TEAM)
def remove(ref: str) -> Any:
    """Remove a member."""
    try:
        acting.remove(actor("team"), ref)
    except Refused as refused:
        return _page(typing.told(refused))
    member = me()
    if member is not None and member.member_ref == ref:
        return done(url_for("public.home"))
    return done(url_for("team.index"), toast=_("The member was removed."))


def _row(ref: str) -> MemberRow:
    found = next((row for row in list_members() if row.ref == ref), None)
    if found is None:
        abort(404)
    return found


def _page(
    problems: Problems = NONE,
    *,
    values: dict[str, str] | None = None,
    link: str = "",
    invited: str = "",
    is_mailed: bool = False,
) -> Any:
    return respond(
        "admin/team/index.html",
        "admin/team/_team.html",
        status=problems.status,
        problems=problems,
        values=values or {"email": "", "role": Role.STAFF.value},
        link=link,
        invited=invited,
        is_mailed=is_mailed,
        sends_mail=current_app.config["SETTINGS"].mail_server is not None,
        members=list_members(),
        invitations=list_invitations(),
        now=clock.now(),
        roles=[(role.value, ROLE_WORDS[role.value]) for role in Role],
        role_notes=_role_notes(),
    )


def _role_notes() -> list[tuple[str, str]]:
    return [
        (str(ROLE_WORDS["owner"]), _("everything, and the team")),
        (
            str(ROLE_WORDS["manager"]),
            _("units, policies, settings, the record, and overriding rules with a reason"),
        ),
        (str(ROLE_WORDS["staff"]), _("reservations, clients and closures")),
        (str(ROLE_WORDS["viewer"]), _("looking only")),
    ]
