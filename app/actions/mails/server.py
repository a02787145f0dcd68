"""Hand a mail in at the mail server, and say in a code what it answered: its own words may hold an address."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage

from app.mail_server import MailServer, Security

PATIENCE_S = 20
UNREACHABLE, NO_STARTTLS, NOT_LET_IN, NO_UTF8 = (
    "smtp_unreachable",
    "smtp_no_starttls",
    "smtp_not_let_in",
    "smtp_no_utf8",
)


class NotTaken(OSError):
    """The server did not take a mail; `code` says why, `is_final` that trying again is in vain."""

    def __init__(self, code: str, *, is_final: bool = False) -> None:
        super().__init__(code)
        self.code, self.is_final = code, is_final


@contextlib.contextmanager
def connected(to: MailServer, *, patience_s: float = PATIENCE_S) -> Iterator[smtplib.SMTP]:
    """Give a connection on which mails can be handed in, and say farewell in the end.

    Raises:  NotTaken.
    """
    with _told():
        connection = _open(to, patience_s)
    try:
        yield connection
    finally:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            connection.quit()


def hand_in(to: MailServer, message: EmailMessage, *, sender: str, recipient: str) -> None:
    """Hand one mail in.

    Raises:  NotTaken.
    """
    with connected(to) as connection, _told():
        connection.send_message(message, from_addr=sender, to_addrs=[recipient])


def _open(to: MailServer, patience_s: float) -> smtplib.SMTP:
    context = ssl.create_default_context()
    connection: smtplib.SMTP
    if to.security is Security.TLS:
        connection = smtplib.SMTP_SSL(to.host, to.port, timeout=patience_s, context=context)
    else:
        connection = smtplib.SMTP(to.host, to.port, timeout=patience_s)
    try:
        if to.security is Security.STARTTLS:
            connection.starttls(context=context)
        if to.user:
            connection.login(to.user, to.password)
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Say each failure as a code; what is about the server is tried again, what is about the mail is final at 5xx."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        number = next(iter(error.recipients.values()))[0]
        raise NotTaken(f"smtp_{number}", is_final=number >= 500) from None
    except smtplib.SMTPAuthenticationError:
        raise NotTaken(NOT_LET_IN) from None
    except (smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
        raise NotTaken(f"smtp_{error.smtp_code}") from None
    except smtplib.SMTPResponseException as error:
        raise NotTaken(f"smtp_{error.smtp_code}", is_final=error.smtp_code >= 500) from None
    except smtplib.SMTPNotSupportedError as error:
        if "STARTTLS" in str(error):
            raise NotTaken(NO_STARTTLS) from None
        if "AUTH" in str(error):
            raise NotTaken(NOT_LET_IN) from None
        raise NotTaken(NO_UTF8, is_final=True) from None
    except (smtplib.SMTPException, OSError):
        raise NotTaken(UNREACHABLE) from None
