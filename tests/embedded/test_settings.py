import base64
import os

import pytest

from app.cli import preparation
from app.embedded import secrets
from app.settings import BadSettings, load

OTHER = "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtb28"
COMPLETE = {
    "APP_ENV": "production",
    "DATABASE_URL": "postgres://app:a@db/reservations",
    "DATABASE_OWNER_URL": "postgresql://owner:o@db/reservations",
    "REDIS_URL": "redis://redis:6379/0",
    "SECRET_KEY": "k" * 40,
}


def problems(environ):
    with pytest.raises(BadSettings) as caught:
        load(environ)
    return caught.value.problems


def test_a_complete_environment_is_read():
    settings = load(COMPLETE)
    assert settings.database_url == "postgresql+psycopg://app:a@db/reservations"
    assert settings.app_role == "app"
    assert (settings.embeds_postgres, settings.embeds_valkey, settings.is_production) == (False, False, True)


def test_every_problem_is_told_at_once(tmp_path):
    told = problems(
        {
            "VAR_DIR": str(tmp_path),
            "APP_ENV": "prod",
            "PORT": "http",
            "WEB_THREADS": "0",
            "SECRET_KEY": "short",
            "REDIS_URL": "http://redis",
            "EMBEDDED_PG_BIN": str(tmp_path),
        }
    )
    names = {"APP_ENV", "PORT", "WEB_THREADS", "SECRET_KEY", "REDIS_URL", "EMBEDDED_PG_BIN", "DATABASE_URL"}
    assert names <= {sentence.split()[0] for sentence in told}


def test_production_needs_servers_and_a_key(tmp_path):
    told = problems({"APP_ENV": "production", "VAR_DIR": str(tmp_path)})
    assert [sentence.split()[0] for sentence in told] == ["SECRET_KEY", "DATABASE_URL", "REDIS_URL"]
    assert all("ALLOW_EMBEDDED=1" in sentence for sentence in told[1:])


def test_what_was_made_here_is_found_again(tmp_path):
    made = secrets.read_or_make(tmp_path)
    settings = load({"VAR_DIR": str(tmp_path)})
    assert settings.secret_key == made["secret_key"]
    assert (settings.embeds_postgres, settings.embeds_valkey) == (True, True)
    assert settings.app_role == "rp_app"
    assert secrets.read_or_make(tmp_path) == made
    assert os.stat(tmp_path / "secrets.json").st_mode & 0o777 == 0o600


def test_an_owners_url_alone_gives_the_app_a_role_of_its_own():
    environ = {name: value for name, value in COMPLETE.items() if name != "DATABASE_URL"}
    first, second = load(environ), load(environ)
    assert first.database_url.startswith("postgresql+psycopg://rp_app:")
    assert first.database_url.endswith("@db/reservations")
    assert first.database_url == second.database_url
    assert load(environ | {"SECRET_KEY": "x" * 40}).database_url != first.database_url


def test_the_key_for_push_is_made_once_and_kept_for_its_owner(tmp_path):
    made = preparation.settings({"VAR_DIR": str(tmp_path)}).vapid_private_key
    assert os.stat(tmp_path / "push.json").st_mode & 0o777 == 0o600
    assert preparation.settings({"VAR_DIR": str(tmp_path)}).vapid_private_key == made
    assert len(base64.urlsafe_b64decode(f"{made}=")) == 32
    assert (
        preparation.settings({"VAR_DIR": str(tmp_path), "VAPID_PRIVATE_KEY": OTHER}).vapid_private_key
        == OTHER
    )


def test_production_makes_no_key_for_push_and_goes_without(tmp_path):
    settings = preparation.settings(COMPLETE | {"VAR_DIR": str(tmp_path)})
    assert (settings.vapid_private_key, settings.vapid_contact) == ("", "")
    assert not (tmp_path / "push.json").exists()


@pytest.mark.parametrize("key", ["short", "A" * 43, "_" * 43, "\u00e4" * 43])
def test_a_key_for_push_that_is_none_is_told(key):
    assert [told.split()[0] for told in problems(COMPLETE | {"VAPID_PRIVATE_KEY": key})] == [
        "VAPID_PRIVATE_KEY"
    ]


def test_a_contact_is_an_address_and_only_tests_push_to_this_machine():
    told = problems(COMPLETE | {"VAPID_CONTACT": "ada", "PUSHES_TO_LOOPBACK": "1"})
    assert [sentence.split()[0] for sentence in told] == ["VAPID_CONTACT", "PUSHES_TO_LOOPBACK"]


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("smtp://mail.example.com", ("mail.example.com", 587, "starttls", "", "")),
        ("smtp://ada:p%40ss@mail.example.com:2525", ("mail.example.com", 2525, "starttls", "ada", "p@ss")),
        ("smtps://mail.example.com", ("mail.example.com", 465, "tls", "", "")),
        ("smtp://127.0.0.1:25", ("127.0.0.1", 25, "none", "", "")),
        ("smtp://localhost:25?starttls=1", ("localhost", 25, "starttls", "", "")),
        ("smtp://mail.example.com:25?starttls=0", ("mail.example.com", 25, "none", "", "")),
    ],
)
def test_one_url_names_the_mail_server(url, read):
    server = load(COMPLETE | {"SMTP_URL": url, "MAIL_FROM": "mails@example.com"}).mail_server
    assert (server.host, server.port, server.security.value, server.user, server.password) == read
    assert "p@ss" not in repr(server)


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example.com",
        "smtp://",
        "smtp://mail.example.com:port",
        "smtp://mail.example.com/path",
        "smtp://mail.example.com?tls=1",
        "smtp://mail.example.com?starttls=perhaps",
        "smtp://ada:secret@mail.example.com?starttls=0",
    ],
)
def test_a_url_of_a_mail_server_that_can_not_be_used_is_told_without_its_password(url):
    (told,) = problems(COMPLETE | {"SMTP_URL": url, "MAIL_FROM": "mails@example.com"})
    assert told.startswith("SMTP_URL ")
    assert "secret" not in told


@pytest.mark.parametrize(
    "sender", ["", "Cabins <mails@example.com>", "mails", "a@b\nBcc: c@d", "ñ@example.com"]
)
def test_mails_need_a_plain_address_that_they_come_from(sender):
    told = problems(COMPLETE | {"SMTP_URL": "smtp://127.0.0.1", "MAIL_FROM": sender})
    assert [each.split()[0] for each in told] == ["MAIL_FROM"]


def test_without_a_mail_server_there_is_none():
    assert load(COMPLETE).mail_server is None
