"""The random secrets of this machine, in a file that only its owner reads."""

import base64
import json
import os
import secrets
from pathlib import Path

FILE_NAME = "secrets.json"
PUSH_FILE = "push.json"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the points of P-256
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
    _write(var_dir / FILE_NAME, made)
    return made


def read_push_key(var_dir: Path) -> str:
    """Return the private key by which push services know this installation, '' when it was not made yet."""
    try:
        return str(json.loads((var_dir / PUSH_FILE).read_text(encoding="utf-8"))["private_key"])
    except (FileNotFoundError, PermissionError, NotADirectoryError):
        return ""


def push_key_or_make(var_dir: Path) -> str:
    """Return that key, made and written with mode 0600 when there is none."""
    made = read_push_key(var_dir)
    if not made:
        made = new_push_key()
        _write(var_dir / PUSH_FILE, {"private_key": made})
    return made


def new_push_key() -> str:
    """Make a private key of P-256: a number, written as 32 bytes in base64 for URLs.

    Source:  RFC 8292.
    """
    number = 1 + secrets.randbelow(ORDER - 1)
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


def _write(path: Path, document: dict[str, str]) -> None:
    """Write a file whole or not at all, for its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    side = path.with_name(f"{path.name}.new")
    side.unlink(missing_ok=True)
    with open(os.open(side, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(document, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    side.replace(path)
