import os
import shutil
import tempfile
from pathlib import Path

import pytest

from app.embedded import postgres, secrets, valkey


@pytest.fixture
def folder():
    """A short folder that every user may enter, as a project's folder is."""
    made = Path(tempfile.mkdtemp(prefix="rpe", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def make_cluster():
    """Make clusters that are stopped with the test; each is a new object, as in a new run."""
    made = []
    other = os.environ.get("EMBEDDED_PG_BIN")

    def make(var_dir: Path, **options) -> postgres.Cluster:
        options = {"bin_folder": Path(other) if other else None, **options}
        passwords = secrets.read_or_make(var_dir)
        made.append(postgres.Cluster(var_dir / "postgres", passwords=passwords, **options))
        return made[-1]

    yield make
    for cluster in made:
        cluster.stop()


@pytest.fixture
def make_valkey():
    """Make Valkey servers that are stopped with the test."""
    made = []

    def make(var_dir: Path) -> valkey.Server:
        password = secrets.read_or_make(var_dir)["valkey_password"]
        made.append(valkey.Server(var_dir / "valkey", password=password))
        return made[-1]

    yield make
    for server in made:
        server.stop()
