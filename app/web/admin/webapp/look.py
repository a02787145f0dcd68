"""What stands on the icons of a business: the logo of its published site, else the letters of its name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from app import media, pictures
from app.actions.pictures import key_of
from app.pictures import Kind
from app.queries.pictures import find_logo
from app.tenancy import Tenant
from app.web.admin.webapp import icons


@dataclass(frozen=True)
class Look:
    """What icons are drawn of.

    Shapes:  `logo` is where its file lies in the store, which never changes; empty where there is none.
    """

    letters: str
    logo: str = ""

    @property
    def version(self) -> str:
        """Answer what changes whenever the icons of a business look different."""
        return hashlib.sha256(f"{icons.DRAWN_BY} {self.letters} {self.logo}".encode()).hexdigest()[:10]


def look_of(tenant: Tenant) -> Look:
    """Answer how the icons of the entered business look."""
    letters, logo = icons.letters_of(tenant.name), find_logo()
    key = key_of(tenant.id, logo.ref, logo.widths[0], Kind.WEBP) if logo else ""
    try:
        return Look(letters, key if key and _file(key) else "")
    except FileNotFoundError:
        return Look(letters)


@lru_cache(maxsize=128)
def drawn(look: Look, kind: str) -> bytes:
    """Draw an icon as a PNG; the system colours the shape of a badge itself, so that one has letters only."""
    if look.logo and icons.ICONS[kind].logo:
        return icons.framed(pictures.reopened(_file(look.logo)), kind)
    return icons.drawn(look.letters, kind)


@lru_cache(maxsize=32)
def _file(key: str) -> bytes:
    """Read a file, once a process."""
    data = media.store().get(key)
    if data is None:
        raise FileNotFoundError(key)
    return data
