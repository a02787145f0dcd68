"""The embedded PostgreSQL and Valkey of a machine that has none.

Two packages carry the programs; everything else (folders, rights, passwords, starting, stopping) is ours.
"""
