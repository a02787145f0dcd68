"""Limits on what may be tried how often; with Redis away each process counts for itself."""

from __future__ import annotations

import ipaddress

from flask import Flask, request
from flask_limiter import Limiter

SIGN_IN_BY_ADDRESS = "20 per 5 minutes"
SIGN_IN_BY_EMAIL = "8 per 5 minutes"
RESET_BY_ADDRESS = "10 per 15 minutes"
RESET_BY_EMAIL = "3 per 15 minutes"
VISITOR_BY_ADDRESS = "30 per 15 minutes"
PROMO_BY_ADDRESS = "40 per 15 minutes"
VISITOR_BY_EMAIL = "10 per hour"
OF_ONE_PLACE = 64  # a connection is given this much of an IPv6 address; the rest its holder chooses at will


def address() -> str:
    """Answer from where somebody asks, as the key of a limit: an IPv4 address, or the network of an IPv6 one."""
    text = request.remote_addr or ""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return text
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(found), OF_ONE_PLACE), strict=False))


limiter = Limiter(
    key_func=address,
    strategy="moving-window",
    in_memory_fallback_enabled=True,
    swallow_errors=True,
    headers_enabled=True,
    key_prefix="throttle",
)


def register(app: Flask) -> None:
    """Let the limits count in Redis."""
    url = app.config["SETTINGS"].redis_url
    app.config["RATELIMIT_STORAGE_URI"] = f"redis+{url}" if url.startswith("unix://") else url
    app.config["RATELIMIT_STORAGE_OPTIONS"] = {"socket_connect_timeout": 1, "socket_timeout": 1}
    limiter.init_app(app)


def email_asked() -> str:
    """Answer the address somebody tries to sign in with, as the key of a limit."""
    return "email:" + request.form.get("email", "").strip().lower()[:200]


def email_or_address() -> str:
    """Answer the address somebody writes from as the key of a limit; without one, that of their machine."""
    return email_asked() if request.form.get("email", "").strip() else address()
