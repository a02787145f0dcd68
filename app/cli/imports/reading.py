"""From a file to rows: which format it is, which columns it has, what each row says."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.cli.imports import plain, published
from app.cli.imports.book import Book
from app.cli.imports.row import Cells, Format, Incoming, Skipped, digest

LONGEST_CELL = (
    10_000_000  # beyond it a quote was never closed; what is too long for its column is skipped by its line
)


class BadFile(Exception):
    """Raised with a sentence when a file can't be read at all."""


FORMATS = (published.FORMAT, plain.FORMAT)


@dataclass
class Contents:
    """What a file holds: the rows to import, those that can't be, and what was seen beside them."""

    format: Format
    book: Book
    unknown_columns: list[str]
    ignored_columns: list[str]
    rows: list[Incoming] = field(default_factory=list)
    skipped: dict[int, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Return how many rows the file has."""
        return len(self.rows) + len(self.skipped)


def read_file(path: Path, book: Book, *, currency: str) -> Contents:
    """Read a whole file.

    Raises:  BadFile.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return _read(lines, book, currency)
    except FileNotFoundError:
        raise BadFile(f"There is no file {path}.") from None
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise BadFile(f"{path} can't be read as CSV in UTF-8: {problem}") from problem


def _read(lines: Iterator[str], book: Book, currency: str) -> Contents:
    header = next(lines, "")
    separator = ";" if header.count(";") > header.count(",") else ","
    names = book.written(name.strip().lower() for name in next(csv.reader([header], delimiter=separator), []))
    contents = _contents(names, book)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    seen: Counter[str] = Counter()
    first = 2
    for cells in reader:
        line, first = first, reader.line_num + 2
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            contents.skipped[line] = f"{len(cells)} cells, but {len(names)} columns"
            continue
        values = dict(zip(names, cells, strict=True))
        _read_row(contents, Cells(line, values, currency), values, seen)
    return contents


def _contents(names: list[str], book: Book) -> Contents:
    found = next((each for each in FORMATS if set(names) >= each.marks), None)
    if found is None:
        raise BadFile(
            "The first line names no columns of a known format: the plain one needs"
            f" {', '.join(plain.FORMAT.needed)}, unit or unit_type, and those of its times (docs/import.md)."
        )
    missing = [name for name in found.needed if name not in names]
    missing += [" or ".join(book.missing(names))] if found.asks_times and book.missing(names) else []
    twice = [name for name, times in Counter(names).items() if times > 1]
    if missing or twice:
        problems = [f"columns are missing: {', '.join(missing)}"] * bool(missing)
        problems += [f"columns stand twice: {', '.join(twice)}"] * bool(twice)
        raise BadFile(f"This looks like {found.name}, but {' and '.join(problems)}.")
    known = {*found.columns} - found.former | (book.columns() if found.asks_times else set())
    return Contents(
        found,
        book,
        unknown_columns=[name for name in names if name not in known],
        ignored_columns=[name for name in names if name in found.not_kept],
    )


def _read_row(contents: Contents, cells: Cells, values: Mapping[str, str], seen: Counter[str]) -> None:
    """Read one row; equal rows are told apart by their place among their equals."""
    content = digest(values, contents.format.columns, contents.book.more_columns(values))
    seen[content] += 1
    try:
        contents.rows.append(contents.format.read(cells, f"{content}-{seen[content]}", contents.book))
    except Skipped as skipped:
        contents.skipped[cells.line] = str(skipped)
