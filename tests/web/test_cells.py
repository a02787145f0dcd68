"""Cells of a table file: what a spreadsheet would reckon with is text, however it takes the file apart."""

import pytest

from app.web.forms.spreadsheet import safe


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@home", "'@home"),
        ("\t=1", "'\t'=1"),
        ("Ana;=1+1;x", "Ana;'=1+1;x"),
        ("Ana; -1", "Ana; '-1"),
        ("one\n+2", "one\n'+2"),
        ("Jean-Luc", "Jean-Luc"),
        ("a;b", "a;b"),
        (None, ""),
        (-5, "-5"),
    ],
)
def test_a_cell_is_text(typed, written):
    assert safe(typed) == written
