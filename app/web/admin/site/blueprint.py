"""The blueprint of the editor of the public site."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint

from app.domain.site import Words
from app.tenancy import current
from app.web.context import LANGUAGES
from app.web.typed import Typed

pages = Blueprint("site", __name__, url_prefix="/admin/site")


def languages() -> list[tuple[str, str]]:
    """Answer the languages of the site, the business's own first."""
    return sorted(LANGUAGES.items(), key=lambda each: each[0] != current().locale)


def words_of(typed: Typed, name: str) -> Words:
    """Read a text in every language; what was left empty is left out."""
    texts = {key: typed.text(f"{name}_{key}") for key in LANGUAGES}
    return {key: text for key, text in texts.items() if text}


def as_typed(name: str, words: Mapping[str, str]) -> dict[str, str]:
    """Answer a text in every language as its fields hold it."""
    return {f"{name}_{key}": words.get(key, "") for key in LANGUAGES}
