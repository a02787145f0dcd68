"""Read names from an environment, and gather what is wrong with them."""

from collections.abc import Mapping
from urllib.parse import urlsplit

YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off", "")


class Reader:
    """Reads names from an environment and gathers what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        """Return a name's value, or the default when it is not set or empty."""
        return self.environ.get(name, "").strip() or default

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        """Return one of a few words."""
        value = self.text(name, default).lower()
        if value not in choices:
            self.problems.append(f"{name} is {value!r}: it must be one of {', '.join(choices)}.")
            return default
        return value

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """Return a whole number within bounds."""
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            self.problems.append(f"{name} is {value!r}: it must be a whole number from {least} to {most}.")
            return default
        return int(value)

    def flag(self, name: str) -> bool:
        """Return a yes or a no."""
        value = self.text(name).lower()
        if value not in YES + NO:
            self.problems.append(f"{name} is {value!r}: it must be 1 or 0.")
        return value in YES

    def url(self, name: str, schemes: tuple[str, ...]) -> str:
        """Return a URL of one of some schemes, or an empty text."""
        value = self.text(name)
        if value and urlsplit(value).scheme not in schemes:
            self.problems.append(f"{name} must begin with {' or '.join(s + '://' for s in schemes)}.")
            return ""
        return value
