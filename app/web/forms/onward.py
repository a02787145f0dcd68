"""Where to go on after a form: a page of this site, never another site's."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request
from werkzeug.urls import iri_to_uri


def onward(otherwise: str) -> str:
    """Answer the `next` that a form names when it is a path of this tenant, or else another address."""
    wanted = request.values.get("next", "")
    root = request.script_root
    # Browsers drop tabs and line ends and read a backslash as a slash: `/<tab>\\elsewhere` would leave the site.
    if not wanted.isprintable() or "\\" in wanted or not wanted.startswith(f"{root}/"):
        return otherwise
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return otherwise
    is_path = not wanted.startswith("//") and not parts.scheme and not parts.netloc
    return iri_to_uri(wanted) if is_path else otherwise
