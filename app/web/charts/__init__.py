"""Figures described once: the drawing, its table, its files and the paper are made of the same description."""

from app.web.charts.bars import Bars
from app.web.charts.base import Chart, Mark, Reference
from app.web.charts.columns import Columns
from app.web.charts.line import Line
from app.web.charts.spark import Spark
from app.web.charts.squares import Squares
from app.web.charts.table import Column, Kind, Table, Value

__all__ = [
    "Bars", "Chart", "Column", "Columns", "Kind", "Line", "Mark", "Reference", "Spark", "Squares", "Table", "Value",
]  # fmt: skip
