"""A figure's table as a file: CSV, and a workbook whose numbers, shares and dates are what they are."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from flask import Response, abort

from app import clock
from app.domain.money import exponent, to_major
from app.tenancy import current
from app.web.charts.axis import width_of
from app.web.charts.table import Column, Table, Value
from app.web.forms.spreadsheet import FORMULA, download, safe

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME = 31
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
NOT_IN_FILES = re.compile(r"[^a-z0-9]+")
NARROWEST, BROADEST = 9, 48
SHARE_DIGITS = 4


def table_file(table: Table, form: str, *, period: str = "") -> Response:
    """Answer a table as `csv` or `xlsx`; anything else is not found."""
    if form == "csv":
        return csv_file(table, period=period)
    if form != "xlsx":
        abort(404)
    return xlsx_file([table], period=period)


def csv_file(table: Table, *, period: str = "") -> Response:
    """Answer a table as a CSV file."""
    kinds = [column.kind for column in table.columns]
    rows = ([_plain(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in table.rows)
    return download(file_name(table.key, period), [safe(heading(column)) for column in table.columns], rows)


def xlsx_file(tables: Sequence[Table], *, key: str = "", period: str = "") -> Response:
    """Answer tables as a workbook, each a sheet; it is named by `key`, or by its only table."""
    answer = Response(workbook(tables), mimetype=XLSX)
    name = file_name(key or tables[0].key, period)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def file_name(key: str, period: str) -> str:
    """Name a file by the business, the figure and the period, in letters that every system takes."""
    parts = (NOT_IN_FILES.sub("-", part.lower()).strip("-") for part in (current().slug, key, period))
    return "-".join(part for part in parts if part)


def heading(column: Column) -> str:
    """Write a column's name; that of amounts says the currency, since the cells do not."""
    return f"{column.name} ({current().currency})" if column.kind == "money" else str(column.name)


def workbook(tables: Sequence[Table]) -> bytes:
    """Write tables as a workbook. What somebody typed is text there, whatever it begins with."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"title": tables[0].title, "author": current().name, "created": clock.now()})
        formats = _Formats(book)
        for name, table in zip(_sheet_names(tables), tables, strict=True):
            _fill(book.add_worksheet(name), table, formats)
    return made.getvalue()


class _Formats:
    """The ways in which cells are shown, made once a workbook."""

    def __init__(self, book: Any) -> None:
        digits = exponent(current().currency)
        shown = {
            "text": "@", "number": "#,##0", "money": f"#,##0.{'0' * digits}" if digits else "#,##0", "percent": "0.0%",
            "decimal": "#,##0.00", "day": "yyyy-mm-dd", "month": "mmm yyyy",
        }  # fmt: skip
        self.by_kind = {
            kind: book.add_format({"num_format": code, "align": "left" if kind in {"day", "month"} else ""})
            for kind, code in shown.items()
        }
        self.typed = book.add_format({"num_format": "@", "quote_prefix": True})
        self.head = {
            is_number: book.add_format({"bold": True, "bottom": 1, "align": "right" if is_number else "left"})
            for is_number in (True, False)
        }


def _fill(sheet: Any, table: Table, formats: _Formats) -> None:
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, heading(column), formats.head[column.is_number])
        letters = max(width_of(text) / 6.3 for text in (heading(column), *table.shown_column(place)))
        sheet.set_column(place, place, min(BROADEST, max(NARROWEST, letters + 2)))
        for down, value in enumerate(table.values(place), 1):
            _write(sheet, (down, place), value, column, formats)
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _write(sheet: Any, at: tuple[int, int], value: Value, column: Column, formats: _Formats) -> None:
    shown = formats.by_kind[column.kind]
    if value is None:
        return
    if isinstance(value, dt.date):
        sheet.write_datetime(*at, dt.datetime.combine(value, dt.time.min), shown)
    elif isinstance(value, int | float | Decimal):
        amount = to_major(round(value), current().currency) if column.kind == "money" else value
        sheet.write_number(*at, amount, shown)
    else:
        sheet.write_string(*at, str(value), formats.typed if FORMULA.match(str(value)) else shown)


def _plain(value: Value, kind: str) -> Value:
    """Write a value as a program reads it: amounts and shares as decimals, days by their number."""
    if isinstance(value, dt.date):
        return f"{value:%Y-%m}" if kind == "month" else value.isoformat()
    if value is None or not isinstance(value, int | float | Decimal):
        return None if value is None else str(value)
    if kind == "money":
        return to_major(round(value), current().currency)
    if kind == "percent":
        return round(Decimal(str(value)), SHARE_DIGITS)
    return value


def _sheet_names(tables: Sequence[Table]) -> Iterator[str]:
    """Name the sheets by the tables' titles: short, without the signs a workbook refuses, no two alike."""
    used: set[str] = set()
    for place, table in enumerate(tables, 1):
        plain = NOT_IN_NAMES.sub(" ", str(table.title)).strip().strip("'")[:LONGEST_NAME].strip(" '")
        name = plain or table.key[:LONGEST_NAME]
        if name.casefold() in used or name.casefold() == "history":
            name = f"{name[: LONGEST_NAME - 4].rstrip()} {place}"
        used.add(name.casefold())
        yield name
