"""The socket's process: it tells members what changed. Pages and the database's work belong to `web`."""
