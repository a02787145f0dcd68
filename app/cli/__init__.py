"""The commands of `flask …`. Each group is one file and is registered by one line here."""

from flask import Flask

from app.cli.check import check
from app.cli.imports import imports
from app.cli.seed import seed
from app.cli.tenants import tenants
from app.cli.transitions import transitions
from app.cli.users import users


def register(app: Flask) -> None:
    """Add the commands to the application."""
    for command in (check, imports, seed, tenants, transitions, users):
        app.cli.add_command(command)
