"""A text as a header can hold it."""

from __future__ import annotations

from email import policy
from email.message import EmailMessage

import pytest

from app.domain.mails import has_line_ends, one_line

CONTROLS = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029]


@pytest.mark.parametrize("code", CONTROLS, ids=hex)
def test_no_control_is_left_in_a_header(code):
    text = f"Lake{chr(code)}House"
    assert one_line(text) == "Lake House"
    assert has_line_ends(text)
    message = EmailMessage(policy.SMTP)
    message["Subject"] = one_line(text)
    assert message["Subject"] == "Lake House"


@pytest.mark.parametrize("text", ["Café “Ñ”", "東京", "a b", "\u200fשלום", "🛶"])
def test_letters_stay(text):
    assert one_line(text) == text
    assert not has_line_ends(text)
