"""The commands of `flask …`. Each group is one file and is registered by one line here."""

from flask import Flask

from app.cli.audit import audit as audit_group
from app.cli.check import check as check_command
from app.cli.imports import imports as import_group
from app.cli.jobs import jobs as jobs_group
from app.cli.push_key import push_key as push_key_command
from app.cli.seed import seed as seed_group
from app.cli.stats import stats as stats_group
from app.cli.tenants import tenants as tenants_group
from app.cli.transitions import transitions as transitions_group
from app.cli.users import users as users_group

COMMANDS = (
    audit_group,
    check_command,
    import_group,
    jobs_group,
    push_key_command,
    seed_group,
    stats_group,
    tenants_group,
    transitions_group,
    users_group,
)


def register(app: Flask) -> None:
    """Add the commands to the application."""
    for command in COMMANDS:
        app.cli.add_command(command)
