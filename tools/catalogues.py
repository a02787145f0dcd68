"""Bring the catalogues of texts up to date: extract, update, compile.

.venv/bin/python -m tools.catalogues

The English texts are the ids. A text that is gone leaves the catalogues; a new one enters them empty, and the
tests fail until it is translated. Nothing is guessed from a similar text.
"""

import datetime as dt
import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "app" / "translations"
TEMPLATE = FOLDER / "messages.pot"
LANGUAGES = ("es",)
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "_l": None}
# Dates and programs in a header would differ at each run and say nothing.
LEFT_OUT = (
    "Project-Id-Version", "Report-Msgid-Bugs-To", "POT-Creation-Date", "PO-Revision-Date", "Last-Translator",
    "Language-Team", "Generated-By",
)  # fmt: skip
SOME_DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def extract() -> Catalog:
    """Return every text of the sources, with the files it stands in."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog(header_comment="# Texts of Reservation Platform.", fuzzy=False)
    texts = extract_from_dir(ROOT, methods, options, KEYWORDS, directory_filter=_is_source)
    for path, _line, text, comments, context in texts:
        found.add(text, None, [(path, None)], auto_comments=comments, context=context)
    return found


def _is_source(folder: str) -> bool:
    return Path(folder).resolve().relative_to(ROOT).parts[:1] in {("app",), ("templates",)}


def path_of(language: str) -> Path:
    """Return where the texts of a language stand."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def read(path: Path, language: str | None = None) -> Catalog:
    """Return a catalogue as it stands in its file."""
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _write(path: Path, catalogue: Catalog) -> None:
    made = io.BytesIO()
    write_po(made, catalogue, width=110, sort_output=True, ignore_obsolete=True)
    lines = made.getvalue().decode().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(tuple(f'"{name}:' for name in LEFT_OUT))]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(kept), encoding="utf-8")


def compiled(language: str) -> bytes:
    """Return the texts of a language as the application reads them."""
    catalogue = read(path_of(language), language)
    catalogue.creation_date = catalogue.revision_date = SOME_DAY
    made = io.BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def main() -> None:
    """Extract, update and compile, and say what is left to translate."""
    template = extract()
    _write(TEMPLATE, template)
    for language in LANGUAGES:
        path = path_of(language)
        catalogue = read(path, language) if path.exists() else Catalog(locale=language, fuzzy=False)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.fuzzy = False
        catalogue.header_comment = f"# Texts of Reservation Platform in {catalogue.locale.english_name}."
        _write(path, catalogue)
        path.with_suffix(".mo").write_bytes(compiled(language))
        texts = [message for message in catalogue if message.id]
        todo = [message for message in texts if not message.string or not all(_forms(message.string))]
        print(f"{language}: {len(texts)} texts, {len(todo)} to translate")


def _forms(string: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


if __name__ == "__main__":
    main()
