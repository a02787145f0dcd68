"""Tenants' texts become HTML that can't act."""

import pytest

from app.markdown import rendered


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[a](javascript:alert(1))",
        "[a](data:text/html,x)",
        '<img src=x onerror="alert(1)">',
        "![x](https://elsewhere.example/pixel.gif)",
        '[a](https://a.example "x\\" onmouseover=\\"alert(1)")',
        "<style>*{}</style><iframe src=//a.example></iframe>",
        "`<svg/onload=alert(1)>`",
    ],
)
def test_nothing_that_acts_comes_through(text):
    html = rendered(text)
    assert not any(f"<{tag}" in html for tag in ("script", "img", "style", "iframe", "svg"))
    assert "javascript:" not in html.replace("(javascript:", "")
    assert "data:text" not in html.replace("(data:text", "")
    assert ' onmouseover="' not in html


def test_what_it_says_is_kept_and_its_headings_stand_below_the_page():
    html = rendered("# Rules\n\n- No *smoke*\n- [Ask](https://lake.example)\n\nOne\nTwo")
    assert "<h2>Rules</h2>" in html
    assert "<em>smoke</em>" in html
    assert '<a href="https://lake.example" rel="noopener noreferrer">Ask</a>' in html
    assert "One<br>" in html.replace("<br />", "<br>")


@pytest.mark.parametrize("first", ["# ", "## ", "### "])
def test_headings_begin_below_the_pages_own_whatever_sign_they_were_written_with(first):
    html = rendered(f"{first}Rules\n\nQuiet.\n\n#{first}At night\n\nQuieter.")
    assert "<h2>Rules</h2>" in html
    assert "<h3>At night</h3>" in html
