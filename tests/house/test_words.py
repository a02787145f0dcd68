"""One noun, one word: what semantics.md never calls a thing is called so nowhere."""

import ast
import re
from pathlib import Path

import pytest

from app.models import Base

ROOT = Path(__file__).resolve().parents[2]

NEVER = {
    "account", "organisation", "organization", "resource", "booking", "bookings", "guest", "guests", "customer",
    "customers", "allocation", "hold", "block", "config", "parent", "order",
}  # fmt: skip
IN_TEXT = {"booking", "bookings", "guest", "guests", "customer", "customers", "allocation", "organisation"}
EXEMPT = {"import_bookings", "bookings"}


def words_of(name: str) -> set[str]:
    return set(re.findall(r"[a-z]+", re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()))


def test_tables_and_models_use_our_words():
    names = [table.name for table in Base.metadata.sorted_tables]
    names += [mapper.class_.__name__ for mapper in Base.registry.mappers]
    assert [name for name in names if words_of(name) & NEVER] == []


def test_actions_use_our_words():
    bad = []
    for path in (ROOT / "app" / "actions").rglob("*.py"):
        names = [path.stem]
        names += [
            node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)
        ]
        bad += [f"{path.stem}.{name}" for name in names if words_of(name) & NEVER]
    assert bad == []


def test_routes_use_our_words(app):
    bad = [str(rule) for rule in app.url_map.iter_rules() if words_of(f"{rule} {rule.endpoint}") & NEVER]
    assert bad == []


@pytest.mark.parametrize("folder", ["app", "templates"])
def test_visible_text_uses_our_words(folder):
    """Read every string that goes through gettext, as it stands in the source."""
    called = re.compile(r"""(?:\b_|gettext|ngettext|lazy_gettext)\(\s*((?:(['"]).*?\2[\s,]*)+)""", re.DOTALL)
    bad = []
    for path in (ROOT / folder).rglob("*.[ph][yt]*"):
        if "cli" in path.parts or path.suffix == ".pyc":
            continue
        for match in called.finditer(path.read_text(encoding="utf-8")):
            found = words_of(match.group(1)) & IN_TEXT
            if found:
                bad.append(f"{path.relative_to(ROOT)}: {match.group(1).strip()[:80]} ({', '.join(found)})")
    assert bad == []
