"""A mail server of the tests: it listens on this machine, keeps what it receives, and refuses what it is told to."""

from __future__ import annotations

import asyncio
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from tests.serving import free_port


class Mailbox:
    """What was received, and what is answered to whom.

    Shapes:  `answers` holds lines as `550 no` by recipient, each list used up from its front.
    """

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.answers: dict[str, list[str]] = {}
        self.at_the_end: list[str] = []
        self.is_holding = False

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        """Take a recipient or not."""
        waiting = self.answers.get(address, [])
        if waiting:
            return waiting.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        """Keep a mail, or say no at the very end."""
        if self.at_the_end:
            return self.at_the_end.pop(0)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        while self.is_holding:  # taken, and the answer not given yet
            await asyncio.sleep(0.02)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """The mails that somebody got."""
        return [one for one, (_, to) in zip(self.messages, self.envelopes, strict=True) if to == [address]]


class MailServer:
    """A mailbox behind a port."""

    def __init__(self) -> None:
        self.box = Mailbox()
        self._controller = Controller(self.box, hostname="127.0.0.1", port=free_port())

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._controller.port

    def __enter__(self) -> MailServer:
        """Begin to listen."""
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no more."""
        self._controller.stop()


def text_of(message: EmailMessage, sort: str = "plain") -> str:
    """What a part of a mail says."""
    part = message.get_body((sort,))
    assert part is not None
    return part.get_content()


def calendars_of(message: EmailMessage) -> list[tuple[str, str]]:
    """The calendar files of a mail, each with the method its part names."""
    return [
        (part.get_param("method"), part.get_content())
        for part in message.iter_attachments()
        if part.get_content_type() == "text/calendar"
    ]
