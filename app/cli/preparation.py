"""What is settled before anything starts: settings, secrets, the port."""

import errno
import os
import socket
import time
from collections.abc import Mapping
from dataclasses import replace

import psycopg

from app import settings as app_settings
from app.cli.release import plain_url
from app.embedded import secrets
from app.environ import Reader
from app.settings import Settings

AFTER_KILL_S = 30.0
PAUSE_S = 0.2
PORTS_TRIED, LAST_PORT = 20, 65535


class CannotRun(Exception):
    """Raised with a sentence that says what is in the way."""


def settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings, after making the secrets that embedded servers need.

    Raises:  BadSettings, or CannotRun.
    """
    values = dict(environ)
    read = Reader(values)
    is_production = read.text("APP_ENV") == "production"
    lacks_server = not (
        (read.text("DATABASE_URL") or read.text("DATABASE_OWNER_URL")) and read.text("REDIS_URL")
    )
    needs_secrets = lacks_server or not read.text("SECRET_KEY")
    if not is_production or read.flag("ALLOW_EMBEDDED"):
        try:
            if needs_secrets:
                secrets.read_or_make(app_settings.var_dir(read))
            if not read.text("VAPID_PRIVATE_KEY"):
                secrets.push_key_or_make(app_settings.var_dir(read))
        except OSError as error:
            raise CannotRun(f"{app_settings.var_dir(read)} can't be written: {error.strerror}.") from error
    if read.text("DATABASE_URL") and not read.text("DATABASE_OWNER_URL") and _may_make_roles(values):
        values["DATABASE_OWNER_URL"] = values.pop("DATABASE_URL")
    found = app_settings.load(values)
    return found if read.text("LIVE_PORT") else replace(found, live_port=_free_after(found))


def _free_after(settings: Settings) -> int:
    """Return the first port after the pages' that nobody listens on: nobody has to know it by heart."""
    for port in range(settings.port + 1, min(settings.port + PORTS_TRIED, LAST_PORT) + 1):
        if _port_error(settings.bind_host, port) is None:
            return port
    return settings.live_port


def _may_make_roles(values: Mapping[str, str]) -> bool:
    """Tell whether the only URL given is an owner's, which then makes the app's role beside it."""
    url = "postgresql://" + values["DATABASE_URL"].partition("://")[2]
    question = "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    try:
        with psycopg.connect(plain_url(url), connect_timeout=10) as connection:
            row = connection.execute(question).fetchone()
    except psycopg.Error as error:
        raise CannotRun(f"DATABASE_URL can't be reached: {error}") from error
    return bool(row and row[0])


def address(settings: Settings) -> str:
    """Return the host and port for people of this machine."""
    host = "127.0.0.1" if settings.bind_host in {"0.0.0.0", "127.0.0.1"} else settings.bind_host  # noqa: S104
    return f"{host}:{settings.port}"


def check_port(settings: Settings, *, patience_s: float) -> None:
    """Make sure that the port is free; after a killed run, wait for its web processes to leave.

    Raises:  CannotRun.
    """
    until = time.monotonic() + patience_s
    while True:
        problem = _port_problem(settings)
        if problem is None:
            return
        if time.monotonic() >= until:
            raise CannotRun(problem)
        time.sleep(PAUSE_S)


def _port_problem(settings: Settings) -> str | None:
    for name, port in (("PORT", settings.port), ("LIVE_PORT", settings.live_port)):
        error = _port_error(settings.bind_host, port)
        if error == errno.EADDRINUSE:
            return (
                f"Port {port} is in use by another program: end that one,"
                f" or choose another port with {name}={port + 1} make run."
            )
        if error is not None:
            return f"{settings.bind_host}:{port} can't be served: {os.strerror(error)}."
    return None


def _port_error(host: str, port: int) -> int | None:
    """Return why a port can't be listened on, or None when it can."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.errno or 0
    return None
