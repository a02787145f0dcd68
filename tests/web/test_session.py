"""Signing in and out: argon2, no enumeration, throttled, sessions that end one by one."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import time_machine
from sqlalchemy import text

from app.actions.people import HASHER
from app.extensions import db
from app.factory import create_app
from app.models import AuditEntry, SignedIn
from app.web import throttle
from tests.cast import House, local

PASSWORD = "a long walk by the lake"


@pytest.fixture
def known(house, owner) -> House:
    """A house whose owner has a password."""
    owner.execute(
        text("INSERT INTO credentials (person_id, password_hash) VALUES (:person, :hash)"),
        {"person": house.people["owner"], "hash": HASHER.hash(PASSWORD)},
    )
    owner.commit()
    return house


def email_of(house: House, role: str = "owner") -> str:
    return f"{role}@{house.tenant.slug}.test"


def page(house: House) -> str:
    return f"/{house.tenant.slug}/admin/sign-in"


def try_in(client, house: House, email: str, password: str, **fields: str):
    form = client.get(page(house)).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', form)[1]
    values = {"csrf_token": token, "email": email, "password": password, **fields}
    return client.post(page(house), data=values)


def test_the_right_pair_signs_in_and_is_recorded(anonymous, known, inside):
    answer = try_in(anonymous, known, email_of(known).upper(), PASSWORD)
    assert (answer.status_code, answer.location) == (303, f"/{known.tenant.slug}/admin/")
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    with inside(known):
        (entry,) = db.session.query(AuditEntry).filter_by(action="signed_in").all()
    assert (entry.outcome, entry.person_id) == ("done", known.people["owner"])
    assert email_of(known) not in str(entry.request)


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(anonymous, known):
    wrong = try_in(anonymous, known, email_of(known), "not the password")
    unknown = try_in(anonymous, known, "nobody@nowhere.test", "not the password")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert without_what_differs(wrong.text) == without_what_differs(unknown.text)


def without_what_differs(html: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"|value="[^"]*@[^"]*"', "", html)


def test_what_was_typed_stays_but_the_password(anonymous, known):
    answer = try_in(anonymous, known, email_of(known), "not the password")
    assert f'value="{email_of(known)}"' in answer.text
    assert "not the password" not in answer.text


def test_a_person_who_is_no_member_here_is_answered_like_a_stranger(app, known, owner, build):
    other = build()
    client = app.test_client()
    answer = try_in(client, other, email_of(known), PASSWORD)
    assert answer.status_code == 422
    assert client.get(f"/{other.tenant.slug}/admin/sign-in").status_code == 200


def test_tries_are_throttled_for_an_address_and_let_in_again_later(anonymous, known):
    answers = [try_in(anonymous, known, email_of(known), "wrong").status_code for _ in range(9)]
    assert answers[:8] == [422] * 8
    assert answers[8] == 429
    assert try_in(anonymous, known, email_of(known), PASSWORD).status_code == 429


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "evil"],
)
def test_nobody_is_sent_to_another_site(anonymous, known, elsewhere):
    answer = try_in(anonymous, known, email_of(known), PASSWORD, next=elsewhere)
    assert answer.location.startswith(f"/{known.tenant.slug}/admin/")


def test_a_stranger_is_sent_to_sign_in_and_back(anonymous, house):
    answer = anonymous.get(f"/{house.tenant.slug}/admin/timeline?days=7")
    assert answer.status_code == 303
    assert (
        answer.location
        == f"/{house.tenant.slug}/admin/sign-in?next=/{house.tenant.slug}/admin/timeline?days%3D7"
    )


def test_htmx_is_told_to_go_to_sign_in(anonymous, house):
    home = f"/{house.tenant.slug}/admin"
    asking = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{home}/timeline?days=7#now"}
    answer = anonymous.get(f"{home}/people", headers=asking)
    assert answer.status_code == 401
    # The page is where they come back to, not the fragment that was asked for.
    assert answer.headers["HX-Redirect"] == f"{home}/sign-in?next={home}/timeline?days%3D7"
    anyhow = anonymous.get(f"{home}/people", headers=asking | {"HX-Current-URL": "http://[oh"})
    assert anyhow.headers["HX-Redirect"] == f"{home}/sign-in"


def test_an_ended_session_is_over_at_once(sign_in, house, inside):
    client = sign_in(house)
    assert client.get(f"/{house.tenant.slug}/admin/settings").status_code == 200
    with inside(person=house.people["owner"]):
        for row in db.session.query(SignedIn):
            row.ended_at = local(2026, 7, 1)
    assert client.get(f"/{house.tenant.slug}/admin/settings").status_code == 303


def test_signing_out_ends_the_session(sign_in, house, inside):
    client = sign_in(house)
    token = csrf_of(client, house)
    answer = client.post(f"/{house.tenant.slug}/admin/sign-out", data={"csrf_token": token})
    assert answer.status_code == 303
    assert client.get(f"/{house.tenant.slug}/admin/settings").status_code == 303
    with inside(person=house.people["owner"]):
        assert [row.ended_at is None for row in db.session.query(SignedIn)] == [False]


def csrf_of(client, house: House) -> str:
    html = client.get(f"/{house.tenant.slug}/admin/settings").text
    return re.search(r'name="csrf_token" value="([^"]+)"', html)[1]


def test_a_session_left_alone_for_long_is_over(sign_in, house):
    client = sign_in(house)
    with time_machine.travel(local(2026, 9, 1), tick=False):
        assert client.get(f"/{house.tenant.slug}/admin/settings").status_code == 303


def test_with_redis_away_the_process_counts_for_itself(app, settings, known):
    away = create_app(replace(settings, redis_url="redis://127.0.0.1:9/0"))
    try:
        client = away.test_client()
        answers = [try_in(client, known, email_of(known), "wrong").status_code for _ in range(9)]
        assert answers == [422] * 8 + [429]
    finally:
        throttle.register(app)
        with away.app_context():
            db.engine.dispose()
