"""Tell by mail what an entry of the record says: the client what concerns them, members what they chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.actions.mails import calendar_file, links
from app.actions.mails.desk import Draft, address_of, put
from app.actions.mails.story import Story, load_story, values
from app.actions.notices import Notice
from app.actions.transaction import Work
from app.domain.mails import OF_EVENTS, TO_MEMBERS, WITH_CALENDAR, Kind, body_of, filled, one_line
from app.domain.notices import Event
from app.domain.words import ActorKind, State
from app.language import speaking
from app.models import AuditEntry
from app.queries.mails import find_addressee, find_text, list_colleagues, list_withdrawn, load_switches
from app.sentences import mails as sentences


def tell(work: Work, notice: Notice) -> None:
    """Prepare the mails of an entry: a way of telling, as `actions.notices` knows them."""
    if notice.event not in TO_MEMBERS:
        return
    for about in _abouts(notice.entry):
        _tell_of(work, notice, about)


class About:
    """What one mail is about: a reservation, or a group with all that was done to it."""

    def __init__(
        self,
        ids: Sequence[int],
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        *,
        group: tuple[int, str] | None = None,
    ) -> None:
        self.ids, self.before, self.after, self.group = ids, before, after, group


def _abouts(entry: AuditEntry) -> list[About]:
    """Answer what an entry is about; one of a swap is about two reservations, of a client each."""
    if entry.entity_id is None:
        return []
    others = [link for link in entry.linked if link["entity"] == "reservation"]
    if entry.entity == "group":
        return [About([link["id"] for link in others], {}, {}, group=(entry.entity_id, entry.entity_ref))]
    if entry.action != "swapped":
        return [About([entry.entity_id], entry.before, entry.after)]
    both = [(entry.entity_id, entry.entity_ref), *((link["id"], link["ref"]) for link in others)]
    return [About([key], {"unit": entry.before[ref]}, {"unit": entry.after[ref]}) for key, ref in both]


def _tell_of(work: Work, notice: Notice, about: About) -> None:
    story = load_story(about.ids, before=about.before, after=about.after)
    if story is None or story.ends_at <= work.now:
        return
    with speaking(work.tenant.locale):
        if notice.event is Event.CHANGED and not story.changes:
            return
    kind = OF_EVENTS.get(notice.event)
    if kind is not None and kind not in load_switches().switched_off:
        to_client(work, story, kind, about=about, entry_id=notice.entry.id)
    _to_members(work, story, notice, about)


def to_client(work: Work, story: Story, kind: Kind, *, about: About, entry_id: int | None) -> None:
    """Write to the client in their own language; one without an address is not written to."""
    who = find_addressee(story.stays[0].facts.client_id)
    if who is None:
        return
    language = who.language or work.tenant.locale
    with speaking(language):
        subject, body = text_of(kind, language)
        draft = _draft(work, story, about, subject, body)
        address = address_of(who.email)
        calendars = _calendars(work, story, kind, attendee=address) if address else []
    put(
        work,
        replace(
            draft,
            kind=kind.value,
            language=language,
            recipient=who.email,
            entry_id=entry_id,
            calendars=calendars,
        ),
    )


def text_of(kind: Kind, language: str) -> sentences.Text:
    """Answer the business's own text of a kind, or the one that is built in, in the language spoken."""
    own = find_text(kind.value, language)
    return (own.subject, own.body) if own else sentences.built_in(kind)


def _to_members(work: Work, story: Story, notice: Notice, about: About) -> None:
    """Write to each member who wants to hear of it, and never to the one who did it."""
    actor = notice.entry.person_id if notice.entry.actor == ActorKind.MEMBER else None
    noun, ref = ("groups", about.group[1]) if about.group else ("reservations", story.stays[0].facts.ref)
    for member in list_colleagues():
        if notice.event not in member.events or member.person_id == actor:
            continue
        with speaking(member.language):
            draft = _draft(work, story, about, *sentences.to_member(notice.event))
        put(
            work,
            replace(
                draft,
                audience="member",
                kind=notice.event.value,
                language=member.language,
                recipient=member.email,
                person_id=member.person_id,
                leads_to=f"{links.MEMBER}:{noun}/{ref}",
                entry_id=notice.entry.id,
            ),
        )


def _draft(work: Work, story: Story, about: About, subject: str, body: str) -> Draft:
    facts = story.stays[0].facts
    noun, ref = (links.GROUP, about.group[1]) if about.group else (links.RESERVATION, facts.ref)
    said = values(story, tenant=work.tenant, reference=ref)
    return Draft(
        audience="client",
        kind="",
        language="",
        recipient="",
        subject=one_line(filled(subject, said | {"link": ""})),
        body=body_of(body, said),
        leads_to=f"{noun}:{ref}",
        client_id=facts.client_id,
        reservation_id=None if about.group else facts.id,
        group_id=about.group[0] if about.group else None,
    )


def _calendars(work: Work, story: Story, kind: Kind, *, attendee: str) -> list[tuple[str, str]]:
    """Write a file for each reservation that is, or was, in the client's calendar: requests never are."""
    if kind not in WITH_CALENDAR:
        return []
    is_off = kind is Kind.CANCELLED
    never_in = list_withdrawn(stay.facts.id for stay in story.stays) if is_off else frozenset()
    method = calendar_file.CANCEL if is_off else calendar_file.REQUEST
    standing = {State.CANCELLED} if is_off else {State.CONFIRMED, State.CHECKED_IN}
    return [
        (
            method,
            calendar_file.write(
                stay,
                tenant=work.tenant,
                business=story.business,
                method=method,
                attendee=attendee,
                sender=links.settings().mail_from or "mails@localhost",
                now=work.now,
            ),
        )
        for stay in story.stays
        if stay.facts.stored_state in standing and stay.facts.id not in never_in
    ]
