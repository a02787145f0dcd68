"""Businesses and people from the command line."""

import pytest

PASSWORD = "sturdy otter 91 lake"
NEW = ("--timezone", "Europe/Madrid", "--currency", "EUR")


@pytest.fixture
def house(cli):
    """An installation with a business and its owner."""
    cli.done("tenants", "create", "muelle", "--name", "El Muelle", "--locale", "es", *NEW)
    cli.done(
        "users", "create", "Nuria@Muelle.example", "--name", "Nuria Sanz", "--tenant", "muelle", "--password-stdin",
        typed=f"{PASSWORD}\n",
    )  # fmt: skip
    return cli


def sign_in(cli, email: str, password: str) -> int | None:
    from app.actions.people import verify

    with cli.app.app_context():
        return verify(email, password)


def roles(cli) -> list[tuple[str, str, str]]:
    return cli.ask(
        "SELECT t.slug, p.email, m.role FROM memberships m JOIN people p ON p.id = m.person_id"
        " JOIN tenants t ON t.id = m.tenant_id ORDER BY 1, 2"
    )


def entries(cli) -> list[tuple[str, str, str]]:
    return cli.ask("SELECT actor, entity, action FROM audit_entries WHERE outcome = 'done' ORDER BY id")


def test_a_business_and_its_owner_are_made_and_recorded(house):
    assert house.ask("SELECT name, timezone, currency, locale, is_demo FROM tenants") == [
        ("El Muelle", "Europe/Madrid", "EUR", "es", False)
    ]
    assert roles(house) == [("muelle", "nuria@muelle.example", "owner")]
    assert sign_in(house, "nuria@muelle.example", PASSWORD) is not None
    assert entries(house) == [("cli", "tenant", "added"), ("cli", "member", "role_changed")]


def test_businesses_are_listed(house):
    said = house.done("tenants", "list")

    assert "muelle" in said
    assert "Europe/Madrid EUR es  0 units, 1 members" in said


def test_an_empty_installation_says_so(cli):
    assert "no business yet" in cli.done("tenants", "list")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Muelle",), "small letters"),
        (("-x",), "small letters"),
        (("admin",), "kept for the installation"),
        (("x", "--timezone", "Europe/Nowhere"), "no time zone"),
        (("x", "--currency", "EURO"), "Invalid value"),
        (("x", "--name", " "), "needs a name"),
    ],
)
def test_a_business_that_cannot_be_is_refused(cli, words, said):
    answer = cli.refused("tenants", "create", "--name", "X", *NEW, "--", *words[:1]) if len(words) == 1 else (
        cli.refused("tenants", "create", "--name", "X", *NEW, *words)
    )  # fmt: skip

    assert said in answer
    assert cli.one("SELECT count(*) FROM tenants") == 0


def test_an_address_stands_for_one_business(house):
    assert "already" in house.refused("tenants", "create", "muelle", "--name", "Other", *NEW)
    house.done("tenants", "create", "other", "--name", "Other", *NEW)
    assert "exists already" in house.refused("tenants", "rename", "other", "--slug", "muelle")


def test_a_business_is_renamed_and_moved(house):
    house.done("tenants", "rename", "muelle", "--name", "Puerto", "--slug", "puerto")

    assert house.ask("SELECT slug, name, version FROM tenants") == [("puerto", "Puerto", 2)]
    assert entries(house)[-1] == ("cli", "tenant", "renamed")
    assert "no business 'muelle'" in house.refused("tenants", "rename", "muelle", "--name", "X")
    assert "Say --name or --slug" in house.refused("tenants", "rename", "puerto")
    assert "kept for" in house.refused("tenants", "rename", "puerto", "--slug", "static")


def test_a_business_answers_at_a_host_of_its_own(house):
    house.done("tenants", "create", "other", "--name", "Other", *NEW)
    house.done("tenants", "host", "muelle", "WWW.Muelle.example")
    house.done("tenants", "host", "muelle", "www.muelle.example")
    assert house.ask("SELECT host FROM tenant_hosts") == [("www.muelle.example",)]
    assert entries(house)[-1][:3] == ("cli", "tenant", "host_added")
    assert "www.muelle.example" in house.done("tenants", "list")
    assert "Another business" in house.refused("tenants", "host", "other", "www.muelle.example")
    assert "without https" in house.refused("tenants", "host", "muelle", "https://x.example/")
    assert "does not answer" in house.refused("tenants", "host", "other", "www.muelle.example", "--remove")
    house.done("tenants", "host", "muelle", "www.muelle.example", "--remove")
    assert house.ask("SELECT count(*) FROM tenant_hosts") == [(0,)]


def test_a_password_is_typed_twice(house):
    typed = "another otter 17 pond\nanother otter 17 pond\n"
    house.done("users", "password", "nuria@muelle.example", typed=typed)

    assert sign_in(house, "nuria@muelle.example", PASSWORD) is None
    assert sign_in(house, "nuria@muelle.example", "another otter 17 pond") is not None


def test_a_new_password_ends_sessions_and_is_recorded(house):
    house.change("INSERT INTO sessions (ref, person_id, digest) SELECT 'S', id, '\\x00' FROM people")

    house.done(
        "users", "password", "nuria@muelle.example", "--password-stdin", typed="another otter 17 pond\n"
    )

    assert house.one("SELECT ended_at IS NOT NULL FROM sessions")
    assert entries(house)[-1] == ("cli", "person", "changed_password")


@pytest.mark.parametrize(
    ("password", "said"), [("short", "At least 10"), ("", "At least 10"), ("password123", "")]
)
def test_a_bad_password_is_refused(house, password, said):
    words = ("users", "password", "nuria@muelle.example", "--password-stdin")

    assert said in house.refused(*words, typed=f"{password}\n")
    assert sign_in(house, "nuria@muelle.example", PASSWORD) is not None


def test_production_refuses_the_demo_password(install):
    production = install(APP_ENV="production")

    said = production.refused(
        "users", "create", "a@b.example", "--name", "A", "--password-stdin", typed="demo-demo-demo\n"
    )

    assert "Error" in said
    assert production.one("SELECT count(*) FROM people") == 0


def test_an_address_belongs_to_one_person(house):
    words = ("users", "create", "nuria@muelle.example", "--name", "N", "--password-stdin")

    assert "already" in house.refused(*words, typed=f"{PASSWORD}\n")
    assert "no mail address" in house.refused("users", "create", "nobody", "--name", "N", "--password-stdin")
    assert "Nobody has" in house.refused("users", "password", "x@y.example", "--password-stdin", typed="x\n")


def test_a_person_gets_a_role_in_another_business_too(house):
    house.done("tenants", "create", "other", "--name", "Other", *NEW)
    house.done("users", "role", "nuria@muelle.example", "staff", "--tenant", "other")
    house.done("users", "role", "nuria@muelle.example", "viewer", "--tenant", "other")

    assert roles(house) == [
        ("muelle", "nuria@muelle.example", "owner"), ("other", "nuria@muelle.example", "viewer"),
    ]  # fmt: skip
    assert entries(house)[-2:] == [("cli", "member", "role_changed"), ("cli", "member", "role_changed")]


def test_a_business_keeps_an_owner(house):
    said = house.refused("users", "role", "nuria@muelle.example", "staff", "--tenant", "muelle")

    assert "needs an owner" in said
    assert roles(house)[0][2] == "owner"
