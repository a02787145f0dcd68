"""Writes: each action is one transaction and says what became of it."""
