"""A browser that never says that it closed ends the test's browser, not the run."""

from __future__ import annotations

import pytest
from playwright.sync_api import Error

from tests.browser import patient

pytestmark = pytest.mark.browser


def test_what_is_not_closed_in_time_is_ended_and_begun_again(chromium, monkeypatch):
    monkeypatch.setattr(patient, "CLOSES_WITHIN_S", 1)
    context = chromium.new_context()
    page = context.new_page()
    chromium._in_time(lambda: page.wait_for_timeout(60_000) or pytest.fail("it was waited for"))
    with pytest.raises(Error, match="closed"):
        page.title()
    again = chromium.new_context()
    assert again.new_page().evaluate("1 + 1") == 2
    again.close()
