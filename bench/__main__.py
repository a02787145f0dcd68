"""`python -m bench`: every figure that is due, in one run, in a few minutes."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable

from bench import growth, making, timeline
from bench.report import Figure, table
from bench.stage import Stage, staged

TENANTS, ALL_TENANTS = 20, 500


def parts(*, is_full: bool) -> dict[str, Callable[[Stage], list[Figure]]]:
    """Answer what can be measured, by name."""
    tenants = ALL_TENANTS if is_full else TENANTS
    return {
        "month": timeline.measure,
        "making": making.measure,
        "growth": lambda stage: growth.measure(stage, tenants=tenants),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="grow to six million reservations, for an hour")
    parser.add_argument("--only", choices=parts(is_full=False), action="append", help="only this part")
    asked = parser.parse_args()
    measured = parts(is_full=asked.full)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    figures: list[Figure] = []
    begun = time.monotonic()
    with staged(dict(os.environ)) as stage:
        for name in asked.only or measured:
            started = time.monotonic()
            sys.stderr.write(f"{name} … ")
            sys.stderr.flush()
            figures += measured[name](stage)
            sys.stderr.write(f"{time.monotonic() - started:.0f} s\n")
    sys.stdout.write(f"\n{table(figures)}\n\n{time.monotonic() - begun:.0f} s in all\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
