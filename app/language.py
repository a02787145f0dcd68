"""The language of the reader, found once a request.

flask-babel looks for it anew for each text, through proxies that cost more than the text, and a page says hundreds.
What was found stands here from `settle` to `forget`; outside of a request flask-babel is asked each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations
from typing import Any, NamedTuple

from flask_babel import LazyString, get_locale, get_translations
from flask_babel import force_locale as _force_locale  # noqa: TID251  `speaking` is what the others use
from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


class Spoken(NamedTuple):
    """A language by its name, `es` or `en_GB`, and the texts translated into it."""

    name: str
    texts: NullTranslations


_spoken: ContextVar[Spoken | None] = ContextVar("spoken", default=None)


def settle() -> None:
    """Find the language of the reader for the rest of a request; `forget` ends it."""
    forget()
    _spoken.set(spoken())


def forget() -> None:
    """Forget the language after a request."""
    _spoken.set(None)


def spoken() -> Spoken:
    """Answer the language spoken."""
    return _spoken.get() or Spoken(str(get_locale() or "en"), get_translations())


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Speak another language for the length of a block."""
    token = _spoken.set(None)
    try:
        with _force_locale(name):
            yield
    finally:
        _spoken.reset(token)


def gettext(text: str, /, **facts: Any) -> str:
    """Answer a text in the language spoken."""
    said = spoken().texts.gettext(text)
    return said % facts if facts else said


def ngettext(one: str, many: str, num: int, /, **facts: Any) -> str:
    """Answer one of two texts by a number, in the language spoken."""
    return spoken().texts.ngettext(one, many, num) % {"num": num, **facts}


def lazy_gettext(text: str) -> LazyString:
    """Answer a text that is said in the language that is spoken when it is read."""
    return LazyString(gettext, text)


def teach(environment: Environment) -> None:
    """Give the templates their `_` and `ngettext`: of Jinja's own extension each asks the context twice."""
    environment.globals.update(_=_say, gettext=_say, ngettext=_say_counted)


@pass_eval_context
def _say(context: EvalContext, text: str, /, **facts: Any) -> str:
    return _filled(context, spoken().texts.gettext(text), facts)


@pass_eval_context
def _say_counted(context: EvalContext, one: str, many: str, num: int, /, **facts: Any) -> str:
    return _filled(context, spoken().texts.ngettext(one, many, num), {"num": num, **facts})


def _filled(context: EvalContext, said: str, facts: dict[str, Any]) -> str:
    """Fill in the facts; where there are none, a doubled per cent sign becomes one all the same."""
    if not context.autoescape:
        return said % facts
    if not facts:
        return Markup(said % facts)  # noqa: S704  the texts are our own
    return Markup(said) % facts  # noqa: S704  the texts are our own; the facts are escaped
