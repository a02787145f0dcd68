"""Tables for spreadsheets, in which nothing that was typed becomes a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from flask import Response
from xlsxwriter import Workbook

# Also after what another country's spreadsheet takes for the end of a cell.
FORMULA = re.compile(r"((?:^|[;\t\r\n])\s*)([=+\-@])")
CSV, XLSX = "csv", "xlsx"
FORMATS = (CSV, XLSX)
LONGEST_CELL = 32_767  # of a workbook
# Nothing in a cell is read: text that looks like a formula, a number or an address stays text.
AS_TYPED = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def safe(value: object) -> str:
    """Write a cell as text; what a spreadsheet would reckon with is marked as text."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    said = FORMULA.sub(r"\1'\2", value)
    return f"'{said}" if said.startswith(("\t", "\r")) else said


def hand_out(file_format: str, name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Answer a table in one of FORMATS."""
    return (workbook if file_format == XLSX else download)(name, head, rows)


def download(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Answer a table as a CSV file."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return _attached(Response("\ufeff" + text.getvalue(), mimetype="text/csv"), f"{name}.csv")


def workbook(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Answer a table as a workbook of one sheet; whole numbers are numbers, all else is text."""
    file = io.BytesIO()
    with Workbook(file, {"constant_memory": True, **AS_TYPED}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(head) - 1, 20)
        sheet.write_row(0, 0, head, book.add_format({"bold": True}))
        for place, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(place, column, cell)
                elif cell not in ("", None):
                    sheet.write_string(place, column, str(cell)[:LONGEST_CELL])
    return _attached(Response(file.getvalue(), mimetype=XLSX_TYPE), f"{name}.xlsx")


def _attached(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
