"""A figure's table as files: programs read in them what the page shows, and nothing typed is a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io

import openpyxl
import pytest

from app.web.charts import Column, Table
from app.web.table_files import csv_file, table_file, workbook, xlsx_file
from tests import figures

NOVEMBER = dt.datetime.combine(dt.date(2026, 11, 1), dt.time.min)
SVG = "{http://www.w3.org/2000/svg}"
NAMED = (Column("Name", "text"), Column("Count"))


def read_csv(answer):
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_csv_holds_what_a_program_reads(english):
    answer = table_file(figures.nights().table, "csv", period="2026-11")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cabins-nights-2026-11.csv"'
    rows = read_csv(answer)
    assert rows[0] == ["Night", "Taken", "November 2025", "Available", "Revenue (EUR)"]
    assert rows[1] == ["2026-11-01", "0.6600", "0.9263", "14", "1245.00"]
    assert rows[9][:2] == ["2026-11-09", ""]
    assert len(rows) == 31


def test_formulas_are_text_in_both_files(english):
    table = Table(
        "t",
        '=A1+"x"',
        (Column("=cmd()", "text"), Column("+1", "money")),
        (("@SUM(A1)", -5_00), ("\t=1", None)),
    )
    rows = read_csv(csv_file(table))
    assert rows == [["'=cmd()", "'+1 (EUR)"], ["'@SUM(A1)", "-5.00"], ["'\t'=1", ""]]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook([table]))).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert (sheet["A1"].value, sheet["A2"].value, sheet["B2"].value) == ("=cmd()", "@SUM(A1)", -5)
    assert sheet["A2"].quotePrefix  # it stays text when somebody edits the cell
    assert sheet["B3"].value is None


def test_the_workbook_holds_numbers_shares_and_days(english):
    chart = figures.nights()
    answer = xlsx_file([chart.table], period="2026-11")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cabins-nights-2026-11.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(answer.get_data()))
    sheet = book.active
    assert (sheet.title, sheet.freeze_panes, sheet.max_row) == ("Units taken by night", "B2", 31)
    first = [(cell.value, cell.number_format) for cell in sheet[2]]
    assert first == [
        (NOVEMBER, "yyyy-mm-dd"), (0.66, "0.0%"), (0.9263, "0.0%"), (14, "#,##0"), (1245, "#,##0.00"),
    ]  # fmt: skip
    read = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[0].date(), row[1], row[2], row[3], round(row[4] * 100)) for row in read] == list(
        chart.table.rows
    )


def test_months_and_currencies_without_cents_in_both_files(speaking):
    speaking("es", currency="JPY")
    table = Table(
        "t", "T", (Column("Mes", "month"), Column("Ingresos", "money")), ((dt.date(2026, 11, 1), 1500),)
    )
    assert read_csv(csv_file(table)) == [["Mes", "Ingresos (JPY)"], ["2026-11", "1500"]]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook([table]))).active
    assert [(cell.value, cell.number_format) for cell in sheet[2]] == [
        (NOVEMBER, "mmm yyyy"), (1500, "#,##0"),
    ]  # fmt: skip


def test_many_tables_make_a_workbook_of_many_sheets(english):
    titles = ["Nights: by unit / type?", "Nights: by unit / type?", "'" * 40, "X" * 40]
    tables = [Table("key", title, NAMED, (("a", 1),)) for title in titles]
    book = openpyxl.load_workbook(io.BytesIO(workbook(tables)))
    assert book.sheetnames == ["Nights  by unit   type", "Nights  by unit   type 2", "key", "X" * 31]


def test_a_file_of_another_kind_is_not_found(english):
    from werkzeug.exceptions import NotFound

    with pytest.raises(NotFound):
        table_file(figures.nights().table, "pdf")
