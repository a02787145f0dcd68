"""Run everything on this machine: the servers it lacks, the migrations, the demo, web, worker and cron.

One run a folder. Ctrl-C or SIGTERM ends all of it in order; what was stored stays for the next run.
"""

import os
import signal
import sys
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[2]


class Stopped(BaseException):
    """Raised once, by the first signal that asks for the end."""


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Run until told to stop, and answer an exit code."""
    try:
        _listen_for_the_end()
        os.chdir(ROOT)
        return _run()
    except Stopped:
        return 0


def _run() -> int:
    # Imported here, so that a Ctrl-C in the first second also ends in order.
    from app.cli import keeper, preparation
    from app.cli.house import House
    from app.embedded.errors import EmbeddedError
    from app.embedded.lock import Held, Lock
    from app.settings import BadSettings

    lock: Lock | None = None
    house: House | None = None
    try:
        settings = preparation.settings(os.environ)
        lock = Lock(settings.var_dir / "run.lock")
        lock.take(f"process {os.getpid()}, http://{preparation.address(settings)}/")
        preparation.check_port(settings, patience_s=preparation.AFTER_KILL_S if lock.was_left else 0)
        house = House(settings, say=say)
        house.start()
        house.keep()
    except Held as held:
        say(f"Reservation Platform already runs in this folder ({held or 'just starting'}).")
    except (BadSettings, EmbeddedError, keeper.KeepsDying, preparation.CannotRun) as problem:
        say(f"\n{problem}")
    finally:
        _ignore_signals()
        if house is not None:
            house.stop()
        if lock is not None:
            lock.give_back()
    return 1


def _listen_for_the_end() -> None:
    def end(_number: int, _frame: FrameType | None) -> None:
        _ignore_signals()
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)


def _ignore_signals() -> None:
    """Let the end come in order: a second Ctrl-C changes nothing."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)


if __name__ == "__main__":
    sys.exit(main())
