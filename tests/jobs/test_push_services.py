"""What is handed to a push service: signed, encrypted, to public addresses only, and never slowly."""

import datetime as dt
import ipaddress
import socket
import time

import pytest

from app import push_addresses, push_services
from app.push_services import Answer, Browser, Message, Outcome, Sender
from tests.push_service import running
from tests.servers import VAPID_PRIVATE_KEY

HERE = Sender(VAPID_PRIVATE_KEY, "mailto:operator@example.test", to_loopback=True)
HELLO = Message({"title": "Hello", "body": "Grüße 東京"}, topic="one", ttl_s=600, urgency="high")


@pytest.fixture
def service():
    with running() as made:
        yield made


def sent(to, message=HELLO, sender=HERE):
    return push_services.send(sender, Browser(to.endpoint, to.p256dh, to.auth), message)


def test_a_browser_opens_what_was_sent_and_the_service_knows_who_sent_it(service):
    phone = service.subscriber()
    assert sent(phone).outcome == sent(phone).outcome == Outcome.TAKEN
    first, second = phone.received
    assert first.content == HELLO.content
    assert (first.topic, first.ttl, first.urgency) == ("one", 600, "high")
    assert first.claims["sub"] == "mailto:operator@example.test"
    assert first.claims["aud"] == second.claims["aud"] == service.origin
    assert phone.shown == [HELLO.content]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (404, Answer(Outcome.GONE, 404)),
        (410, Answer(Outcome.GONE, 410)),
        ((429, {"Retry-After": "90"}), Answer(Outcome.BUSY, 429, dt.timedelta(seconds=90))),
        ((503, {"Retry-After": "99999999"}), Answer(Outcome.BUSY, 503, dt.timedelta(hours=6))),
        ((503, {"Retry-After": "soon"}), Answer(Outcome.BUSY, 503)),
        (500, Answer(Outcome.BUSY, 500)),
        (403, Answer(Outcome.REFUSED, 403)),
        (413, Answer(Outcome.REFUSED, 413)),
        ((307, {"Location": "http://127.0.0.1:9/"}), Answer(Outcome.REFUSED, 307)),
    ],
)
def test_what_a_service_answers(service, answer, expected):
    assert sent(service.subscriber(answer)) == expected


def test_a_date_to_be_asked_again_is_read(service, clock):
    phone = service.subscriber((429, {"Retry-After": "Wed, 01 Jul 2026 10:02:00 GMT"}))
    assert sent(phone).after == dt.timedelta(minutes=2)  # it is 12:00 in Madrid


def test_who_does_not_answer_is_left_after_a_moment(service, monkeypatch):
    monkeypatch.setattr(push_services, "ALTOGETHER_S", 0.3)
    before = time.monotonic()
    assert sent(service.subscriber(0)).outcome == Outcome.AWAY
    assert time.monotonic() - before < 3


def test_nobody_listens(service):
    phone = service.subscriber()
    phone.endpoint = "http://127.0.0.1:9/push"
    assert sent(phone).outcome == Outcome.AWAY


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.7", "metadata.test"])
def test_outside_of_tests_no_private_address_is_connected_to(service, monkeypatch, host):
    """Also where a name was public when the browser gave it, and is private now."""
    asked = []
    monkeypatch.setattr(socket, "create_connection", lambda *_a, **_k: asked.append(_a))
    if not host[0].isdigit():
        looked_up = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 443))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: looked_up)
    phone = service.subscriber()
    phone.endpoint = f"https://{host}/push"
    assert sent(phone, sender=Sender(VAPID_PRIVATE_KEY, "mailto:a@example.test")).outcome == Outcome.AWAY
    phone.endpoint = service.origin
    assert sent(phone, sender=Sender(VAPID_PRIVATE_KEY, "mailto:a@example.test")).outcome == Outcome.AWAY
    assert asked == []


@pytest.mark.parametrize(
    ("endpoint", "is_taken"),
    [
        ("https://fcm.googleapis.com/fcm/send/abc:APA91b", True),
        ("https://updates.push.services.mozilla.com:443/wpush/v2/gAAA", True),
        ("http://push.example.com/1", False),  # not https
        ("https://push.example.com:8443/1", False),
        ("https://user@push.example.com/1", False),
        ("https://localhost/1", False),
        ("https://push.example.com/\n", False),
        ("https://[::1/", False),
        ("https://push.example.com/" + "a" * 2000, False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_which_addresses_are_taken(endpoint, is_taken):
    assert push_addresses.is_well_formed(endpoint) == is_taken


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),  # where clouds tell their secrets
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),  # one address inside another
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("64:ff9b::5db8:d822", True),
    ],
)
def test_which_addresses_are_public(address, is_public):
    assert push_addresses.is_public(ipaddress.ip_address(address)) == is_public


def test_keys_have_the_form_of_keys(service):
    phone = service.subscriber()
    assert push_addresses.are_keys(phone.p256dh, phone.auth)
    assert not push_addresses.are_keys(phone.auth, phone.p256dh)
    assert not push_addresses.are_keys(phone.p256dh[:-4] + "AAAA", phone.auth)  # not on the curve
    assert not push_addresses.are_keys("", "")


def test_a_long_text_is_cut_until_a_service_takes_it(service):
    phone = service.subscriber()
    long = Message({"title": "Hello", "body": "ü" * 5000}, topic="one", ttl_s=1, urgency="low")
    assert len(push_services.as_json(long.content).encode()) <= push_services.LARGEST_BYTES
    assert sent(phone, long).outcome == Outcome.TAKEN
    assert phone.received[0].content["body"].endswith("ü…")
