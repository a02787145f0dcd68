"""Locks as the editor takes, renews and frees them, and as the pages show them."""
