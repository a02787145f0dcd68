"""Every text passes through gettext, the catalogues know all of them, and each language says all of them."""

import ast
import gettext
import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from jinja2 import Environment, nodes

from app.web.context import LANGUAGES
from tools import catalogues

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
CALLS = {"_", "gettext", "ngettext", "lazy_gettext"}
SHOWN = "title|placeholder|aria-label|alt|label|data-yes|data-no|data-label|aria-description|aria-valuetext"
ATTRIBUTE = re.compile(rf'\s(?:{SHOWN})="([^"]*)"')
# What a language may say as English does: names, signs, and words that both have.
ALIKE = {
    "es": {
        "%(name)s, %(dates)s",
        "Error %(code)s",
        "Total",
        "Color",
        "No",
        "IVA",
        "CSV",
        "XLSX",
        "Esc",
        "E",
        "M",
        "N",
        "T",
    },
}
BODY_CLASS = re.compile(r"{% block body_class %}.*?{% endblock %}")
# Attributes stand here too, since a macro may write some without the tag around them.
UNSEEN = re.compile(r'<code>.*?</code>|<!--.*?-->|<[^<>]*>|[\w-]+="[^"]*"|&#?\w+;', re.DOTALL)
SAME_BY_NATURE = re.compile(r"[^a-zA-Z]*")


@pytest.fixture(scope="module")
def sources():
    return catalogues.extract()


def ids(catalogue) -> set:
    return {(message.context, message.id) for message in catalogue if message.id}


def all_forms(text: str | tuple | list) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def test_the_template_has_the_texts_of_the_sources(sources):
    """After a change of texts: make catalogues."""
    written = ids(catalogues.read(catalogues.TEMPLATE))
    assert sorted(map(str, written ^ ids(sources))) == []


def test_every_language_of_the_application_has_a_catalogue():
    assert tuple(catalogues.LANGUAGES) == TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
class TestEachLanguage:
    @pytest.fixture
    def texts(self, language) -> list[Message]:
        return [message for message in catalogues.read(catalogues.path_of(language), language) if message.id]

    def test_it_has_the_texts_of_the_sources(self, texts, sources):
        assert sorted(map(str, ids(texts) ^ ids(sources))) == []

    def test_every_text_is_translated_in_all_its_plural_forms(self, texts):
        assert [text.id for text in texts if not text.string or not all(all_forms(text.string))] == []
        counts = {len(all_forms(text.string)) for text in texts if text.pluralizable}
        assert counts <= {2}

    def test_nothing_is_guessed(self, texts):
        assert [text.id for text in texts if text.fuzzy] == []

    def test_the_placeholders_are_the_same(self, texts):
        bad = []
        for text in texts:
            wanted = {name for form in all_forms(text.id) for name in PLACEHOLDER.findall(form)}
            for form in all_forms(text.string):
                named = set(PLACEHOLDER.findall(form))
                if named - wanted or wanted - named - {"num"}:
                    bad.append((text.id, form))
        assert bad == []

    def test_what_is_filled_in_can_be_filled_in(self, texts):
        """A percent sign of a template is written twice, as in its English."""
        bad = []
        for text in texts:
            for form in (*all_forms(text.id), *all_forms(text.string)):
                is_filled = PLACEHOLDER.search(form) or any(
                    path.endswith(".html") for path, _ in text.locations
                )
                if is_filled and re.search(r"%(?!%|\(\w+\)s)", form.replace("%%", "")):
                    bad.append(form)
        assert bad == []

    def test_it_begins_and_ends_as_the_english_does(self, texts):
        """Same sign at the end, same blanks around; a capital where a sentence begins."""
        bad = []
        for text in texts:
            for form in all_forms(text.string):
                one = all_forms(text.id)[-1]
                if form != form.strip() or (one[-1:] in ".:…") != (form[-1:] in ".:…"):
                    bad.append((one, form))
        assert bad == []

    def test_no_text_was_left_in_english(self, texts, language):
        alike = [
            text.id
            for text in texts
            if all_forms(text.id) == all_forms(text.string)
            and not SAME_BY_NATURE.fullmatch(PLACEHOLDER.sub("", all_forms(text.id)[0]))
            and text.id not in ALIKE[language]
        ]
        assert alike == []

    def test_the_compiled_texts_are_the_written_ones(self, language):
        """After a change of a translation: make catalogues."""
        with catalogues.path_of(language).with_suffix(".mo").open("rb") as file:
            used = gettext.GNUTranslations(file)
        wanted = gettext.GNUTranslations(io.BytesIO(catalogues.compiled(language)))
        assert used._catalog == wanted._catalog


def test_what_is_translated_is_written_out_where_it_is_said():
    """A text that is put together first would never be found by the extraction."""
    bad = []
    for path in (ROOT / "app").rglob("*.py"):
        if path == ROOT / "app" / "sentences" / "base.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            if isinstance(node, ast.Call) and name in CALLS:
                texts = node.args[: 2 if name == "ngettext" else 1]
                bad += [
                    f"{path.relative_to(ROOT)}:{node.lineno}"
                    for text in texts
                    if not isinstance(text, ast.Constant)
                ]
    for path in TEMPLATES:
        tree = Environment(extensions=["jinja2.ext.i18n"]).parse(path.read_text(encoding="utf-8"))  # noqa: S701
        for call in tree.find_all(nodes.Call):
            name = getattr(call.node, "name", "")
            if name in CALLS:
                texts = call.args[: 2 if name == "ngettext" else 1]
                if not all(isinstance(text, nodes.Const) for text in texts):
                    bad.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert bad == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_write_no_word_of_their_own(path):
    lexer = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701
    source = BODY_CLASS.sub("", path.read_text(encoding="utf-8"))
    plain = "".join(value if kind == "data" else "\0" for _, kind, value in lexer.lex(source))
    words = [word for value in ATTRIBUTE.findall(plain) for word in re.findall(r"[A-Za-z]{2,}", value)]
    shown = UNSEEN.sub(" ", plain)
    words += re.findall(r"[A-Za-z]{2,}", shown)
    assert words == []
