"""What the templates may do with dates, numbers and money, and the addresses of static files."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from flask import Flask
from markupsafe import Markup, escape

from app.markdown import rendered
from app.sentences.periods import said
from app.sentences.shown import (
    REASON_WORDS,
    ROLE_WORDS,
    STATE_WORDS,
    clock,
    countries,
    country,
    date_range,
    day,
    day_full,
    day_long,
    day_short,
    headed,
    initials,
    moment,
    money,
    money_input,
    money_more,
    money_whole,
    month,
    month_short,
    month_within,
    number,
    percent,
    weekday,
    weekday_long,
)

__all__ = [
    "REASON_WORDS",
    "ROLE_WORDS",
    "STATE_WORDS",
    "asset",
    "clock",
    "countries",
    "country",
    "date_range",
    "day",
    "day_full",
    "day_long",
    "day_short",
    "headed",
    "initials",
    "moment",
    "money",
    "money_input",
    "money_more",
    "money_whole",
    "month",
    "month_short",
    "month_within",
    "number",
    "percent",
    "register",
    "weekday",
    "weekday_long",
]

STATIC = Path(__file__).resolve().parents[2] / "static"


@lru_cache(maxsize=256)
def _version_of(name: str, _stamp: float) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """Answer the address of a static file, never below a tenant, with its version."""
    return _address_of(name, int(time.monotonic()))


@lru_cache(maxsize=256)
def _address_of(name: str, _second: int) -> str:
    """Look at a file once a second at most: a page names some sixty."""
    return f"/static/{name}?v={_version_of(name, (STATIC / name).stat().st_mtime)}"


def options(choices: Iterable[tuple[object, object]], chosen: object) -> Markup:
    """Write the options of a choice, by value and text, one of them chosen: hundreds of units are the same on each page."""
    return _options(tuple((str(value), str(text)) for value, text in choices), str(chosen))


@lru_cache(maxsize=64)
def _options(choices: tuple[tuple[str, str], ...], chosen: str) -> Markup:
    texts = (
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in choices
    )
    return Markup("\n".join(texts))  # noqa: S704 - each value and text is escaped


def register(app: Flask) -> None:
    """Give the filters to the templates."""
    shown = (
        money, money_input, money_more, money_whole, day, day_short, day_long, day_full, month, month_short, month_within, weekday, weekday_long, date_range,
        clock, moment, number, percent, country, headed, initials,
        options,
    )  # fmt: skip
    for function in shown:
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.filters["period"] = said
    app.jinja_env.filters["markdown"] = rendered
    app.jinja_env.globals.update(
        asset=asset, state_words=STATE_WORDS, role_words=ROLE_WORDS, reason_words=REASON_WORDS
    )
