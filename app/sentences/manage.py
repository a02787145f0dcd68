"""What is said when units, closures, clients, people and settings can't be changed."""

from __future__ import annotations

from flask_babel import gettext as _

from app.sentences.base import Sentences

SENTENCES: Sentences = {
    "client_needs_name": lambda facts: _("Write the client's name."),
    "no_such_client": lambda facts: _("That client is no longer there. Choose another one."),
    "same_client": lambda facts: _("Choose a client other than this one."),
}
