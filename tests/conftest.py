"""Real servers once a run, a migrated database a worker, and a transaction a test that is rolled back."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection

from app.settings import Settings, load
from tests import servers as test_servers
from tests.fixtures import (  # noqa: F401  fixtures of every folder
    build,
    clock,
    forget_database,
    house,
    inside,
    kept,
    mail_server,
    mailbox,
    owner,
    work_off,
)
from tests.servers import TEMPLATE, Urls

HERE = Path(__file__).parent
URLS = pytest.StashKey[Urls]()
STARTED = pytest.StashKey[test_servers.TestServers]()
DATABASE_FOLDERS = {"actions", "database", "embedded", "queries", "races"}
ROLLED_BACK_FOLDERS = {"actions", "jobs", "queries", "web"}
IN_CONTEXT_FOLDERS = {"actions", "jobs", "queries"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs on every supported PostgreSQL."""
    for item in items:
        if DATABASE_FOLDERS & _folders(item):
            item.add_marker(pytest.mark.database)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    """Start the servers in xdist's controller, before its first worker, and tell the worker where they are."""
    node.workerinput["urls"] = _start(node.config).as_dict()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers with the run."""
    started = config.stash.get(STARTED, None)
    if started is not None:
        started.stop()


def _start(config: pytest.Config) -> Urls:
    """Start the servers and make the template, once a run."""
    if URLS not in config.stash:
        config.stash[STARTED], urls = test_servers.start_test_servers()
        test_servers.make_database(urls, TEMPLATE)
        migrate(urls.on(TEMPLATE))
        config.stash[URLS] = urls
    return config.stash[URLS]


def migrate(urls: Urls) -> None:
    """Bring a database to the head."""
    from app.cli import release

    release.migrate(load(urls.environ()))


def _folders(item: pytest.Item) -> set[str]:
    """The folders of a test below this one: where the whole stands, says nothing."""
    return set(item.path.relative_to(HERE).parts)


@pytest.fixture(scope="session")
def servers(request) -> Urls:
    """The servers of this run; their superuser makes databases."""
    worker_input = getattr(request.config, "workerinput", None)
    return _start(request.config) if worker_input is None else Urls(**worker_input["urls"])


@pytest.fixture(scope="session")
def urls(request, servers) -> Iterator[Urls]:
    """This worker's own database and its own Valkey number."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "gw-1")
    name = f"test_{worker.replace('-', '_')}"
    with test_servers.lent(servers, name, int(worker.removeprefix("gw")) + 1) as own:
        yield own


@pytest.fixture(scope="session")
def settings(urls) -> Settings:
    """The settings of the application under test."""
    return load(urls.environ())


@pytest.fixture(scope="session")
def app(settings) -> Iterator[Flask]:
    """The application under test, on this worker's database."""
    from app.extensions import db
    from app.factory import create_app

    made = create_app(settings)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _of_one_database(request) -> Iterator[None]:
    """Forget what a process remembers of a database around each test that has another one: numbers begin at 1 in both."""
    is_another = request.node.get_closest_marker("servers") or "cli" in _folders(request.node)
    if is_another:
        forget_database()
    yield
    if is_another:
        forget_database()


@pytest.fixture(autouse=True)
def _rolled_back_by_folder(request) -> Iterator[None]:
    """Roll back what a test of the database wrote, unless it commits for real (`servers`)."""
    folders = _folders(request.node)
    if not ROLLED_BACK_FOLDERS & folders or request.node.get_closest_marker("servers"):
        yield
        return
    request.getfixturevalue("rolled_back")
    with contextlib.ExitStack() as stack:
        if IN_CONTEXT_FOLDERS & folders:
            stack.enter_context(request.getfixturevalue("app").app_context())
        yield


class Lent:
    """A test's one connection as look-ups borrow it: what they set of it and where they leave it has no effect."""

    def __init__(self, driver) -> None:
        self.cursor = driver.cursor
        self.autocommit = self.closed = False

    @property
    def driver_connection(self):
        return self

    def invalidate(self, _error) -> None: ...

    def close(self) -> None: ...


@pytest.fixture
def rolled_back(app) -> Iterator[Connection]:
    """One connection for everything a test does, in a transaction that never commits.

    A commit inside releases a savepoint. The look-ups that use a connection of their own get this one.
    """
    from app.extensions import db

    with app.app_context():
        engines, engine = db.engines, db.engine
    connection = engine.connect()
    outer = connection.begin()
    connection.connect = lambda: contextlib.nullcontext(connection)
    connection.raw_connection = lambda: Lent(connection.connection.driver_connection)
    connection.dispose = lambda **_: None
    db.session.session_factory.configure(join_transaction_mode="create_savepoint")
    engines[None] = connection
    try:
        yield connection
    finally:
        engines[None] = engine
        db.session.session_factory.configure(join_transaction_mode="conditional_savepoint")
        outer.rollback()
        connection.close()


@pytest.fixture
def own_database(request, servers) -> Iterator[Urls]:
    """A fresh migrated database for one test that commits for real."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "gw0")
    with test_servers.lent(servers, f"own_{worker}", 7 - test_servers.number_of(worker)) as own:
        yield own
