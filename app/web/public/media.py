"""The files of pictures: what an address names never changes, so it may be kept for a year."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort, make_response, request

from app import media
from app.actions.pictures import key_of
from app.actions.refs import ALPHABET
from app.pictures import Kind
from app.queries.pictures import find_file
from app.tenancy import current
from app.web.guard import public

pages = Blueprint("media", __name__, url_prefix="/media")

NAME = re.compile(rf"([{ALPHABET}]{{4}}-[{ALPHABET}]{{4}})-([1-9][0-9]{{0,3}})\.(webp|avif)")
A_YEAR_S = 365 * 24 * 3600


@pages.get("/<name>")
@public()
def file(name: str) -> Response:
    """Answer a file of a picture of this business."""
    found = NAME.fullmatch(name)
    if found is None:
        abort(404)
    ref, width, kind = found[1], int(found[2]), Kind(found[3])
    digest = find_file(ref, width, kind)
    if digest is None:
        abort(404)
    tag = f"{digest.hex()[:20]}-{width}-{kind}"
    if request.if_none_match.contains(tag):
        return _dressed(make_response("", 304), tag)
    data = media.store().get(key_of(current().id, ref, width, kind))
    if data is None:
        abort(404)
    answer = make_response(data)
    answer.headers["Content-Type"] = f"image/{kind}"
    answer.headers["Content-Disposition"] = "inline"
    return _dressed(answer, tag)


def _dressed(answer: Response, tag: str) -> Response:
    answer.headers["Cache-Control"] = f"public, max-age={A_YEAR_S}, immutable"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.set_etag(tag)
    return answer
