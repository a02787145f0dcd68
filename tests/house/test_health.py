"""Health tells the truth, and a database that is away is said in our own frame."""

from dataclasses import replace

import pytest

from app.extensions import db
from app.factory import create_app


@pytest.fixture
def other_client():
    """Clients of applications with other settings, whose connections end with the test."""
    made = []

    def make_client(settings):
        app = create_app(settings)
        made.append(app)
        return app.test_client()

    yield make_client
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


def test_alive_and_ready(client):
    assert client.get("/healthz").json == {"status": "ok"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "ok")
    assert answer.json["migration"] == answer.json["expected_migration"]


def test_redis_away_is_degraded_and_still_ready(settings, other_client):
    answer = other_client(replace(settings, redis_url="redis://127.0.0.1:9/0")).get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "degraded")


def test_the_database_away_is_not_ready_and_pages_say_so(settings, other_client):
    url = "postgresql+psycopg://nobody@127.0.0.1:9/none?connect_timeout=2"
    client = other_client(replace(settings, database_url=url))
    with client.session_transaction() as session:
        session["_user_id"] = "of somebody who is signed in"
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    answer = client.get("/cabins/admin/timeline")
    assert answer.status_code == 503
    assert "Traceback" not in answer.text
    assert "<h1" in answer.text


def test_an_unknown_address_is_404_in_our_frame_with_strict_headers(client):
    answer = client.get("/nobody/admin/timeline")
    assert answer.status_code == 404
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_write_from_another_site_is_turned_away(client):
    answer = client.post("/admin/theme", data={"theme": "dark"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_write_without_its_token_is_turned_away(client):
    assert client.post("/admin/theme", data={"theme": "dark"}).status_code == 403
