"""Who the servers run as. PostgreSQL refuses root, so root hands them to somebody who may do less."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from app.embedded.errors import EmbeddedError

SERVANTS = ("postgres", "nobody")
UNSHARE = ("--user", "--map-user=65534", "--map-group=65534")


@dataclass(frozen=True)
class Identity:
    """A user for the servers, and the words to put before a command to become it."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    @property
    def is_own(self) -> bool:
        """Tell whether a child needs no change of user."""
        return self.uid == os.geteuid()

    def own(self, path: Path) -> None:
        """Give a file or folder to this user."""
        if not self.is_own:
            os.chown(path, self.uid, self.gid)

    def popen_options(self) -> dict[str, object]:
        """Return what makes subprocess start a child as this user."""
        if self.is_own:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def choose(folder: Path, program: Path) -> Identity:
    """Return who shall own a server's folder: its owner of the last run, else the first who can.

    Raises:  EmbeddedError, when root finds nobody to hand the server to.
    """
    if os.geteuid() != 0:
        if folder.exists() and folder.stat().st_uid != os.geteuid():
            raise EmbeddedError(
                f"{folder} belongs to another user: run as that user, or name another VAR_DIR."
            )
        return Identity(os.geteuid(), os.getegid())
    if folder.exists():
        facts = folder.stat()
        return _unshared() if facts.st_uid == 0 else Identity(facts.st_uid, facts.st_gid)
    for name in SERVANTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        servant = Identity(entry.pw_uid, entry.pw_gid)
        if _can_serve(servant, folder.parent, program):
            return servant
    return _unshared()


def _can_serve(identity: Identity, parent: Path, program: Path) -> bool:
    """Try it: a user who can't enter the folder or run the program is no help."""
    question = ["/bin/sh", "-c", 'test -x "$1" && "$2" --version', "sh", str(parent), str(program)]
    answer = subprocess.run(
        question,
        cwd="/",
        capture_output=True,
        check=False,
        user=identity.uid,
        group=identity.gid,
        extra_groups=[],
    )
    return answer.returncode == 0


def _unshared() -> Identity:
    """Stay root outside, and be nobody inside a user namespace of one's own."""
    unshare = shutil.which("unshare", path="/usr/bin:/bin:/usr/local/bin")
    if unshare is not None:
        prefix = (unshare, *UNSHARE)
        if subprocess.run([*prefix, "true"], cwd="/", capture_output=True, check=False).returncode == 0:
            return Identity(0, 0, prefix)
    raise EmbeddedError(
        "PostgreSQL does not run as root, and neither 'postgres' nor 'nobody' can enter this folder."
        " Run as an ordinary user, move the project to a folder others can enter, or set DATABASE_URL."
    )
