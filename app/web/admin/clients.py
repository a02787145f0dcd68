"""Clients: search as you type, one client with their history, merge of duplicates, erase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from app import clock
from app.actions import clients as acting
from app.actions.refs import name_key
from app.actions.transaction import Idempotency
from app.domain.permissions import Permission
from app.domain.refusal import Refused
from app.language import gettext as _
from app.queries import clients as reading
from app.queries.audit import AuditFilter
from app.queries.clients import ClientPage
from app.queries.mails import find_refused
from app.sentences import mails as mail_words
from app.web import typed as typing
from app.web.admin.audit.history import history
from app.web.context import LANGUAGES
from app.web.filters import countries, country
from app.web.fragments import done, respond
from app.web.guard import allow
from app.web.members import actor
from app.web.typed import Problems, Typed

pages = Blueprint("clients", __name__, url_prefix="/admin/clients")

FIELDS = ("name", "email", "phone", "country", "language", "notes")
MOST_OPTIONS = 8


@pages.get("")
@allow(Permission.SEE_RESERVATIONS)
def index() -> Any:
    """Show the clients by name, or those that a search finds."""
    return respond(
        "admin/clients/index.html", "admin/clients/_list.html", counted=reading.COUNTED, **_listed()
    )


def _listed() -> dict[str, Any]:
    typed = request.args.get("q", "").strip()[:100]
    if typed:
        found = reading.search_clients(name_key(typed))
        return {"q": typed, "rows": found, "newer": "", "older": "", "count": len(found)}
    before = reading.find_place(request.args.get("before", ""))
    after = reading.find_place(request.args.get("after", ""))
    if before:
        rows = reading.list_before(before)
        has_newer, has_older = len(rows) > reading.PAGE, True
        rows = rows[-reading.PAGE :]
    else:
        rows = reading.list_clients(after=after)
        has_newer, has_older = bool(after), len(rows) > reading.PAGE
        rows = rows[: reading.PAGE]
    return {
        "q": "",
        "rows": rows,
        "newer": url_for("clients.index", before=rows[0].ref) if rows and has_newer else "",
        "older": url_for("clients.index", after=rows[-1].ref) if rows and has_older else "",
        "count": reading.count_clients(),
    }


@pages.get("/options")
@allow(Permission.MAKE_RESERVATION)
def options() -> Any:
    """Answer the options of a search box: the likeliest clients for what was typed."""
    typed = (request.args.get("q") or request.args.get("client_name") or "").strip()[:100]
    rows = reading.search_clients(name_key(typed), most=MOST_OPTIONS) if len(typed) > 1 else []
    return render_template("admin/clients/_options.html", rows=rows)


@pages.get("/new")
@allow(Permission.MANAGE_CLIENTS)
def new() -> Any:
    """Show the form of a new client."""
    return _form(dict.fromkeys(FIELDS, "") | {"name": request.args.get("name", ""), "idem": typing.new_key()})


@pages.post("/new")
@allow(Permission.MANAGE_CLIENTS)
def create() -> Any:
    """Add a client."""
    values = _values()
    try:
        key = Idempotency(Typed().text("idem"), values) if Typed().text("idem") else None
        ref = acting.create(actor("clients"), acting.ClientFields(**values), idempotency=key)
    except Refused as refused:
        return _form(values | {"idem": typing.new_key()}, typing.told(refused))
    return done(url_for("clients.show", ref=ref), toast=_("%(name)s was added.", name=values["name"]))


@pages.get("/<ref>")
@allow(Permission.SEE_RESERVATIONS)
def show(ref: str) -> Any:
    """Show one client: how to reach them, notes, reservations."""
    client = _client(ref)
    now = clock.now()
    return render_template(
        "admin/clients/show.html",
        client=client,
        stays=reading.list_stays(client.id, now),
        refused=_refused(client),
        alike=reading.list_alike(client, name_key(client.name)),
        history=history(AuditFilter(client_id=client.id), client=client.ref),
    )


def _refused(client: ClientPage) -> str:
    """Say why the latest mail to a client's address could not be sent, if it could not."""
    row = find_refused(client.id, client.email) if client.email else None
    return mail_words.reason(row.reason) if row else ""


@pages.get("/<ref>/edit")
@allow(Permission.MANAGE_CLIENTS)
def edit(ref: str) -> Any:
    """Show the form of a client."""
    client = _standing(ref)
    return _form(_stored(client), client=client)


@pages.post("/<ref>/edit")
@allow(Permission.MANAGE_CLIENTS)
def change(ref: str) -> Any:
    """Save a client."""
    client, values = _standing(ref), _values()
    version = Typed().whole("version") or 0
    try:
        acting.change(actor("clients"), ref, acting.ClientFields(**values), version=version)
    except Refused as refused:
        return _form(values | {"version": str(version)}, typing.told(refused), client=client)
    return done(url_for("clients.show", ref=ref), toast=_("%(name)s was saved.", name=values["name"]))


@pages.get("/<ref>/merge")
@allow(Permission.MANAGE_CLIENTS)
def merge_ask(ref: str) -> Any:
    """Choose the client that remains, and say what will happen."""
    client = _standing(ref)
    chosen = reading.find_client(request.args.get("into", ""))
    is_possible = (
        chosen is not None and chosen.ref != ref and not chosen.merged_into and chosen.erased_at is None
    )
    return _merge_page(client, chosen if is_possible else None)


@pages.post("/<ref>/merge")
@allow(Permission.MANAGE_CLIENTS)
def merge(ref: str) -> Any:
    """Make one client of two."""
    client, into = _standing(ref), Typed().text("into")
    try:
        acting.merge(actor("clients"), ref, into=into)
    except Refused as refused:
        return _merge_page(client, None, typing.told(refused))
    return done(url_for("clients.show", ref=into), toast=_("They are one client now."))


def _merge_page(client: ClientPage, chosen: ClientPage | None, problems: Problems = typing.NONE) -> Any:
    q = request.args.get("q", "").strip()[:100]
    found = (
        reading.search_clients(name_key(q), most=10)
        if q
        else reading.list_alike(client, name_key(client.name))
    )
    return respond(
        "admin/clients/merge.html",
        "admin/clients/_merge.html",
        status=problems.status,
        client=client,
        chosen=chosen,
        count=len(reading.list_stays(client.id, clock.now())),
        q=q,
        found=[row for row in found if row.ref != client.ref],
        problems=problems,
    )


@pages.get("/<ref>/erase")
@allow(Permission.ERASE_CLIENT)
def erase_ask(ref: str) -> Any:
    """Ask whether a client's personal data are to be erased."""
    client = _standing(ref)
    return render_template(
        "admin/_confirm.html",
        active="clients",
        title=_("Erase %(name)s", name=client.name),
        question=_(
            "Name, email, phone, country and notes are erased here, in the record of activity and in the mails about them."
            " Reservations, prices and dates stay, without a name. This can't be undone."
        ),
        facts=[
            (_("Client"), client.name),
            (_("Email"), client.email or "–"),
            (_("Phone"), client.phone or "–"),
        ],
        verb=_("Erase for good"),
        action=url_for("clients.erase", ref=ref),
        back=url_for("clients.show", ref=ref),
    )


@pages.post("/<ref>/erase")
@allow(Permission.ERASE_CLIENT)
def erase(ref: str) -> Any:
    """Erase a client's personal data."""
    acting.erase(actor("clients"), ref)
    return done(url_for("clients.index"), toast=_("The client's data are erased."))


def _client(ref: str) -> ClientPage:
    client = reading.find_client(ref)
    if client is None:
        abort(404)
    return client


def _standing(ref: str) -> ClientPage:
    """Answer a client that was neither merged nor erased."""
    client = _client(ref)
    if client.merged_into or client.erased_at:
        abort(404)
    return client


def _values() -> dict[str, str]:
    typed = Typed()
    return {name: typed.text(name) for name in FIELDS}


def _stored(client: ClientPage) -> dict[str, str]:
    return {name: str(getattr(client, name)) for name in (*FIELDS, "version")}


def _form(
    values: Mapping[str, str], problems: Problems = typing.NONE, *, client: ClientPage | None = None
) -> Any:
    both: list[typing.Difference] = []
    if client is not None and problems.is_stale:
        labels = [
            ("name", _("Name")), ("email", _("Email")), ("phone", _("Phone")), ("country", _("Country")), ("language", _("Language")),
            ("notes", _("Notes")),
        ]  # fmt: skip
        stored = _stored(client)
        both = typing.differences(labels, _readable(stored), _readable(values))
        values = {**values, "version": str(client.version)}
    return respond(
        "admin/clients/form.html",
        "admin/clients/_form.html",
        status=problems.status,
        client=client,
        values=values,
        problems=problems,
        both=both,
        countries=_countries(values["country"]),
        language_words=list(LANGUAGES.items()),
    )


def _readable(values: Mapping[str, str]) -> dict[str, str]:
    language = LANGUAGES.get(values["language"], "")
    return {**values, "country": country(values["country"]), "language": language}


def _countries(kept: str) -> list[tuple[str, str]]:
    """List the countries, and what was kept of one before there was a list."""
    known = countries()
    return known if not kept or kept in dict(known) else [(kept, kept), *known]
