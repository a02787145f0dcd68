"""What is said about a field of a policy that can't be saved as it is."""

from __future__ import annotations

from flask_babel import gettext as _

from app.sentences.base import Facts, Sentences

PREFIX = "document_"

SENTENCES: Sentences = {
    "missing": lambda facts: _("This is needed."),
}


def say(code: str, facts: Facts) -> str:
    """Answer what a problem in a document says, without the name of its field."""
    text = SENTENCES.get(code.removeprefix(PREFIX))
    return text(facts) if text else _("This is not a value that can be used here.")
