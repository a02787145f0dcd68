"""Refusals as visitors and clients are told them: who else has a unit, and what members do, is not said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.refusal import Refusal
from app.sentences import reservations, sentence
from app.sentences.base import Facts, Sentences, _
from app.sentences.shown import money
from app.sentences.words import joined, listed, on, unit_name


def _taken(facts: Facts) -> str:
    days = facts.get("dates")
    if not days:
        return _("Somebody else took these dates a moment ago. Please choose others.")
    named = listed([on(day) for day in days[:3]])
    if len(days) > 3:
        named = _("%(first)s to %(last)s", first=on(days[0]), last=on(days[-1]))
    return joined(
        _("%(unit)s is taken on %(dates)s.", unit=unit_name(facts), dates=named), reservations.latest(facts)
    )


def _too_close(facts: Facts) -> str:
    said = _(
        "%(unit)s can't be made ready in time between this and what stands there.", unit=unit_name(facts)
    )
    return joined(said, reservations.latest(facts))


def _price_changed(facts: Facts) -> str:
    before, now = facts["before_minor"], facts["now_minor"]
    return _(
        "The price was %(before)s when you saw it and is %(now)s now. Nothing you typed is lost: send it again to accept "
        "the new price.",
        before=money(before),
        now=money(now),
    )


OWN: Sentences = {
    "taken": _taken,
    "too_close": _too_close,
    "locked": lambda _facts: _("Somebody is just working on these dates. Please try again in a few minutes."),
    "price_changed": _price_changed,
    "price_too_large": lambda _facts: _("This can't be reckoned here. Please write or call."),
    "stale": lambda _facts: _("It was changed meanwhile. Look at it as it stands now."),
    "busy": lambda _facts: _(
        "Others are reserving the same dates just now. Nothing was made; please try again."
    ),
    "fee_changed": lambda facts: _(
        "The fee is %(fee)s by now. Nothing was cancelled: look at it once more.",
        fee=money(facts["fee_minor"]),
    ),
    "is_final": lambda _facts: _("It is over, so nothing of it can change."),
    "wrong_state": lambda _facts: _("This is not possible as it stands now."),
}


def told(refusal: Refusal, *, unit: str) -> str:
    """Say a refusal to a visitor; `unit` is what they asked for."""
    facts: dict[str, object] = {"unit": unit, **refusal.facts}
    facts.pop("rivals", None)
    say = OWN.get(refusal.code)
    return say(facts) if say else sentence(replace(refusal, facts=facts))


def all_told(refusals: Sequence[Refusal], *, unit: str) -> list[str]:
    """Say all refusals, none of them twice."""
    return list(dict.fromkeys(told(each, unit=unit) for each in refusals))
