"""Pictures of a business: added by being decoded and written anew, described in words, removed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import delete, func, select

from app import logs, media, pictures
from app.actions.actor import Actor
from app.actions.audit import changed
from app.actions.outbox import JobFailed
from app.actions.refs import new_ref
from app.actions.tenants import LOCALES
from app.actions.transaction import Attempt, NotFound, Work, run
from app.domain.refusal import Refusal, Refused
from app.models import Picture
from app.pictures import Kind, Original, Unusable
from app.queries.pictures import find_by_digest
from app.queues import SLOW
from app.tenancy import current

AVIF_JOB, DRAW_JOB = "picture_avif", "demo_picture"
LONGEST_ALT = 300
MOST_PICTURES = 400
MASTER = "master"

log = logs.get(__name__)


def add(actor: Actor, data: bytes, alt: Mapping[str, str]) -> str:
    """Make a picture of a file and answer its reference; of the same file there is one picture, which stays as it is.

    Refuses: picture_empty, picture_too_heavy, picture_too_large, picture_of_no_kind, picture_moves, picture_broken,
             pictures_too_many, and what `alt_refusals` says.
    """
    digest, refusals = hashlib.sha256(data).digest(), alt_refusals(alt)
    known = find_by_digest(digest)
    if known is not None and not refusals:
        return known
    original: Original | None = None
    try:
        original = pictures.read(data)
    except Unusable as problem:
        refusals.append(Refusal(problem.code, "file", dict(problem.facts)))
    ref = new_ref()
    if original is not None and not refusals:
        _write(current().id, ref, original)

    def body(work: Work) -> str:
        work.wait_for(f"pictures:{work.tenant.id}")
        if original is None or refusals:
            raise Refused(refusals)
        count = work.session.execute(select(func.count()).select_from(Picture)).scalar_one()
        if count >= MOST_PICTURES:
            raise Refused([Refusal("pictures_too_many", "file", {"most": MOST_PICTURES})])
        already = find_by_digest(digest)
        if already is not None:
            return already
        row = Picture(
            tenant_id=work.tenant.id, ref=ref, width=original.width, height=original.height, colour=original.colour,
            alt=_plain(alt), formats=[Kind.WEBP.value], digest=digest, made_at=work.now, person_id=actor.person_id,
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
        _record(work, row, "added", after=_facts(row))
        work.later(AVIF_JOB, queue=SLOW, picture=row.id)
        return ref

    answer = ""
    try:
        answer = str(run(actor, Attempt("picture", "added"), body))
    finally:
        if answer != ref and original is not None:
            _forget(current().id, ref, original.width)
    return answer


def describe(actor: Actor, ref: str, alt: Mapping[str, str], *, version: int) -> None:
    """Say in words what is to be seen on a picture.

    Refuses: stale (409), and what `alt_refusals` says.
    """
    refusals = alt_refusals(alt)

    def body(work: Work) -> None:
        row = _held(work, ref)
        if row.version != version:
            raise Refused([Refusal("stale", None, {"version": row.version, "yours": version}, status=409)])
        if refusals:
            raise Refused(refusals)
        before = _facts(row)
        row.alt, row.version = _plain(alt), row.version + 1
        old, new = changed(before, _facts(row))
        if old or new:
            _record(work, row, "described", before=old, after=new)

    run(actor, Attempt("picture", "described", entity_ref=ref), body)


def remove(actor: Actor, ref: str) -> None:
    """Remove a picture; pages that show it go on without it, and its files go after the commit."""

    def body(work: Work) -> str:
        row = _held(work, ref)
        _record(work, row, "removed", before=_facts(row))
        work.session.execute(delete(Picture).where(Picture.id == row.id))
        work.session.expunge(row)
        return str(row.width)

    width = int(run(actor, Attempt("picture", "removed", entity_ref=ref), body))
    _forget(current().id, ref, width)


def make_avif(work: Work, picture_id: int) -> None:
    """Make the smaller files of a picture, and say that they are there; of one that is gone nothing is left."""
    row = work.session.get(Picture, (work.tenant.id, picture_id))
    if row is None or Kind.AVIF in row.formats:
        return
    data = media.store().get(key_of(row.tenant_id, row.ref, MASTER, Kind.WEBP))
    if data is None:
        raise JobFailed("picture_lost", is_final=True)
    image = pictures.reopened(data)
    for width in pictures.widths_of(row.width):
        media.store().put(
            key_of(row.tenant_id, row.ref, width, Kind.AVIF), pictures.encode(image, Kind.AVIF, width)
        )
    _say_made(work, row, Kind.AVIF)


def draw(work: Work, picture_id: int, drawing: Callable[[], Any]) -> None:
    """Draw a picture of the demo whose row is there already; its files are made like those of any other."""
    row = work.session.get(Picture, (work.tenant.id, picture_id))
    if row is None or row.formats:
        return
    original = pictures.taken(drawing())
    _write(row.tenant_id, row.ref, original)
    _say_made(work, row, Kind.WEBP, width=original.width, height=original.height, colour=original.colour)
    work.later(AVIF_JOB, queue=SLOW, picture=picture_id)


def alt_refusals(alt: Mapping[str, str]) -> list[Refusal]:
    """Answer what speaks against a description: the business's own language must have one.

    Refuses: picture_needs_text, text_too_long, no_such_language.
    """
    refusals = []
    if not alt.get(current().locale, "").strip():
        refusals.append(Refusal("picture_needs_text", f"alt_{current().locale}", {}))
    for language, text in alt.items():
        if len(text.strip()) > LONGEST_ALT:
            refusals.append(Refusal("text_too_long", f"alt_{language}", {"most": LONGEST_ALT}))
        if language not in LOCALES:
            refusals.append(Refusal("no_such_language", f"alt_{language}", {}))
    return refusals


def key_of(tenant_id: int, ref: str, width: int | str, kind: Kind) -> str:
    """Answer where a file of a picture lies."""
    return f"{tenant_id}/{ref}-{width}.{kind.value}"


def _write(tenant_id: int, ref: str, original: Original) -> None:
    """Write the files that pages need at once, and the one of which others are made."""
    store = media.store()
    store.put(key_of(tenant_id, ref, MASTER, Kind.WEBP), pictures.master(original.image))
    for width in pictures.widths_of(original.width):
        store.put(key_of(tenant_id, ref, width, Kind.WEBP), pictures.encode(original.image, Kind.WEBP, width))


def _forget(tenant_id: int, ref: str, width: int) -> None:
    """Remove a picture's files; a store that is away keeps what nobody can reach any more."""
    keys = [key_of(tenant_id, ref, each, kind) for each in pictures.widths_of(width) for kind in Kind]
    keys.append(key_of(tenant_id, ref, MASTER, Kind.WEBP))
    try:
        media.store().remove(keys)
    except Exception as error:
        log.warning("files of a picture were left", ref=ref, error=type(error).__name__)


def _say_made(work: Work, row: Picture, kind: Kind, **values: Any) -> None:
    """Say that files of a kind are there, unless the picture was removed while they were made."""
    try:
        found = _held(work, row.ref)
    except NotFound:
        work.session.expunge(row)
        _forget(work.tenant.id, row.ref, row.width)
        return
    if kind not in found.formats:
        found.formats = [*found.formats, kind.value]
        for name, value in values.items():
            setattr(found, name, value)


def _held(work: Work, ref: str) -> Picture:
    found = work.session.execute(
        select(Picture).where(Picture.ref == ref).with_for_update().execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("picture")
    return found


def _plain(alt: Mapping[str, str]) -> dict[str, str]:
    """Answer the texts that say something, each on one line."""
    return {language: " ".join(text.split()) for language, text in alt.items() if text.strip()}


def _facts(row: Picture) -> dict[str, Any]:
    return {
        "width": row.width,
        "height": row.height,
        **{f"alt_{name}": text for name, text in row.alt.items()},
    }


def _record(work: Work, row: Picture, action: str, **sides: Any) -> None:
    work.record("picture", entity_id=row.id, entity_ref=row.ref, action=action, **sides)
