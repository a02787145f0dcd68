"""What keeps dying: web ends the house, whatever else waits longer and longer before it is started again."""

import re
import sys
from types import SimpleNamespace

import pytest

from app.cli import keeper
from app.embedded import process


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def time(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(keeper, "time", SimpleNamespace(monotonic=clock.monotonic))
    return clock


@pytest.fixture
def dying(folder):
    """Make a process that ends at once, and what is said of it."""

    def made(*, is_vital):
        command = [sys.executable, "-c", "print('no room left'); raise SystemExit(3)"]
        return keeper.Child("cron", command, environ={}, log=folder / "cron.log", is_vital=is_vital)

    return made


def die(child, time, said, *, lived_s=0.0):
    """Start it where it is not alive, let it end, and answer the pause that is said."""
    time.now += keeper.LONGEST_PAUSE_S
    child.look_after(said.append)
    assert process.wait_until(lambda: child.exit_code == 3, 20)
    time.now += lived_s
    child.look_after(said.append)
    return float(re.search(r"starting it again in (\d+) s", said[-1])[1])


def test_what_keeps_dying_waits_longer_and_longer_and_ends_nothing(dying, time):
    child, said = dying(is_vital=False), []
    pauses = [die(child, time, said) for _ in range(9)]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert len(said) == 9
    assert "cron ended by itself (exit code 3); starting it again in 60 s. Its log: " in said[-1]
    assert die(child, time, said, lived_s=keeper.WITHIN_S) == 1


def test_it_is_started_when_its_pause_is_over(dying, time):
    child, said = dying(is_vital=False), []
    for _ in range(3):
        die(child, time, said)
    time.now += 3.9
    child.look_after(said.append)
    assert child.exit_code is None
    time.now += 0.2
    child.look_after(said.append)
    assert process.wait_until(lambda: child.exit_code == 3, 20)


def test_what_the_house_stands_on_ends_it(dying, time, monkeypatch):
    monkeypatch.setattr(keeper, "LONGEST_PAUSE_S", keeper.RESTART_PAUSE_S)
    child, said = dying(is_vital=True), []
    assert [die(child, time, said) for _ in range(4)] == [1, 1, 1, 1]
    with pytest.raises(keeper.KeepsDying, match=r"cron ended 5 times within a minute(.|\n)*no room left"):
        die(child, time, said)
