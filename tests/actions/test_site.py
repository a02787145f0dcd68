"""The site of a business: written as a draft, shown when it is published, by nobody but its own."""

import pytest

from app.actions.site import pages, publishing, writing
from app.domain.refusal import Refused
from app.domain.site import FreePage, SiteDocument, UnitPage
from app.queries.site import list_pages, list_public_units, load_site

DOC = SiteDocument(headline={"en": "Wake up beside the water"})


@pytest.fixture
def open_house(house):
    publishing.publish(house.actor("owner"))
    return house


def find_public_unit(slug, *, draft=False):
    return next((each for each in list_public_units(draft=draft) if each.slug == slug), None)


def codes(refused):
    return [each.code for each in refused.value.refusals]


def test_before_it_is_published_nobody_sees_a_site(house):
    assert load_site() is None
    writing.save(house.actor("owner"), DOC, version=1)
    assert load_site() is None
    assert list_public_units() == []
    assert load_site(draft=True).doc == DOC


def test_a_published_site_shows_every_unit_with_an_address(open_house):
    assert load_site().doc.headline == {"en": open_house.tenant.name}
    shown = list_public_units()
    assert [each.ref for each in shown] == list(open_house.units)
    assert find_public_unit(shown[0].slug).ref == shown[0].ref
    assert find_public_unit("nowhere") is None


def test_what_is_written_is_seen_once_it_is_published(open_house):
    actor, unit = open_house.actor("owner"), list_public_units()[0]
    page = UnitPage(line={"en": "By the water"})
    writing.save_unit(actor, unit.ref, "by-the-water", page, version=1)
    assert find_public_unit("by-the-water").page.line == {}
    assert find_public_unit("by-the-water", draft=True).page == page
    publishing.publish(actor)
    assert find_public_unit("by-the-water").page == page


def test_a_unit_that_is_not_to_be_shown_is_not(open_house):
    actor, unit = open_house.actor("owner"), list_public_units()[0]
    writing.save_unit(actor, unit.ref, unit.slug, UnitPage(is_shown=False), version=1)
    publishing.publish(actor)
    assert find_public_unit(unit.slug) is None
    assert unit.ref not in [each.ref for each in list_public_units()]


def test_two_who_write_do_not_lose_what_the_other_wrote(open_house):
    actor, unit = open_house.actor("owner"), list_public_units()[0]
    writing.save(actor, DOC, version=1)
    with pytest.raises(Refused) as refused:
        writing.save(actor, DOC, version=1)
    assert codes(refused) == ["stale"]
    with pytest.raises(Refused) as refused:
        writing.save_unit(actor, unit.ref, "x", UnitPage(), version=7)
    assert codes(refused) == ["stale"]


def test_an_address_belongs_to_one_unit(open_house):
    first, second, *_ = list_public_units()
    with pytest.raises(Refused) as refused:
        writing.save_unit(open_house.actor("owner"), first.ref, second.slug, UnitPage(), version=1)
    assert codes(refused) == ["slug_taken"]


def test_pages_of_its_own_are_added_ordered_changed_and_removed(open_house):
    actor = open_house.actor("owner")
    page = FreePage(title={"en": "House rules"}, text={"en": "No smoke."})
    rules = pages.add(actor, "rules", page)
    about = pages.add(actor, "about", FreePage(title={"en": "About"}))
    assert list_pages() == []
    publishing.publish(actor)
    assert [each.slug for each in list_pages()] == ["rules", "about"]
    pages.move(actor, about, step=-1)
    assert [each.slug for each in list_pages()] == ["about", "rules"]
    pages.change(actor, rules, "house-rules", page, version=1)
    with pytest.raises(Refused) as refused:
        pages.add(actor, "about", FreePage())
    assert codes(refused) == ["slug_taken", "title_missing"]
    pages.remove(actor, about)
    assert [each.slug for each in list_pages()] == ["house-rules"]


def test_a_site_that_was_taken_down_keeps_its_draft(open_house):
    actor = open_house.actor("owner")
    publishing.withdraw(actor)
    assert load_site() is None
    assert load_site(draft=True) is not None
