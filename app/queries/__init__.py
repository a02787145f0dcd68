"""Reads: they never commit and never decide."""
