"""The rules as values and functions: no database, no web, no clock."""
