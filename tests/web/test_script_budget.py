"""The timeline's scripts, as they travel before anybody reaches for the chart."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
MOST_BYTES = 22_000
IMPORTED = re.compile(r'^import .*? from "(\./[\w-]+\.js)";', re.MULTILINE)


def travelling(file: Path) -> set[Path]:
    """A script and what it imports at once."""
    names = IMPORTED.findall(file.read_text(encoding="utf-8"))
    return {file}.union(*(travelling((file.parent / name).resolve()) for name in names))


def test_the_scripts_of_the_timeline_are_light(house, sign_in):
    html = sign_in(house).get(f"/{house.tenant.slug}/admin/timeline").text
    found = re.findall(r'<script[^>]* src="[^"]*?/static/([^"?]+)', html)
    files = set().union(*(travelling(STATIC / name) for name in found))
    assert {"htmx-4.0.1.min.js", "live.js", "toasts.js", "tape-keys.js"} <= {file.name for file in files}
    size = sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)
    assert size <= MOST_BYTES, f"{size:,} bytes of {sorted(file.name for file in files)}"
