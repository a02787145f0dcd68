"""The URLs of this machine's embedded servers, known from the secrets alone."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from app.embedded import secrets, sockets

SUPERUSER, OWNER, APP = "postgres", "rp_owner", "rp_app"
DATABASE = "reservations"
SOCKET_NAME = "valkey.sock"


@dataclass(frozen=True)
class Addresses:
    """Where the embedded servers answer, and the key that signs sessions here."""

    owner_url: str
    app_url: str
    redis_url: str
    secret_key: str


def postgres_home(var_dir: Path) -> Path:
    """Return the folder of the embedded PostgreSQL."""
    return var_dir / "postgres"


def valkey_home(var_dir: Path) -> Path:
    """Return the folder of the embedded Valkey."""
    return var_dir / "valkey"


def database_url(home: Path, *, role: str, password: str, database: str = DATABASE) -> str:
    """Return the URL of a database behind a server's socket."""
    folder = quote(str(sockets.folder_for(home)), safe="/")
    return f"postgresql+psycopg://{role}:{quote(password)}@/{database}?host={folder}"


def redis_url(home: Path, *, password: str, number: int = 0) -> str:
    """Return the URL of a Valkey database behind a socket."""
    path = quote(str(sockets.folder_for(home) / SOCKET_NAME), safe="/")
    return f"unix://:{quote(password)}@{path}?db={number}"


def known(var_dir: Path) -> Addresses | None:
    """Return the addresses of the servers that were made here, if they were."""
    passwords = secrets.read(var_dir)
    if passwords is None:
        return None
    home = postgres_home(var_dir)
    return Addresses(
        owner_url=database_url(home, role=OWNER, password=passwords["owner_password"]),
        app_url=database_url(home, role=APP, password=passwords["app_password"]),
        redis_url=redis_url(valkey_home(var_dir), password=passwords["valkey_password"]),
        secret_key=passwords["secret_key"],
    )
