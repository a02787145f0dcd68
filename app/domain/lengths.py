"""How many units of time a length has begun."""

from datetime import timedelta


def started_units(length: timedelta, unit: timedelta, *, grace: timedelta = timedelta(0)) -> int:
    """Return how many units of time are charged for a length: each that has begun, at least one.

    Units:   what is left over counts as begun when it is longer than the grace. Hours are elapsed time; for days
             the length is the difference of wall times, so that a day is a day when the clocks change.
    """
    return max(-((grace - length) // unit), 1)
