"""Links that open something without an account: a signature of the installation stands in each, and no row keeps it."""

from __future__ import annotations

import base64
import hmac

from flask import current_app

from app.queries.mails import find_host
from app.settings import Settings
from app.tenancy import Tenant

RESERVATION, GROUP, INVITATION, RESET, MEMBER = "reservation", "group", "invitation", "reset", "member"
SETTINGS = "settings"
_OF_REF = 9  # letters of a reference such as K7QX-4MPD


def settings() -> Settings:
    """Answer the settings of the installation."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def secret(noun: str, tenant: Tenant, ref: str) -> str:
    """Make what nobody can guess who does not know the installation's key: 192 bits, the same each time."""
    said = f"link:{noun}:{tenant.id}:{ref}".encode()
    return base64.urlsafe_b64encode(hmac.digest(settings().secret_key.encode(), said, "sha256")[:24]).decode()


def token(noun: str, tenant: Tenant, ref: str) -> str:
    """Make the token of a page that shows what a reference names."""
    return f"{ref}-{secret(noun, tenant, ref)}"


def opened(token_given: str, tenant: Tenant) -> tuple[str, str] | None:
    """Answer the noun and the reference of a token; None for one that was not made here."""
    ref, given = token_given[:_OF_REF], token_given[_OF_REF + 1 :].encode()
    for noun in (RESERVATION, GROUP):
        is_right = hmac.compare_digest(given, secret(noun, tenant, ref).encode())
        if is_right and token_given[_OF_REF] == "-":
            return noun, ref
    return None


def address(tenant: Tenant, leads_to: str) -> str:
    """Write the whole address of what a mail leads to, as `reservation:K7QX-4MPD`; nothing leads nowhere."""
    noun, _, ref = leads_to.partition(":")
    if noun in (RESERVATION, GROUP):
        return f"{root(tenant)}/reservation/{token(noun, tenant, ref)}"
    if noun == INVITATION:
        return f"{root(tenant)}/admin/invitations/{secret(noun, tenant, ref)}"
    if noun == RESET:
        return f"{root(tenant)}/admin/password/new/{secret(noun, tenant, ref)}"
    if noun == MEMBER:
        return f"{root(tenant)}/admin/{ref}"
    return f"{root(tenant)}/admin/settings/own-mail" if noun == SETTINGS else ""


def root(tenant: Tenant) -> str:
    """Write where the pages of a business begin: at its own host, or below the installation's."""
    own = find_host()
    return f"{settings().scheme}://{own}" if own else settings().root_of(tenant.slug)
