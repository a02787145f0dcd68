"""A made-up language, and a reader who knows what did not pass through it.

The interface is translated into full-width letters; dates, numbers and countries are written as Greek does; the
data of the business are Armenian. So each letter of the Latin alphabet that is left on a page was written there
without gettext, or is a name that no language changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from babel.support import NullTranslations

FORMATS = "el"
KEPT = re.compile(r"(\{\w+\}|%{1,2}\(\w+\)s|%%|<[^>]*>|&\w+;)")
WIDE = {code: code + 0xFEE0 for code in (*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1))}
SHOWN = {
    "title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "alt", "label",
    "data-label", "data-yes", "data-no", "data-close", "data-undo", "data-broken", "data-offline", "hx-confirm",
}  # fmt: skip
NEVER_READ = {"script", "style", "code", "template"}
# What is the same in every language: addresses, references, zones, currencies, ciphers, languages by their own name.
NAMES = re.compile(
    r"\S+@\S+|\b[2-9A-Z]{4}-[2-9A-Z]{4}\b|\b[A-Z][A-Za-z]+(?:/[\w+-]+)+|\bUTC\b|\b[A-Z]{3}\b(?=$|\W)|https?://\S+"
    r"|\bEnglish\b|\bEspañol\b|\bcabins?-\d+\b|\{[^{}]*\}"
)
LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:[ '’,.-]+[A-Za-zÀ-ÖØ-öø-ÿ]+)*")


def pseudo(text: str) -> str:
    """Say a text in full-width letters; what is filled in later and markup stay."""
    return "".join(part if KEPT.fullmatch(part) else part.translate(WIDE) for part in KEPT.split(text))


class Pseudo(NullTranslations):
    """Translations into the made-up language."""

    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)

    def pgettext(self, _context: str, message: str) -> str:
        return pseudo(message)

    ugettext, ungettext, upgettext = gettext, ngettext, pgettext


def untranslated(html: str) -> list[str]:
    """Return the visible texts of a page that hold Latin letters."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [text for text in map(latin, _visible(tree)) if text]


def latin(text: str) -> str:
    """Return the Latin words of a text that are not names."""
    return " … ".join(LATIN.findall(NAMES.sub(" ", text)))


def _visible(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in NEVER_READ:
        return
    if (
        element.tag != "html" and "lang" in element.attrib
    ):  # it says so itself: another language than the page's
        return
    yield element.text or ""
    for name, value in element.attrib.items():
        if name in SHOWN or (name == "value" and element.get("type") == "submit" and element.tag == "input"):
            yield value
        if name == "content" and element.get("name") == "description":
            yield value
    for child in element:
        yield from _visible(child)
        yield child.tail or ""
