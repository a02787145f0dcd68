"""The processes, the queues and the layers are the ones that the papers name."""

import re
import subprocess
import sys
from pathlib import Path

from app import queues

ROOT = Path(__file__).resolve().parents[2]


def test_the_procfile_names_the_processes():
    names = re.findall(r"^(\w+):", (ROOT / "Procfile").read_text(), re.MULTILINE)
    assert names == ["web", "live", "worker", "cron", "release"]


def test_the_queues_are_the_three_that_a_worker_takes():
    assert list(queues.QUEUES) == ["now", "default", "slow"]


def test_imports_point_down():
    answer = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout


def test_only_clock_py_reads_the_clock():
    calls = re.compile(r"\b(?:datetime|dt\.datetime)\.(?:now|utcnow|today)\(|\bdate\.today\(|\btime\.time\(")
    bad = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "app").rglob("*.py")
        if path.name != "clock.py" and calls.search(path.read_text(encoding="utf-8"))
    ]
    assert bad == []
