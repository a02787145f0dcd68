"""Public references: short, unguessable, and readable on the phone."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

NOT_NAMES = frozenset({"new", "options"})  # what addresses of pages say in the same place
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_ref() -> str:
    """Make a reference such as `K7QX-4MPD`: one of 656 thousand million, no letter like a digit."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def is_ref(text: str) -> bool:
    """Tell whether a text could be such a reference."""
    return re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", text) is not None


def digest_of(body: Mapping[str, Any]) -> bytes:
    """Make the digest by which two bodies are told apart, however their parts are ordered."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).digest()


def slug(name: str) -> str:
    """Make the part of an address that a name becomes, as `north-lodge`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or new_ref().lower()


def unused_slug(name: str, *, taken: Iterable[str]) -> str:
    """Make the part of an address that a name becomes, with a number when it is taken."""
    wanted, known = slug(name), {*taken, *NOT_NAMES}
    numbered = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    return next(each for each in numbered if each not in known)


def name_key(*texts: str) -> str:
    """Make the lower-cased, unaccented text by which names are sorted and searched."""
    plain = unicodedata.normalize("NFKD", " ".join(text for text in texts if text))
    return re.sub(r"\s+", " ", "".join(c for c in plain if not unicodedata.combining(c)).casefold()).strip()
