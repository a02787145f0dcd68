"""The sentence of each refusal: a code and its facts become text in the reader's language.

One module a part of the work holds the sentences of its codes; a code has one sentence.
"""

from __future__ import annotations

from app.domain.refusal import Refusal
from app.sentences import documents, manage, reservations, sites
from app.sentences.base import Sentences, _

SENTENCES: Sentences = {**reservations.SENTENCES, **manage.SENTENCES, **sites.SENTENCES}


def sentence(refusal: Refusal) -> str:
    """Answer what a refusal says, in a sentence."""
    say = SENTENCES.get(refusal.code)
    if say is not None:
        return say(refusal.facts)
    if refusal.code.startswith(documents.PREFIX):
        return documents.say(refusal.code, refusal.facts)
    return _("This is not possible.")
