"""The commands of `flask …`. Each group is one file and is registered by one line here."""

from flask import Flask

from app.cli.imports import imports
from app.cli.seed import seed


def register(app: Flask) -> None:
    """Add the command groups to the application."""
    for group in (imports, seed):
        app.cli.add_command(group)
