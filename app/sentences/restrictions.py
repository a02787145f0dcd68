"""What is said about a broken restriction: gaps, what a client holds already, who comes, a tenant's own rules."""

from __future__ import annotations

from flask_babel import get_locale

from app.sentences.base import Facts, Sentences, _, ngettext
from app.sentences.words import at, counted, joined, on


def _max_through(facts: Facts) -> str:
    return _(
        "With %(read)s a stay is at most %(most)s: until %(day)s would do.",
        read=on(facts["read_on"]),
        most=counted(facts["maximum"], facts["noun"]),
        day=on(facts["ends_on"]),
    )


def _stay_beyond_horizon(facts: Facts) -> str:
    return _(
        "Only dates up to %(latest)s can be reserved yet. Until %(day)s would do.",
        latest=on(facts["latest_on"]),
        day=on(facts["ends_on"]),
    )


def _gap_before(facts: Facts) -> str:
    text = _(
        "This would leave %(free)s free before %(day)s, and fewer than %(least)s help nobody.",
        free=counted(facts["free"], facts["noun"]),
        day=on(facts["read_on"]),
        least=counted(facts["minimum"], facts["noun"]),
    )
    return joined(text, _ways(facts))


def _gap_after(facts: Facts) -> str:
    text = _(
        "This would leave %(free)s free after %(day)s, and fewer than %(least)s help nobody.",
        free=counted(facts["free"], facts["noun"]),
        day=on(facts["read_on"]),
        least=counted(facts["minimum"], facts["noun"]),
    )
    return joined(text, _ways(facts))


def _ways(facts: Facts) -> str:
    """Write which dates would do on one side, and which fill the gap on both."""
    touching = on(facts["touching_on"])
    text = _("%(day)s would do.", day=touching)
    if facts["leaving_on"]:
        text = _("%(earlier)s or %(later)s would do.", earlier=touching, later=on(facts["leaving_on"]))
    if not (facts["fills_from"] and facts["fills_until"]):
        return text
    fills = _(
        "A stay from %(first)s to %(last)s fills the gap.",
        first=on(facts["fills_from"]),
        last=on(facts["fills_until"]),
    )
    return joined(text, fills)


def _in_a_row(facts: Facts) -> str:
    text = _(
        "One client may have at most %(most)s in a row, and from %(first)s to %(last)s there would be %(count)s.",
        most=counted(facts["maximum"], facts["noun"]),
        first=on(facts["read_on"]),
        last=on(facts["last_on"]),
        count=counted(facts["count"], facts["noun"]),
    )
    if facts["ends_on"]:
        return joined(text, _("Until %(day)s would do.", day=on(facts["ends_on"])))
    return joined(text, _("A pause between them would do."))


def _quota(facts: Facts) -> str:
    most, count = _amount(facts, facts["maximum"]), _amount(facts, facts["count"])
    texts = {
        "week": lambda: _(
            "One client may have at most %(most)s a week; this would make %(count)s.", most=most, count=count
        ),
        "month": lambda: _(
            "One client may have at most %(most)s a month; this would make %(count)s.", most=most, count=count
        ),
        "year": lambda: _(
            "One client may have at most %(most)s a year; this would make %(count)s.", most=most, count=count
        ),
        "ever": lambda: _(
            "One client may have at most %(most)s; this would make %(count)s.", most=most, count=count
        ),
    }
    until = _("Until %(day)s would do.", day=on(facts["ends_on"])) if facts["ends_on"] else ""
    then = _("From %(day)s on there is room.", day=on(facts["next_on"])) if facts["next_on"] else ""
    return joined(texts[facts["per"]](), until, then)


def _amount(facts: Facts, count: int) -> str:
    if facts["counts"] == "reservations":
        return ngettext("%(num)s reservation", "%(num)s reservations", count)
    return counted(count, facts["noun"])


def own_sentence(facts: Facts) -> str:
    """Answer the tenant's own sentence in the reader's language, or in the first it was written in."""
    texts = facts["sentence"]
    language = str(get_locale() or "en").partition("_")[0]
    return str(texts.get(language) or next(iter(texts.values())))


WHEN: Sentences = {
    "max_through": _max_through,
    "stay_beyond_horizon": _stay_beyond_horizon,
    "closed_by_now": lambda facts: _(
        "This is too late. A start from %(time)s on would do.", time=at(facts["earliest_at"])
    ),
    "gap_before": _gap_before,
    "gap_after": _gap_after,
    "client_in_a_row": _in_a_row,
    "client_quota": _quota,
}

WHO: Sentences = {
    "too_few_adults": lambda facts: ngettext(
        "At least %(num)s adult has to come.", "At least %(num)s adults have to come.", facts["minimum"]
    ),
    "too_many_adults": lambda facts: ngettext(
        "At most %(num)s adult can come.", "At most %(num)s adults can come.", facts["maximum"]
    ),
    "no_children": lambda _facts: _("Children can't come here; adults can."),
    "no_infants": lambda _facts: _("Infants can't come here; the others can."),
    "adult_needed": lambda _facts: _("Children and infants come with at least one adult."),
    "own_rule": own_sentence,
    "own_rule_failed": lambda facts: _(
        "The rule “%(name)s” can't be worked out for this request, so it counts as broken. Its policy has to be put right.",
        name=facts["name"],
    ),
}

SENTENCES: Sentences = {**WHEN, **WHO}
