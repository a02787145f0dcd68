"""The mail server that one URL names: `smtp://user:password@host:587` or `smtps://host`."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit

from app.environ import NO, YES

SCHEMES = {"smtp": 587, "smtps": 465}


class Security(StrEnum):
    """How a connection is protected: from its first byte, after a greeting, or not at all."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed in."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)


class BadServer(ValueError):
    """Raised with a sentence that says what is wrong with the URL, without its password."""


def read(url: str) -> MailServer:
    """Read a URL; `smtp://` asks for STARTTLS unless it is a server of this machine or the URL says `?starttls=0`.

    Raises:  BadServer.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadServer("is not a URL.") from None
    if parts.scheme not in SCHEMES:
        raise BadServer("must begin with smtp:// or smtps://.")
    if not parts.hostname:
        raise BadServer("names no host.")
    if parts.path not in ("", "/"):
        raise BadServer("must end with the host and its port.")
    security = _security(parts.scheme, parts.query, is_here=_is_here(parts.hostname))
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if user and security is Security.NONE and not _is_here(parts.hostname):
        raise BadServer("would send its password unprotected: leave out starttls=0, or use smtps://.")
    return MailServer(parts.hostname, port or SCHEMES[parts.scheme], security, user, password)


def _security(scheme: str, query: str, *, is_here: bool) -> Security:
    options = {name: values[-1].lower() for name, values in parse_qs(query, keep_blank_values=True).items()}
    asked = options.pop("starttls", "")
    if options or (asked and asked not in YES + NO):
        raise BadServer("knows one option only: starttls=1 or starttls=0.")
    if scheme == "smtps":
        return Security.TLS
    if asked:
        return Security.STARTTLS if asked in YES else Security.NONE
    return Security.NONE if is_here else Security.STARTTLS


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
