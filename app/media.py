"""Where files are kept that people brought: a folder of this machine, or a bucket that speaks S3.

A key is a path of ours, as `12/K7QX-4MPD-480.webp`, and never a name that somebody gave. It begins with the tenant.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from flask import current_app

KEY = re.compile(r"[0-9]+/[A-Z0-9]{4}-[A-Z0-9]{4}-[a-z0-9]+\.[a-z0-9]+")


class BadKey(ValueError):
    """A key that could lead elsewhere."""


class Store(Protocol):
    """A place for files."""

    def put(self, key: str, data: bytes) -> None:
        """Keep a file, whole or not at all; one of that key is replaced."""

    def get(self, key: str) -> bytes | None:
        """Answer a file, None when there is none."""

    def remove(self, keys: list[str]) -> None:
        """Remove files; one that is not there is no fault."""

    def remove_tenant(self, tenant_id: int) -> None:
        """Remove all files of a tenant."""


def store() -> Store:
    """Answer the place that the settings name, opened once a process."""
    return open_store(current_app.config["SETTINGS"].media_url)


@lru_cache(maxsize=8)
def open_store(url: str) -> Store:
    """Open a place by its URL."""
    parts = urlsplit(url)
    return Bucket(url) if parts.scheme == "s3" else Folder(Path(parts.path))


def problem_of(url: str) -> str:
    """Say what is wrong with a URL of a place, empty when nothing is."""
    parts = urlsplit(url)
    if parts.scheme == "s3":
        return "" if parts.netloc else "names no bucket: s3://bucket or s3://bucket/prefix."
    if parts.scheme == "file":
        return "" if parts.path.startswith("/") and not parts.netloc else "must be file:///a/folder."
    return "" if url.startswith("/") else "must be a folder's whole path, file:///… or s3://bucket/prefix."


class Folder:
    """Files below a folder, one folder a tenant."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, key: str, data: bytes) -> None:
        """Write beside its place and move it there: nobody reads half a file."""
        path = self._path / _checked(key)
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        number, beside = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(number, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise

    def get(self, key: str) -> bytes | None:
        """Read a file."""
        try:
            return (self._path / _checked(key)).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, keys: list[str]) -> None:
        """Remove files."""
        for key in keys:
            (self._path / _checked(key)).unlink(missing_ok=True)

    def remove_tenant(self, tenant_id: int) -> None:
        """Remove a tenant's folder."""
        shutil.rmtree(self._path / str(int(tenant_id)), ignore_errors=True)


class Bucket:
    """Files in a bucket; keys and endpoint come from the environment, as for every program that speaks S3."""

    def __init__(self, url: str) -> None:
        from obstore.store import S3Store  # loaded where there is a bucket only

        parts = urlsplit(url)
        prefix = parts.path.strip("/")
        self._store: Any = S3Store(parts.netloc, prefix=prefix or None)

    def put(self, key: str, data: bytes) -> None:
        """Send a file; S3 shows it when it has all of it."""
        self._store.put(_checked(key), data)

    def get(self, key: str) -> bytes | None:
        """Fetch a file."""
        try:
            return bytes(self._store.get(_checked(key)).bytes())
        except FileNotFoundError:
            return None

    def remove(self, keys: list[str]) -> None:
        """Remove files; S3 takes no offence at one that is not there."""
        self._store.delete([_checked(key) for key in keys])

    def remove_tenant(self, tenant_id: int) -> None:
        """Remove every file below a tenant's number."""
        for some in self._store.list(f"{int(tenant_id)}/"):
            self._store.delete([each["path"] for each in some])


def _checked(key: str) -> str:
    if KEY.fullmatch(key) is None:
        raise BadKey(key)
    return key
