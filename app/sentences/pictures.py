"""What is said when a file can't become a picture, or a picture can't be changed."""

from __future__ import annotations

from app.sentences.base import Sentences, _
from app.sentences.shown import number

SENTENCES: Sentences = {
    "picture_missing": lambda _facts: _("Choose at least one picture."),
    "picture_empty": lambda _facts: _("There is nothing in this file."),
    "picture_too_heavy": lambda facts: _(
        "This file is too heavy: at most %(most)s MB would do.", most=number(facts["most"])
    ),
    "picture_too_large": lambda facts: _(
        "This picture is too large: at most %(most)s million pixels and %(side)s on a side would do.",
        most=number(facts["most"]),
        side=number(facts["side"]),
    ),
    "picture_of_no_kind": lambda _facts: _(
        "This is no picture that can be shown. A JPEG, PNG, WebP or AVIF would do."
    ),
    "picture_moves": lambda _facts: _("This picture moves. One that stands still would do."),
    "picture_broken": lambda _facts: _("This picture is damaged and can’t be read."),
    "picture_needs_text": lambda _facts: _("Write what it shows, for people who can’t see it."),
    "pictures_too_many": lambda facts: _(
        "There are %(most)s pictures already. Remove one that is not shown.", most=number(facts["most"])
    ),
}
