"""What a site may say, its colour, and the addresses of its pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import colours
from app.domain.site import (
    FreePage,
    SiteDocument,
    UnitPage,
    free_slug,
    page_refusals,
    said,
    site_refusals,
    slug_of,
    slug_refusals,
    unit_refusals,
)

FINE = SiteDocument(headline={"en": "Wake up beside the water"})
COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


def codes(refusals):
    return [(each.code, each.field) for each in refusals]


def test_contrast_is_what_the_recommendation_measures():
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert colours.contrast("#08615c", "#ffffff") == colours.contrast("#ffffff", "#08615c")


@given(COLOURS)
def test_every_colour_has_a_darker_one_that_can_be_read_and_a_lighter_one_for_the_night(colour):
    better = colours.darkened(colour)
    assert colours.is_readable(better)
    assert (better == colour) == colours.is_readable(colour)
    at_night = colours.for_the_dark(colour)
    assert colours.contrast(at_night, colours.NIGHT) >= colours.LEAST
    assert colours.contrast(at_night, colours.INK) >= colours.LEAST


@given(st.text())
def test_an_address_is_plain_and_made_of_its_name(name):
    slug = slug_of(name)
    assert slug == "" or slug_refusals(slug, set()) == [] or slug in {"new", "edit"}


def test_equal_names_get_addresses_of_their_own():
    assert free_slug("Ñandú & Co.", set()) == "nandu-co"
    assert free_slug("Heron", {"heron", "heron-2"}) == "heron-3"
    assert free_slug("東京", set()) == "unit"
    assert free_slug("New", set()) == "new-2"


@pytest.mark.parametrize("slug", ["", "A", "a--b", "-a", "a/b", "../a", "new", "a" * 61, "a b"])
def test_an_address_that_is_none_is_refused(slug):
    assert codes(slug_refusals(slug, set())) == [("bad_slug", "slug")]


def test_an_address_that_another_has_is_refused():
    assert codes(slug_refusals("heron", {"heron"})) == [("slug_taken", "slug")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"headline": {"es": "Hola"}}, ("headline_missing", "headline_en")),
        ({"headline": {"en": "x" * 121}}, ("text_too_long", "headline_en")),
        ({"accent": "red"}, ("bad_colour", "accent")),
        ({"accent": "#ffd700"}, ("pale_colour", "accent")),
        ({"latitude": 42.1}, ("half_a_place", "latitude")),
        ({"phones": ("1",) * 5}, ("too_many", "phones")),
        ({"embed_hosts": ("https://a.example",)}, ("bad_host", "embed_hosts")),
        ({"embed_hosts": ("a.example; script-src *",)}, ("bad_host", "embed_hosts")),
        ({"embed_hosts": ("*.com",)}, ("bad_host", "embed_hosts")),
    ],
)
def test_what_a_site_may_not_say_is_refused_at_its_place(changes, code):
    doc = FINE.model_copy(update=changes)
    assert codes(site_refusals(doc, "en")) == [code]


def test_a_fine_site_is_not_refused():
    doc = FINE.model_copy(
        update={"embed_hosts": ("pinar.example", "*.lake.example:8443"), "accent": "#7a1f3d"}
    )
    assert site_refusals(doc, "en") == []
    assert unit_refusals(UnitPage(line={"en": "By the water"})) == []
    assert page_refusals(FreePage(title={"en": "Rules"}), "en") == []
    assert codes(page_refusals(FreePage(), "es")) == [("title_missing", "title_es")]


def test_a_text_is_said_in_the_language_asked_for_or_in_another():
    words = {"en": "lake", "es": "lago"}
    assert (said(words, "es", "en"), said(words, "fr", "en"), said({"es": "lago"}, "en", "en")) == (
        "lago",
        "lake",
        "lago",
    )
    assert said({}, "en", "en") == ""
