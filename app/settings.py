"""Settings: one frozen object, read once from the environment, that reports every bad name together."""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from app import mail_server, map_tiles, media
from app.embedded import addresses, secrets
from app.environ import Reader
from app.mail_server import MailServer
from app.map_tiles import MapTiles

ENVIRONMENTS = ("development", "production", "test")
LOG_LEVELS = ("debug", "info", "warning", "error")
APP_ROLE = "rp_app"
SHORTEST_SECRET = 32
LENGTH_OF_PUSH_KEY = 43
NOBODYS_CONTACT = "mailto:operator@example.org"


class BadSettings(Exception):
    """Raised with a sentence for every setting that is missing or wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """Everything the processes are told from outside.

    Shapes:  URLs as SQLAlchemy and redis-py read them; `database_owner_url` serves migrations only. Without a
             `vapid_private_key` nobody is told anything by push.
    """

    environment: str
    database_url: str
    database_owner_url: str | None
    redis_url: str
    secret_key: str
    port: int
    bind_host: str
    public_host: str
    trusted_proxies: int
    web_workers: int
    web_threads: int
    live_port: int
    live_workers: int
    live_sockets: int
    log_level: str
    var_dir: Path
    embedded_pg_bin: Path | None
    embeds_postgres: bool
    embeds_valkey: bool
    vapid_private_key: str = ""
    vapid_contact: str = ""
    pushes_to_loopback: bool = False
    mail_server: MailServer | None = None
    mail_from: str = ""
    map_tiles: MapTiles | None = None
    media_url: str = ""

    @property
    def is_production(self) -> bool:
        """Tell whether demo data and development's conveniences are refused."""
        return self.environment == "production"

    @property
    def app_role(self) -> str:
        """Return the role of the database that web and workers connect as."""
        return urlsplit(self.database_url).username or APP_ROLE

    @property
    def scheme(self) -> str:
        """Return how addresses begin that are written where no request tells it, as in mails."""
        return "https" if self.is_production else "http"

    def root_of(self, slug: str) -> str:
        """Write where the pages of a business begin on the installation's own host."""
        return f"{self.scheme}://{self.public_host}/{slug}"


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings from an environment.

    Raises:  BadSettings, with all the problems at once.
    """
    read = Reader(environ)
    environment = read.choice("APP_ENV", ENVIRONMENTS, "development")
    home = var_dir(read)
    found = addresses.known(home)
    is_embedding_allowed = environment != "production" or read.flag("ALLOW_EMBEDDED")
    secret_key = _secret_key(read, environment, found)
    database_url, database_owner_url = _database(read, secret_key)
    redis_url = read.url("REDIS_URL", ("redis", "rediss", "unix"))
    embeds_postgres, embeds_valkey = not database_url, not redis_url
    for name, is_embedded in (("DATABASE_URL", embeds_postgres), ("REDIS_URL", embeds_valkey)):
        if is_embedded:
            read.problems += _embedding_problems(name, found, is_allowed=is_embedding_allowed)
    if found is not None:
        database_owner_url = found.owner_url if embeds_postgres else database_owner_url
        database_url = database_url or found.app_url
        redis_url = redis_url or found.redis_url
    port = read.number("PORT", 8000, least=1, most=65535)
    server, sender = _mail(read)
    settings = Settings(
        environment=environment,
        database_url=database_url,
        database_owner_url=database_owner_url or None,
        redis_url=redis_url,
        secret_key=secret_key,
        port=port,
        bind_host=read.text("BIND_HOST", "127.0.0.1"),
        public_host=read.text("PUBLIC_HOST", f"127.0.0.1:{port}"),
        trusted_proxies=read.number("TRUSTED_PROXIES", 0, least=0, most=10),
        web_workers=read.number("WEB_WORKERS", 2, least=1, most=64),
        web_threads=read.number("WEB_THREADS", 3, least=1, most=256),
        live_port=read.number("LIVE_PORT", port % 65535 + 1, least=1, most=65535),
        live_workers=read.number("LIVE_WORKERS", 1, least=1, most=64),
        live_sockets=read.number("LIVE_SOCKETS", 4000, least=1, most=20_000),
        log_level=read.choice("LOG_LEVEL", LOG_LEVELS, "info"),
        var_dir=home,
        embedded_pg_bin=embedded_pg_bin(read),
        embeds_postgres=embeds_postgres,
        embeds_valkey=embeds_valkey,
        vapid_private_key=_vapid_key(read, home),
        vapid_contact=_vapid_contact(read, environment),
        pushes_to_loopback=_pushes_to_loopback(read, environment),
        mail_server=server,
        mail_from=sender,
        map_tiles=map_tiles.read(read),
        media_url=_media_url(read, home),
    )
    if read.problems:
        raise BadSettings(read.problems)
    return settings


def load_from_process() -> Settings:
    """Read the settings from this process's environment."""
    return load(os.environ)


def var_dir(read: Reader) -> Path:
    """Return the folder of everything that this machine keeps."""
    return Path(read.text("VAR_DIR", "var")).absolute()


def embedded_pg_bin(read: Reader) -> Path | None:
    """Return the folder of other PostgreSQL binaries, if one is named."""
    value = read.text("EMBEDDED_PG_BIN")
    if not value:
        return None
    folder = Path(value).absolute()
    if not (folder / "postgres").is_file():
        read.problems.append(f"EMBEDDED_PG_BIN is {value!r}: there is no program 'postgres' in it.")
        return None
    return folder


def _mail(read: Reader) -> tuple[MailServer | None, str]:
    """Return where mails are handed in, None where they are not, and whom they come from."""
    url, sender, server = read.text("SMTP_URL"), read.text("MAIL_FROM"), None
    if sender and not _is_plain_address(sender):
        read.problems.append("MAIL_FROM must be an address alone, as mails@example.com.")
    if url:
        try:
            server = mail_server.read(url)
        except mail_server.BadServer as problem:
            read.problems.append(f"SMTP_URL {problem}")
        if not sender:
            read.problems.append("MAIL_FROM is not set: mails need an address they come from.")
    return server, sender


def _media_url(read: Reader, home: Path) -> str:
    """Return where pictures are kept: a folder of this machine, unless another place is named."""
    url = read.text("MEDIA_URL", str(home / "media"))
    if problem := media.problem_of(url):
        read.problems.append(f"MEDIA_URL {problem}")
    return url


def _is_plain_address(text: str) -> bool:
    name, at, domain = text.partition("@")
    return (
        bool(name and at and domain)
        and text.isascii()
        and not set(text) & set(' <>,;"\r\n\t')
        and "@" not in domain
    )


def _secret_key(read: Reader, environment: str, found: addresses.Addresses | None) -> str:
    value = read.text("SECRET_KEY")
    if value and len(value) < SHORTEST_SECRET:
        read.problems.append(f"SECRET_KEY is too short: it must have at least {SHORTEST_SECRET} characters.")
    elif not value and (environment == "production" or found is None):
        where = (
            "" if environment == "production" else ", and var/secrets.json holds none (`make run` makes it)"
        )
        read.problems.append(f"SECRET_KEY is not set{where}.")
    return value or (found.secret_key if found else "")


def _vapid_key(read: Reader, home: Path) -> str:
    """Return the key that signs for the push services: a given one, else the one that was made here."""
    value = read.text("VAPID_PRIVATE_KEY") or secrets.read_push_key(home)
    try:
        number = int.from_bytes(base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)), "big")
    except (binascii.Error, ValueError):
        number = 0
    if value and (len(value.rstrip("=")) != LENGTH_OF_PUSH_KEY or not 0 < number < secrets.ORDER):
        read.problems.append("VAPID_PRIVATE_KEY must be a key of P-256: 32 bytes in base64 for URLs.")
    return value.rstrip("=")


def _vapid_contact(read: Reader, environment: str) -> str:
    """Return whom a push service writes to; production has to say so itself."""
    value = read.text("VAPID_CONTACT")
    if value and not value.startswith(("mailto:", "https://")):
        read.problems.append(f"VAPID_CONTACT is {value!r}: it must begin with mailto: or https://.")
    return value or ("" if environment == "production" else NOBODYS_CONTACT)


def _pushes_to_loopback(read: Reader, environment: str) -> bool:
    """Tell whether push services may be of this machine, as those of tests are."""
    is_wanted = read.flag("PUSHES_TO_LOOPBACK")
    if is_wanted and environment != "test":
        read.problems.append(
            "PUSHES_TO_LOOPBACK is for tests only: it would let a browser name any server here."
        )
    return is_wanted


def _database(read: Reader, secret_key: str) -> tuple[str, str]:
    """Return the app's and the owner's URL; an owner's URL alone gives the app's role a derived password."""
    schemes = ("postgresql+psycopg", "postgresql", "postgres")
    app_url = _with_driver(read.url("DATABASE_URL", schemes))
    owner_url = _with_driver(read.url("DATABASE_OWNER_URL", schemes))
    if owner_url and not app_url:
        app_url = app_url_beside(owner_url, secret_key)
    return app_url, owner_url


def app_url_beside(owner_url: str, secret_key: str) -> str:
    """Return the app role's URL on the owner's database, with a password derived from the secret key."""
    parts = urlsplit(owner_url)
    password = hmac.digest(secret_key.encode(), b"database role " + APP_ROLE.encode(), hashlib.sha256).hex()
    where = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{APP_ROLE}:{quote(password)}@{where}"))


def _with_driver(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if separator and scheme else ""


def _embedding_problems(name: str, found: addresses.Addresses | None, *, is_allowed: bool) -> list[str]:
    if not is_allowed:
        return [
            f"{name} is not set: production does not start the embedded servers unless ALLOW_EMBEDDED=1"
            " (a managed or packaged server gets its security fixes sooner)."
        ]
    if found is None:
        return [f"{name} is not set, and no embedded server was made here yet: `make run` makes it."]
    return []
