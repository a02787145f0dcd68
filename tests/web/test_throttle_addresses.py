"""Limits by address: who has a whole network of addresses is still one, and neighbours are not."""

from __future__ import annotations

import pytest

from app.web import throttle
from tests.web.page import Browser

MOST_RESETS, MOST_SIGN_INS = 10, 20


@pytest.mark.parametrize(
    ("told", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),  # what a socket for both kinds calls it
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("no address", "no address"),
    ],
)
def test_the_key_of_an_address(app, told, key):
    for form in ({}, {"email": " "}):
        environ = {"REMOTE_ADDR": told}
        with app.test_request_context("/", method="POST", data=form, environ_base=environ):
            assert throttle.address() == key
            assert throttle.email_or_address() == key


@pytest.mark.usefixtures("mail_server")
@pytest.mark.parametrize(("path", "most"), [("sign-in", MOST_SIGN_INS), ("password", MOST_RESETS)])
def test_another_address_of_the_same_network_is_let_try_no_more_than_the_first(app, house, path, most):
    client = app.test_client()
    form = Browser(client, f"/{house.tenant.slug}").get(f"admin/{path}").form(f"/admin/{path}")

    def try_from(address, number):
        values = form.filled(email=f"p{number}@x.test")
        return client.post(form.address, data=values, environ_base={"REMOTE_ADDR": address}).status_code

    answers = [try_from(f"2001:db8:1:2::{number + 1:x}", number) for number in range(most)]
    assert 429 not in answers
    assert try_from("2001:db8:1:2:a:b:c:d", most) == 429
    assert try_from("2001:db8:1:3::1", most) != 429
