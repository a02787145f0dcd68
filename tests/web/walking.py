"""A reader who follows every link of a house, opens every fragment and sends every form."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.datastructures import MultiDict

from tests.web import pseudo

# They end what the walk goes by, or only choose how a page looks.
LEFT_ALONE = ("/sign-out", "/sessions/", "/theme", "/language")
NUMBER = re.compile(r"\d+")
# Pages of these differ by no text, or by none that the first few do not show; those of reservations by their state.
ALIKE = re.compile(r"/(clients|team/members|units)/(?!new|options)[^/?]+")
REF = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b")
MOST_PAGES = 400
ODD = "¿"
FAR = {"date": "2026-08-02", "month": "2026-08", "number": "9999", "time": "23:59"}


class Walk:
    """What was read so far, and what Latin letters were found on it."""

    def __init__(self, client, root: str) -> None:
        self.client, self.root = client, root
        self.pages: dict[str, str] = {}
        self.forms: dict[tuple, Element] = {}
        self.found: dict[str, str] = {}

    def read(self, addresses: list[str]) -> None:
        """Read pages."""
        for address in addresses:
            self._judge(address, self.client.get(address))

    def read_all(self, addresses: list[str]) -> None:
        """Read pages and all that they lead to, one of a kind."""
        for address in addresses:
            self._want(address)
        done = 0
        while done < min(len(self.pages), MOST_PAGES):
            self.read([list(self.pages.values())[done]])
            done += 1

    def send_all(self) -> None:
        """Send each form empty, odd, too far and as it stands."""
        for fill in (_blank, _odd, _far, _as_it_is):
            for action, form in [(key[0], form) for key, form in self.forms.items()]:
                if fill is not _as_it_is and not any(map(_is_typed, form.iter())):
                    continue
                address = form.get("action", action)
                answer = self.client.post(address, data=MultiDict(_values(form, fill)), follow_redirects=True)
                self._judge(f"{fill.__name__[1:]}: {address}", answer)

    def _judge(self, name: str, answer) -> None:
        texts = []
        if answer.status_code >= 500:
            texts = [f"{answer.status_code} at {name}"]
        elif 300 <= answer.status_code < 400:
            self._want(answer.location)
        elif answer.mimetype == "text/csv":
            texts = [pseudo.latin(answer.text)]
        elif answer.mimetype == "text/html":
            texts = pseudo.untranslated(answer.text)
            self._note(answer.request.path, answer.text)
        for each in filter(None, texts):
            self.found.setdefault(each, f"{name} ({answer.status_code})")

    def _note(self, here: str, html: str) -> None:
        """Note where a page leads."""
        for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
            if element.tag == "form":
                self._note_form(here, element)
            for name in ("href", "hx-get"):
                if element.tag != "link" and name in element.attrib:
                    self._want(urljoin(here, element.get(name)))

    def _want(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.netloc or not (parts.path.startswith(self.root) or address in {"/", "/?business=x"}):
            return
        whole = f"{parts.path}?{parts.query}" if parts.query else parts.path
        self.pages.setdefault(_kind(whole), whole)

    def _note_form(self, here: str, form: Element) -> None:
        action = urljoin(here, form.get("action", ""))
        method = form.get("method", "get").lower()
        if method == "get" and any(map(_is_typed, form.iter())):
            self._want(f"{action.partition('?')[0]}?{urlencode(_values(form, _odd))}")
        elif method == "post" and not any(part in action for part in LEFT_ALONE):
            form.set("action", action)
            names = tuple(sorted({each.get("name", "") for each in form.iter() if each.get("name")}))
            self.forms.setdefault((_kind(REF.sub("0", action)), names), form)


def _kind(address: str) -> str:
    """Answer what pages have in common that differ by a number or a date only, or by who they are about."""
    alike = ALIKE.sub(r"/\1/0", address)
    plain = NUMBER.sub("0", REF.sub(lambda ref: ref[0].replace("-", ""), alike))
    return re.sub(r"=[^&]*[0-9][^&]*", "=0", plain)


def _is_typed(field: Element) -> bool:
    kinds = {"hidden", "checkbox", "radio", "submit", "button"}
    return field.tag == "textarea" or (field.tag == "input" and field.get("type", "text") not in kinds)


def _blank(field: Element) -> str:
    return ""


def _odd(field: Element) -> str:
    return ODD


def _far(field: Element) -> str:
    return FAR.get(field.get("type", ""), _as_it_is(field) or ODD)


def _as_it_is(field: Element) -> str:
    return (field.text or "").strip() if field.tag == "textarea" else field.get("value", "")


def _values(form: Element, fill) -> list[tuple[str, str]]:
    """Fill a form in: what is typed by `fill`, the rest as it stands."""
    values = []
    pressed = False
    for field in form.iter():
        name = field.get("name")
        if not name:
            continue
        kind = field.get("type", "")
        if _is_typed(field):
            values.append((name, fill(field)))
        elif field.tag == "select":
            options = list(field.iter("option"))
            chosen = next(
                (each for each in options if "selected" in each.attrib), options[0] if options else None
            )
            values.append((name, chosen.get("value", "") if chosen is not None else ""))
        elif kind in {"checkbox", "radio"}:
            values += [(name, field.get("value", "on"))] if "checked" in field.attrib else []
        elif field.tag == "button" and not pressed:
            pressed = True
            values.append((name, field.get("value", "")))
        elif kind == "hidden":
            values.append((name, field.get("value", "")))
    return values
