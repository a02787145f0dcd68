"""A browser that judges every page it fetches and sends the forms that are really there.

Plain, it follows 303 as a browser without a script does. As HTMX it sends HTMX's headers where an element carries
`hx-`, takes the fragment that comes back, and goes where `HX-Redirect` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

NEVER_LABELLED = {"hidden", "submit", "button", "image", "reset"}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
BOXES = {
    "td",
    "th",
    "tr",
    "li",
    "p",
    "dt",
    "dd",
    "div",
    "small",
    "h1",
    "h2",
    "h3",
    "option",
    "button",
    "section",
}
AT_HOME = {"this", "body", "#main", "#toasts"}


def text_of(element: Element) -> str:
    """Return the text of an element as it reads; what stands in a box of its own stands apart."""
    return re.sub(r"\s+", " ", "".join(_texts(element))).strip()


def _texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for part in element:
        if isinstance(part.tag, str):
            yield from _texts(part)
            yield " " if part.tag in BOXES else ""
        yield part.tail or ""


@dataclass
class Form:
    """A form that is on a page, with the values it holds."""

    element: Element
    address: str
    values: MultiDict = field(default_factory=MultiDict)

    def __post_init__(self) -> None:
        for part in self.element.iter():
            self._read(part)

    def _read(self, part: Element) -> None:
        name = part.get("name")
        if not name or "disabled" in part.attrib:
            return
        if part.tag == "input" and part.get("type") in {"checkbox", "radio"}:
            if "checked" in part.attrib:
                self.values.add(name, part.get("value", "on"))
        elif part.tag == "input" and part.get("type") not in {"submit", "button", "image"}:
            self.values.add(name, part.get("value", ""))
        elif part.tag == "textarea":
            self.values.add(name, (part.text or "").removeprefix("\n"))
        elif part.tag == "select":
            options = list(part.iter("option"))
            chosen = [one for one in options if "selected" in one.attrib] or options[:1]
            self.values.add(name, chosen[0].get("value", text_of(chosen[0])) if chosen else "")

    @property
    def names(self) -> set[str]:
        """The names of all fields, chosen or not."""
        return {part.get("name") for part in self.element.iter() if part.get("name")}

    def button(self, said: str) -> Element:
        """The button that says this."""
        found = [one for one in self.element.iter("button") if text_of(one).startswith(said)]
        assert found, f"no button says {said!r}: {[text_of(one) for one in self.element.iter('button')]}"
        return found[0]

    def filled(self, **typed: str) -> MultiDict:
        """The values with some typed anew; a field that is not there can't be typed into."""
        missing = set(typed) - self.names
        assert not missing, f"the form has no field {missing}; it has {sorted(self.names)}"
        values = self.values.copy()
        for name, text in typed.items():
            values.setlist(name, [text])
        return values


class Page:
    """An answer, taken apart and judged."""

    def __init__(self, answer: TestResponse, address: str, *, page: Page | None = None) -> None:
        self.status, self.html, self.address = answer.status_code, answer.text, address
        self.headers = answer.headers
        self.is_fragment = "<html" not in self.html
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        if self.is_fragment:
            self.tree = parser.parseFragment(self.html)
        else:
            self.tree = parser.parse(self.html)
        self.judge(page)

    def judge(self, page: Page | None) -> None:
        """Fail on anything that no page may do; `page` is where a fragment is put."""
        if not self.is_fragment:
            self._has_one_headline()
        self._has_unique_ids()
        self._has_labels()
        self._has_tokens()
        self._works_without_a_script()
        self._has_its_targets(page)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of a tag with these attributes; `_` in a name is a dash, `class_` is `class`."""
        asked = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            one
            for one in self.tree.iter(tag)
            if all(
                value in one.get(name, "").split() if name == "class" else one.get(name) == value
                for name, value in asked.items()
            )
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]

    @property
    def text(self) -> str:
        """All that can be read."""
        return text_of(self.tree)

    @property
    def headline(self) -> str:
        """The h1."""
        return text_of(self.one("h1"))

    @property
    def problem(self) -> str:
        """What the summary of a refusal says; empty without one."""
        found = self.all("div", id="problem")
        return text_of(found[0]) if found else ""

    def links(self) -> dict[str, str]:
        """The addresses of all links, by what they say."""
        return {text_of(one): one.get("href", "") for one in self.tree.iter("a")}

    def form(self, action: str) -> Form:
        """The form that goes to an address ending so."""
        found = [
            one for one in self.tree.iter("form") if urlsplit(one.get("action", "")).path.endswith(action)
        ]
        assert found, f"no form to {action}: {[one.get('action') for one in self.tree.iter('form')]}"
        return Form(found[0], found[0].get("action", self.address))

    def value(self, name: str) -> str:
        """What a field holds."""
        values = [Form(one, "").values.get(name) for one in self.tree.iter("form")]
        return next(value for value in values if value is not None)

    def error_at(self, name: str) -> str:
        """What is said beside a field, which must be marked and described by it."""
        return self.error_at_id(f"f-{name}")

    def error_at_id(self, id_: str) -> str:
        """What is said beside an element, which must be marked and described by it."""
        marked = self.tree.find(f".//*[@id='{id_}']")
        assert marked is not None, f"no field {id_}"
        if marked.get("aria-invalid") != "true":
            return ""
        ids = marked.get("aria-describedby", "").split()
        texts = [self.tree.find(f".//*[@id='{one}']") for one in ids if one.endswith("-err")]
        return " ".join(text_of(one) for one in texts if one is not None)

    def _has_one_headline(self) -> None:
        title = text_of(self.one("title"))
        assert title.startswith(self.headline), f"title {title!r}, h1 {self.headline!r}"

    def _has_unique_ids(self) -> None:
        ids = [one.get("id") for one in self.tree.iter() if one.get("id")]
        assert len(ids) == len(set(ids)), f"twice: {sorted({one for one in ids if ids.count(one) > 1})}"

    def _has_labels(self) -> None:
        labels = {one.get("for") for one in self.tree.iter("label")}
        wrapped = {id(part) for one in self.tree.iter("label") for part in one.iter()}
        for part in self.tree.iter():
            if part.tag not in {"input", "select", "textarea"} or part.get("type") in NEVER_LABELLED:
                continue
            named = part.get("aria-label") or part.get("aria-labelledby")
            assert part.get("id") in labels or id(part) in wrapped or named, f"no label: {part.attrib}"

    def _has_tokens(self) -> None:
        for one in self.tree.iter("form"):
            if one.get("method", "get").lower() == "post":
                values = Form(one, "").values
                assert values.get("csrf_token") or values.get("ticket"), f"no token: {one.get('action')}"

    def _works_without_a_script(self) -> None:
        typed = {id(part) for combo in self.tree.iter("client-combo") for part in combo.iter("input")}
        for one in self.tree.iter():
            if (
                "data-follow" in one.attrib
            ):  # it only repeats a page that is shown when others change something
                continue
            for verb in ("hx-get", "hx-post"):
                if verb in one.attrib and id(one) not in typed:
                    twins = {one.get(name) for name in ("href", "action", "formaction")}
                    assert one.get(verb) in twins, f"no plain twin of {verb}={one.get(verb)}"

    def _has_its_targets(self, page: Page | None) -> None:
        ids = {f"#{one.get('id')}" for one in self.tree.iter() if one.get("id")}
        if page is not None:
            ids |= {f"#{one.get('id')}" for one in page.tree.iter() if one.get("id")}
        for one in self.tree.iter():
            target = one.get("hx-target")
            if target and not target.startswith(("closest ", "find ")) and target not in AT_HOME:
                assert target in ids or (self.is_fragment and page is None), f"no target {target}"


class Browser:
    """Somebody's browser at one business; with `is_htmx` its elements with `hx-` act through HTMX."""

    def __init__(self, client, root: str, *, is_htmx: bool = False) -> None:
        self.client, self.root, self.is_htmx = client, root.rstrip("/"), is_htmx
        self.sent: list[TestResponse] = []

    def get(self, path: str) -> Page:
        """Open a page of the business, following redirects."""
        address = path if path.startswith(self.root + "/") else f"{self.root}/{path.lstrip('/')}"
        answer = self.client.get(address)
        if 300 <= answer.status_code < 400:
            return self.get(urljoin(address, answer.location))
        return Page(answer, address)

    def fragment(self, path: str, *, page: Page | None = None) -> Page:
        """Fetch a fragment as HTMX does."""
        return Page(self.client.get(f"{self.root}/{path.lstrip('/')}", headers=HTMX), path, page=page)

    def send(self, page: Page, form: Form, press: str = "", **typed: str) -> Page:
        """Send a form that is on a page, by the button that says `press` when it names one."""
        values = form.filled(**typed)
        button = form.button(press) if press else None
        address = form.address
        if button is not None and button.get("name"):
            values.setlist(button.get("name"), [button.get("value", "")])
        if button is not None and button.get("formaction"):
            address = button.get("formaction")
        acts = self.is_htmx and "hx-post" in form.element.attrib
        if form.element.get("method", "get").lower() == "get":
            return self.get(f"{address}?{'&'.join(f'{k}={v}' for k, v in values.items(multi=True))}")
        answer = self.client.post(address, data=values, headers=HTMX if acts else {})
        self.sent.append(answer)
        return self._after(page, answer, address, acts=acts)

    def _after(self, page: Page, answer: TestResponse, address: str, *, acts: bool) -> Page:
        if 300 <= answer.status_code < 400:
            assert not acts, "HTMX is never sent on by 303: fetch would swap the whole page"
            assert answer.status_code == 303
            return self.get(urljoin(address, answer.location))
        if "HX-Redirect" in answer.headers:
            assert answer.status_code == 200
            return self.get(answer.headers["HX-Redirect"])
        return Page(answer, address, page=page)


def query_of(address: str) -> dict[str, str]:
    """The values that an address carries."""
    return dict(parse_qsl(urlsplit(address).query))
