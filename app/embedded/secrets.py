"""The random secrets of this machine, in a file that only its owner reads."""

import json
import os
import secrets
from pathlib import Path

FILE_NAME = "secrets.json"
NAMES = ("secret_key", "superuser_password", "owner_password", "app_password", "valkey_password")


def read(var_dir: Path) -> dict[str, str] | None:
    """Return the secrets, or None when they were not made yet or belong to somebody else."""
    try:
        document = json.loads((var_dir / FILE_NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return None
    return {name: str(document[name]) for name in NAMES}


def read_or_make(var_dir: Path) -> dict[str, str]:
    """Return the secrets, made and written with mode 0600 when there are none."""
    known = read(var_dir)
    if known is not None:
        return known
    made = {name: secrets.token_urlsafe(32) for name in NAMES}
    var_dir.mkdir(parents=True, exist_ok=True)
    side = var_dir / f"{FILE_NAME}.new"
    side.unlink(missing_ok=True)
    with open(os.open(side, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(made, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    side.replace(var_dir / FILE_NAME)
    return made
