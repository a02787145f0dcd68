"""A mail as it goes over the wire: a text, the same as HTML, and the calendar files."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from markupsafe import Markup, escape

from app.domain.mails import LINK, one_line
from app.tenancy import Tenant

_PAGE = Markup("""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{subject}</title>
<style>
body {{ margin: 0; padding: 24px; background: #f2f1ed; color: #1d2423; font: 16px/1.55 system-ui, sans-serif; }}
main {{ max-width: 560px; margin: 0 auto; padding: 28px; background: #fff; border: 1px solid #dedcd4; border-radius: 14px; }}
p {{ margin: 0 0 16px; overflow-wrap: anywhere; }} a {{ color: #0b6b58; }} strong {{ display: block; margin: 0 0 16px; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #090e0e; color: #e6ebe9; }}
main {{ background: #121918; border-color: #2a3432; }} a {{ color: #6fd0b8; }} }}
</style></head>
<body><main><strong>{business}</strong>
{paragraphs}
</main></body></html>
""")


@dataclass(frozen=True)
class Letter:
    """What is to be sent, to whom and in whose name.

    Shapes:  `link` is the whole address that takes the place of the mark in the body; `settings_link` where a member
             says that they want no more of it; `calendars` are files with their method.
    """

    ref: str
    language: str
    recipient: str
    subject: str
    body: str
    link: str
    reply_to: str
    settings_link: str = ""
    calendars: Sequence[tuple[str, str]] = ()


def build(letter: Letter, *, tenant: Tenant, sender: str, now: dt.datetime) -> EmailMessage:
    """Build the mail; its Message-ID is made of its reference, so that a repetition is known by it.

    Raises:  ValueError where an address can't stand in a header.
    """
    domain = sender.rpartition("@")[2]
    message = EmailMessage(policy.SMTP)
    message["Subject"] = one_line(letter.subject)
    message["From"] = Address(display_name=one_line(tenant.name), addr_spec=sender)
    message["To"] = letter.recipient
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(letter.ref, tenant, sender)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["List-Id"] = f"<{tenant.slug}.reservations.{domain}>"
    if letter.settings_link:
        message["List-Unsubscribe"] = f"<{letter.settings_link}>"
    message.set_content(letter.body.replace(LINK, letter.link) + "\n")
    message.add_alternative(html(letter, tenant), subtype="html")
    for number, (method, text) in enumerate(letter.calendars, start=1):
        name = "reservation.ics" if len(letter.calendars) == 1 else f"reservation-{number}.ics"
        message.add_attachment(text, subtype="calendar", filename=name, params={"method": method})
    message["Content-Language"] = letter.language
    return message


def message_id(ref: str, tenant: Tenant, sender: str) -> str:
    """Name a mail, however often it is sent."""
    return f"<{ref}.{tenant.slug}@{sender.rpartition('@')[2]}>"


def html(letter: Letter, tenant: Tenant) -> str:
    """Make HTML of the text: it is escaped whole, and only our own link becomes one."""
    link = Markup('<a href="{0}">{0}</a>').format(letter.link)
    paragraphs = Markup("\n").join(
        Markup("<p>{}</p>").format(Markup("<br>\n").join(_with_link(line, link) for line in part.split("\n")))
        for part in re.split(r"\n{2,}", letter.body)
    )
    return _PAGE.format(
        language=letter.language, subject=letter.subject, business=tenant.name, paragraphs=paragraphs
    )


def _with_link(line: str, link: Markup) -> Markup:
    return link.join(escape(part) for part in line.split(LINK))
