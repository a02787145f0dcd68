"""Tell everybody of a tenant what changed: names only, never what it looks like and never personal data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from app.live.store import Away, store

Change = tuple[str, str]


def publish(tenant_id: int, changes: Iterable[Change]) -> None:
    """Tell of changes, each a noun and a reference; they travel as one event.

    Nobody waits for it and nothing depends on it: with Redis away pages ask by themselves now and then.
    """
    names: dict[str, dict[str, None]] = {}
    for noun, ref in changes:
        names.setdefault(noun, {}).update({ref: None} if ref else {})
    if not names:
        return
    told = json.dumps([[noun, list(refs)] for noun, refs in names.items()])
    try:
        store().run("publish", tenant_id, told)
    except Away:
        return


@dataclass(frozen=True)
class Hello:
    """Where a tenant's events stand, and what somebody missed who heard `since` last.

    Shapes:  `is_whole` False where more was missed than is kept: then everything must be asked for anew; `age_ms`
             is how long ago something was told last, -1 where nothing was.
    """

    epoch: str
    seq: int
    age_ms: int
    is_whole: bool
    missed: list[str]


def hello(tenant_id: int, epoch: str, since: int | None) -> Hello:
    """Answer what somebody who comes, or comes back, must know.

    Raises:  Away.
    """
    found = store().run("hello", tenant_id, epoch, "" if since is None else since)
    epoch_now, seq, age_ms, is_whole, *missed = found
    return Hello(str(epoch_now), int(seq), int(age_ms), bool(is_whole), [str(frame) for frame in missed])
