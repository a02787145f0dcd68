"""Templates are compiled once for all: before the workers part from their parent, and kept for the next start.

Compiled when first asked for, each would cost each worker anew, and the first who comes after a start would wait for it.
"""

from __future__ import annotations

import contextlib
import hashlib
import pickle
from pathlib import Path

import jinja2
from flask import Flask
from jinja2.bccache import Bucket

FOLDER = Path("cache", "templates")


class Kept(jinja2.FileSystemBytecodeCache):
    """Compiled templates in a folder of our own.

    Whoever could write there could run code as the application, as whoever can read its secrets beside it.
    """

    def __init__(self, folder: Path, environment: jinja2.Environment) -> None:
        super().__init__(str(folder))
        self._compiled_as = repr(
            (
                jinja2.__version__,
                environment.trim_blocks,
                environment.lstrip_blocks,
                sorted(environment.extensions),
            )
        )

    def get_source_checksum(self, source: str) -> str:
        """Answer what changes with a template, and with how it is compiled."""
        return hashlib.sha256((self._compiled_as + source).encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a template; what a cut of the power left half written is compiled again."""
        try:
            super().load_bytecode(bucket)
        except (pickle.UnpicklingError, EOFError, ValueError, TypeError, OSError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template, unless the disk is full or not ours: then it is compiled again another time."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def keep(app: Flask, var_dir: Path) -> None:
    """Keep what is compiled beside the other data of the installation, once it has any."""
    folder = var_dir / FOLDER
    with contextlib.suppress(OSError):
        if var_dir.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            app.jinja_env.bytecode_cache = Kept(folder, app.jinja_env)


def load_all(app: Flask) -> int:
    """Load every template, so that no request has to, and answer how many there are."""
    names = app.jinja_env.list_templates()
    for name in names:
        app.jinja_env.get_template(name)
    return len(names)
