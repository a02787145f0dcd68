"""Where the servers' sockets stand. A socket's path has room for about 100 bytes and must hold no space."""

import hashlib
import os
import re
import shutil
import stat
from pathlib import Path

from app.embedded.errors import EmbeddedError

LONGEST_PATH = 100
LONGEST_NAME = ".s.PGSQL.5432.lock"
SHORT_BASE = Path("/tmp")  # noqa: S108  a short path is the point; the folder is private and checked


def folder_for(home: Path) -> Path:
    """Return the folder of a server's socket: its own, or a short one when that path would not do.

    It must be short, and plain: redis-py reads Valkey's list of connections by its spaces and equal signs.
    """
    own = home / "socket"
    if len(os.fsencode(own / LONGEST_NAME)) < LONGEST_PATH and not re.search(r"[\s=]", str(own)):
        return own
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return SHORT_BASE / f"rp-{digest}"


def make_private(folder: Path, uid: int, gid: int) -> None:
    """Make a folder that only one user enters.

    Refuses: a link, or a folder that belongs to another user.
    """
    try:
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, uid, gid)
    except FileExistsError:
        pass
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != uid:
        raise EmbeddedError(f"The folder {folder} belongs to another user; remove it or run as that user.")
    folder.chmod(0o700)


def remove(folder: Path) -> None:
    """Remove a short folder after its server; the others stand in the server's own."""
    if folder.parent == SHORT_BASE:
        shutil.rmtree(folder, ignore_errors=True)
