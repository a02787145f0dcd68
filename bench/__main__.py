"""`python -m bench`: every figure that is due, in one run, in a few minutes."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable

from bench import audit, growth, live, making, public, recording, stats, sweep, timeline, ways
from bench.report import Figure, table
from bench.stage import Stage, staged

TENANTS, ALL_TENANTS = 4, 100


def parts(*, tenants: int = TENANTS) -> dict[str, Callable[[Stage], Iterable[Figure]]]:
    """Answer what can be measured, by name; growth is measured over so many businesses, twice."""
    return {
        "month": timeline.measure,
        "ways": ways.measure,
        "making": making.measure,
        "record": recording.measure,
        "public": public.measure,
        "stats": stats.measure,
        "audit": audit.measure,
        "live": live.measure,
        "sweep": sweep.measure,
        "growth": lambda stage: growth.measure(stage, tenants=tenants),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--tenants", type=int, default=TENANTS, help="grow over so many businesses, twice")
    size.add_argument(
        "--full",
        action="store_const",
        dest="tenants",
        const=ALL_TENANTS,
        help="grow to six million reservations, for an hour",
    )
    parser.add_argument("--only", choices=parts(), action="append", help="only this part")
    asked = parser.parse_args()
    measured = parts(tenants=asked.tenants)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    figures: list[Figure] = []
    begun = time.monotonic()
    try:
        with staged(dict(os.environ)) as stage:
            for name in asked.only or measured:
                started = time.monotonic()
                sys.stderr.write(f"{name} … ")
                sys.stderr.flush()
                figures.extend(measured[name](stage))
                sys.stderr.write(f"{time.monotonic() - started:.0f} s\n")
    finally:  # what was found is told even where the rest fails
        sys.stdout.write(f"\n{table(figures)}\n\n{time.monotonic() - begun:.0f} s in all\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
