"""Where to go on after a form: a page of this site, never another site's."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request


def onward(otherwise: str) -> str:
    """Answer the `next` that a form names when it is a path of this tenant, or else another address."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    root = request.script_root
    is_ours = wanted.startswith(f"{root}/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_ours and not parts.scheme and not parts.netloc else otherwise
