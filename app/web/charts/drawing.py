"""Charts as pages show them: what was drawn once is not drawn again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from app.language import spoken
from app.tenancy import current
from app.web.charts.base import Chart

REMEMBERED = 512  # charts: of about 10 kB each
_KEY, _FORM = "-key-", "csv"


@dataclass(frozen=True)
class Files:
    """Where the tables of a page's charts are handed out, written once a page."""

    address: str

    @classmethod
    def of(cls, endpoint: str, **query: Any) -> Files:
        """Answer the files that an endpoint hands out by `key` and `form`."""
        return cls(url_for(endpoint, key=_KEY, form=_FORM, **query))

    def __call__(self, key: str, form: str) -> str:
        """Answer the address of a table's file."""
        return self.address.replace(f"{_KEY}.{_FORM}", f"{key}.{form}", 1)


def draw(chart: Chart, files: Files | None = None) -> Markup:
    """Write a chart, in the language of whoever reads and the money of the entered tenant."""
    return _drawn(chart, files, spoken().name, current().currency)


@lru_cache(REMEMBERED)
def _drawn(chart: Chart, files: Files | None, _language: str, _currency: str) -> Markup:
    written = current_app.jinja_env.get_template("admin/stats/charts/chart.html").module
    return Markup(written.chart(chart, files))  # type: ignore[attr-defined]  # noqa: S704 - a template's
