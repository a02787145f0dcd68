"""The commands of `flask …`. Each group is one file and is registered by one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Add the command groups; they are imported here, so that `make run` starts without them."""
    from app.cli.imports import imports
    from app.cli.seed import seed

    for group in (imports, seed):
        app.cli.add_command(group)
