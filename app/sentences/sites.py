"""What is said when the public site of a business can't be saved or published."""

from __future__ import annotations

from app.sentences.base import Facts, Sentences, _
from app.sentences.shown import number


def _bad_slug(facts: Facts) -> str:
    if facts["better"]:
        return _("Small letters, digits and hyphens, as %(better)s.", better=facts["better"])
    return _("Small letters, digits and hyphens, as lake-cabin.")


SENTENCES: Sentences = {
    "bad_slug": _bad_slug,
    "slug_taken": lambda facts: _("Another page has the address %(slug)s.", slug=facts["slug"]),
    "headline_missing": lambda _facts: _(
        "Write the headline in your own language: it is shown where another is missing."
    ),
    "title_missing": lambda _facts: _(
        "Write the title in your own language: it is shown where another is missing."
    ),
    "bad_colour": lambda _facts: _("This is not a colour. Write it as #08615c."),
    "pale_colour": lambda facts: _(
        "White can’t be read on this colour: their contrast is %(ratio)s, and 4.5 are needed. %(better)s would do.",
        ratio=number(facts["ratio"]),
        better=facts["better"],
    ),
    "too_many": lambda facts: _("At most %(most)s.", most=number(facts["most"])),
    "half_a_place": lambda _facts: _("A place needs both its latitude and its longitude."),
    "not_a_place": lambda _facts: _("Write degrees as a number, as 42.13 or -0.41."),
    "bad_host": lambda facts: _(
        "%(host)s is no host name. Write it without https:// and without a path, as www.lake.example.",
        host=facts["host"],
    ),
}
