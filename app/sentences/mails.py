"""Mails in words: what each kind is called, what it says where a business has written nothing, and what became of it."""

from __future__ import annotations

from app.domain.mails import Errand, Kind
from app.domain.notices import Event
from app.sentences.base import _
from app.sentences.notices import titles

Text = tuple[str, str]  # a subject and a body


def kind_word(kind: str) -> str:
    """Answer what a kind of mail to clients, or one that somebody asked for, is called."""
    words: dict[str, str] = {
        Kind.REQUESTED: _("Request received"),
        Kind.CONFIRMED: _("Reservation confirmed"),
        Kind.CHANGED: _("Reservation changed"),
        Kind.CANCELLED: _("Reservation cancelled"),
        Kind.EXPIRED: _("Request expired"),
        Kind.REMINDER: _("Reminder before arrival"),
        Errand.RESET: _("New password"),
        Errand.INVITATION: _("Invitation"),
        Errand.ANCHOR: _("End of the sealed record"),
        Errand.WEEKLY: _("Summary of a week"),
        Errand.MONTHLY: _("Summary of a month"),
    }
    return words[kind]


def name_of(kind: str, audience: str) -> str:
    """Answer what a mail that was written is called: members are told of events, and sent what they asked for."""
    is_event = audience == "member" and kind in set(Event)
    return titles()[Event(kind)] if is_event else kind_word(kind)


def state_word(state: str) -> str:
    """Answer what became of a mail."""
    words = {
        "waiting": _("On its way"),
        "sent": _("Sent"),
        "failed": _("Failed"),
        "held_back": _("Not sent"),
    }
    return words[state]


def reason(code: str) -> str:
    """Say in words why a mail was not sent."""
    words = {
        "no_mail_server": _("This installation has no mail server."),
        "erased": _("The client was erased."),
        "no_member": _("Whoever it was written to is no longer a member."),
        "bad_address": _("This is no address that mail could go to."),
        "smtp_550": _("The receiving server refused the address (550): perhaps there is no such mailbox."),
        "smtp_551": _("The receiving server refused the address (551): the mailbox is elsewhere."),
        "smtp_552": _("The mailbox is full (552)."),
        "smtp_553": _("The receiving server refused the address (553)."),
        "smtp_554": _("The mail server refused the mail (554)."),
        "smtp_unreachable": _("The mail server could not be reached."),
        "smtp_not_let_in": _("The mail server did not accept the user and password of this installation."),
        "smtp_no_starttls": _("The mail server does not protect its connections as the settings ask."),
        "smtp_no_utf8": _("The mail server can’t send to an address with such letters."),
        "unwritable": _("The mail could not be written."),
    }
    if code.startswith("smtp_4") and code not in words:
        return _("The mail server could not take the mail just then (%(code)s).", code=code[5:])
    if code.startswith("smtp_5") and code not in words:
        return _("The mail server refused the mail (%(code)s).", code=code[5:])
    return words.get(code) or _("An error: %(code)s.", code=code)


def placeholder_word(name: str) -> str:
    """Answer what a placeholder stands for."""
    words = {
        "client": _("the client’s name"),
        "business": _("the name of the business"),
        "reference": _("the reference"),
        "unit": _("the unit"),
        "arrives": _("when it begins"),
        "departs": _("when it ends"),
        "dates": _("both in one line"),
        "length": _("how long it is"),
        "people": _("who comes"),
        "total": _("the total"),
        "link": _("the link to the reservation"),
        "contact": _("how to reach the business"),
        "changes": _("what changed"),
        "fee": _("the fee of cancelling"),
        "expires": _("until when the request waits"),
        "terms": _("the terms of cancelling"),
    }
    return words[name]


def built_in(kind: Kind) -> Text:
    """Answer the subject and the text of a kind for whoever has written none, with placeholders in braces."""
    opening = _("Hello {client},")
    facts = "\n".join((_("Reference: {reference}"), "{unit}", "{dates}", "{length}", "{people}"))
    total = _("Total: {total}")
    link = "\n".join((_("You can see it here at any time, without an account:"), "{link}"))
    closing = "{business}\n{contact}"
    subject, first, rest = _own(kind)
    return subject, "\n\n".join((opening, first, f"{facts}\n{total}", *rest, link, closing))


def _own(kind: Kind) -> tuple[str, str, tuple[str, ...]]:
    """Answer the subject of a kind, its first sentences, and what stands below the facts."""
    if kind is Kind.REQUESTED:
        return (
            _("Your request at {business}: {unit}, {dates}"),
            _("Thank you for your request. It is not confirmed yet: we will write to you as soon as it is."),
            ("{expires}",),
        )
    if kind is Kind.CONFIRMED:
        return (
            _("Confirmed: {unit}, {dates}"),
            _("Your reservation at {business} is confirmed. The attached file puts it into your calendar."),
            ("\n".join((_("If you have to cancel:"), "{terms}")),),
        )
    if kind is Kind.CHANGED:
        return (
            _("Changed: your reservation {reference}"),
            _("Your reservation at {business} was changed.")
            + "\n\n{changes}\n\n"
            + _("This is how it stands now:"),
            (),
        )
    if kind is Kind.CANCELLED:
        return (
            _("Cancelled: your reservation {reference}"),
            _("Your reservation at {business} is cancelled. Its dates are free again."),
            ("{fee}",),
        )
    if kind is Kind.EXPIRED:
        return (
            _("Your request at {business} has expired"),
            _("We could not confirm your request in time, so it has expired. Nothing is to be paid."),
            (_("If you still want to come, please write or call us."),),
        )
    return (
        _("Soon: {unit} at {business}, {arrives}"),
        _("We look forward to seeing you. This is your reservation once more:"),
        ("\n".join((_("If you have to cancel:"), "{terms}")),),
    )


def to_member(event: Event) -> Text:
    """Answer what a member is told of an event."""
    facts = "\n".join(("{client}", "{unit}", "{dates}", "{length}", "{people}", _("Total: {total}")))
    what = titles()[event]
    return f"{what}: {{unit}}, {{dates}}", "\n\n".join(
        (f"{what} ({{reference}}).", facts, "{changes}", "{link}", "{business}")
    )


def errand(which: Errand) -> Text:
    """Answer what somebody is sent who asked for a new password, is invited, or keeps the ends of the record."""
    if which is Errand.ANCHOR:
        return _anchor()
    if which in (Errand.WEEKLY, Errand.MONTHLY):
        return _summary(which)
    if which is Errand.RESET:
        return _("A new password for {business}"), "\n\n".join(
            (
                _(
                    "Somebody, probably you, asked for a new password at {business}. Choose it here within the hour:"
                ),
                "{link}",
                _("The link works once. If it was not you, do nothing: your password stays as it is."),
            )
        )
    return _("You are invited to {business}"), "\n\n".join(
        (
            _("{business} invites you to work there. Accept within seven days:"),
            "{link}",
            _("The link works once. If you don’t know why you get it, do nothing."),
        )
    )


def _anchor() -> Text:
    facts = "\n".join(
        (_("Seal: {number}"), _("Entry: {entry}"), _("Sealed: {sealed_at}"), _("Not sealed yet: {unsealed}"))
    )
    return _("The sealed record of {business}: {number}"), "\n\n".join(
        (
            _(
                "This is the end of the record of {business} today. Keep this mail where nobody can change it."
            ),
            facts,
            "\n".join((_("Digest:"), "{digest}")),
            "\n".join(
                (
                    _("Whether the record still contains it, whoever runs this installation finds out by:"),
                    "flask audit verify --tenant {slug} --anchor {number}:{digest}",
                )
            ),
            "\n".join((_("The record itself:"), "{link}")),
        )
    )


def _summary(which: Errand) -> Text:
    weekly = which is Errand.WEEKLY
    subject = _("The week at {business}: {period}") if weekly else _("The month at {business}: {period}")
    return subject, "\n\n".join(
        (
            _("These are the figures of {period}, in brackets those of a year before."),
            "{figures}",
            "\n".join((_("What each counts, and the rest of them:"), "{link}")),
            _("You chose this mail under Settings, Mail to me; there you end it as well."),
        )
    )


def chosen(which: Errand) -> str:
    """Answer what a mail that comes by itself is called where it is chosen."""
    return {
        Errand.WEEKLY: _("Each week, the figures of the week that ended"),
        Errand.MONTHLY: _("Each month, the figures of the month that ended"),
        Errand.ANCHOR: _("Each day, the end of the sealed record, to be kept elsewhere"),
    }[which]


def until_expiry(moment: str) -> str:
    """Say until when a request waits."""
    return _("It waits for an answer until %(moment)s.", moment=moment)


def with_fee(amount: str) -> str:
    """Say what a cancellation costs."""
    return (
        _("The fee of cancelling is %(amount)s.", amount=amount) if amount else _("Cancelling costs nothing.")
    )
