"""What can go wrong with an embedded server, said in a sentence for the person at the terminal."""


class EmbeddedError(Exception):
    """Raised when an embedded server can't be made, started or stopped."""
