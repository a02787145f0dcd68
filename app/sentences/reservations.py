"""What is said when a reservation can't be made or changed."""

from __future__ import annotations

from app.sentences.base import Sentences

SENTENCES: Sentences = {}
