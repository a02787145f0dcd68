"""The one place that reads the clock. Tests move it with time-machine."""

import datetime as dt


def now() -> dt.datetime:
    """Return this instant, aware, in UTC."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251  the clock is read here and nowhere else
