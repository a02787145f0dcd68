"""Every example of the semantics that a finished capability promises has a test that carries its id."""

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]

FINISHED = [
    "T1",
    "T2",
    "T3",
    "T4",
    "T5",
    "T6",
    "T7",
    "T8",
    "T9",
    "Z1",
    "Z2",
    "Z3",
    "Z4",
    "Z5",
    "Z6",
    "Z7",
    "Z8",
    "S1",
    "S2",
    "S3",
    "S4",
    "S5",
    "S6",
    "S7",
    "S8",
    "S9",
    "S10",
    "X1",
    "X2",
    "X3",
    "X4",
    "X5",
    "R1",
    "R2",
    "R3",
    "R4",
    "R5",
    "R6",
    "R7",
    "R8",
    "P1",
    "P2",
    "P3",
    "P4",
    "P5",
    "P6",
    "P7",
    "P8",
    "P9",
    "M1",
    "M2",
    "M3",
    "M4",
    "M5",
    "M6",
    "M7",
    "M8",
    "M9",
    "M10",
    "M11",
    "M12",
    "M13",
    "C1",
    "C2",
    "C3",
    "C4",
    "L3",
    "L4",
]


def collected():
    """The names of all test functions in files that pytest reads."""
    for path in TESTS.rglob("test_*.py"):
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(), re.MULTILINE):
            yield path, name


def test_every_finished_example_has_a_test_with_its_id():
    carried = set()
    for _, name in collected():
        carried |= set(re.findall(r"(?<=_)[A-Z]\d+(?=_)", name))
    assert sorted(set(FINISHED) - carried) == []


def test_every_test_stands_where_pytest_finds_it():
    lost = [
        f"{path.relative_to(TESTS)}: {name}"
        for path in TESTS.rglob("*.py")
        if not path.name.startswith("test_")
        for name in re.findall(r"^(?:async )?def (test_\w+)", path.read_text(), re.MULTILINE)
    ]
    assert lost == []


def test_no_test_hides_another_of_its_name():
    seen: dict[tuple[Path, str], int] = {}
    for path, name in collected():
        seen[path, name] = seen.get((path, name), 0) + 1
    assert [f"{path.name}: {name}" for (path, name), times in seen.items() if times > 1] == []
