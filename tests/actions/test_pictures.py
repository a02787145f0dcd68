"""Pictures are added once a file, described in the business's language, and leave nothing behind when they go."""

import pytest
from sqlalchemy import select, update

from app import tenancy
from app.actions import pictures
from app.actions.pictures import add, describe, remove
from app.actions.transaction import NotFound
from app.domain.refusal import Refused
from app.extensions import db
from app.language import speaking
from app.models import AuditEntry, OutboxRow, Picture
from app.queries.pictures import find_picture, list_pictures, load_pictures
from tests import brought
from tests.brought import drawn, file
from tests.counting import queries
from tests.make import audit_of

LAKE = {"en": "The lake in the morning", "es": "El lago por la mañana"}

pytestmark = pytest.mark.usefixtures("kept")


@pytest.fixture
def owner_of(house):
    return house.actor("owner")


def codes(act):
    with pytest.raises(Refused) as caught:
        act()
    return [(each.code, each.field) for each in caught.value.refusals]


def test_a_picture_is_kept_in_three_widths_and_its_smaller_files_are_asked_for(house, owner_of, kept):
    ref = add(owner_of, file("JPEG", drawn(2000, 1500)), LAKE)
    found = find_picture(ref)
    assert (found.width, found.height, found.widths, found.plain_width) == (2000, 1500, [480, 960, 1600], 960)
    assert (found.sides, found.formats, found.has_avif) == ((1600, 1200), {"webp"}, False)
    names = [f"{ref}-{each}.webp" for each in ("1600", "480", "960", "master")]
    assert kept() == [f"{house.tenant.id}/{name}" for name in names]
    (row,) = db.session.execute(select(OutboxRow).where(OutboxRow.job == "picture_avif")).scalars()
    assert row.queue == "slow"
    (entry,) = audit_of("added")
    assert (entry.entity, entry.entity_ref, entry.after["alt_es"]) == ("picture", ref, LAKE["es"])


def test_one_file_is_one_picture_and_another_tenants_is_another(build, owner_of, kept):
    data = file("PNG")
    ref = add(owner_of, data, LAKE)
    assert add(owner_of, data, {"en": "Something else"}) == ref
    assert [each.said for each in list_pictures()] == [LAKE["en"]]
    number = len(kept())
    db.session.remove()
    other = build()
    with speaking("en"):
        assert list_pictures() == []
        assert find_picture(ref) is None
        assert add(other.actor("owner"), data, LAKE) != ref
    assert len(kept()) == 2 * number


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "picture_empty"), (brought.SVG, "picture_of_no_kind"), (brought.moving("WEBP"), "picture_moves"),
        (brought.png_of(8000, 6000), "picture_too_large"), (file("PNG")[:-60], "picture_broken"),
    ],
)  # fmt: skip
def test_what_is_no_picture_leaves_no_row_and_no_file(owner_of, kept, data, code):
    assert codes(lambda: add(owner_of, data, LAKE)) == [(code, "file")]
    assert (list_pictures(), kept()) == ([], [])
    (entry,) = audit_of("added", "refused")
    assert entry.request["codes"] == [code]


@pytest.mark.parametrize(
    ("alt", "refused"),
    [
        ({}, [("picture_needs_text", "alt_en")]),
        ({"es": "El lago"}, [("picture_needs_text", "alt_en")]),
        ({"en": " \n "}, [("picture_needs_text", "alt_en")]),
        ({"en": "x" * 301}, [("text_too_long", "alt_en")]),
        ({"en": "Lake", "es": "x" * 301}, [("text_too_long", "alt_es")]),
        ({"en": "Lake", "xx": "y"}, [("no_such_language", "alt_xx")]),
    ],
)
def test_a_picture_is_described_in_the_businesss_language(owner_of, kept, alt, refused):
    assert codes(lambda: add(owner_of, file(), alt)) == refused
    assert kept() == []
    ref = add(owner_of, file(), LAKE)
    assert codes(lambda: describe(owner_of, ref, alt, version=1)) == refused


def test_a_description_is_changed_once(owner_of):
    ref = add(owner_of, file(), LAKE)
    describe(owner_of, ref, {"en": "  The lake,\n at noon ", "es": ""}, version=1)
    found = find_picture(ref)
    assert (found.alt, found.version) == ({"en": "The lake, at noon"}, 2)
    assert codes(lambda: describe(owner_of, ref, LAKE, version=1)) == [("stale", None)]
    (entry,) = audit_of("described")
    assert (entry.before, entry.after) == (
        {"alt_en": LAKE["en"], "alt_es": LAKE["es"]},
        {"alt_en": "The lake, at noon"},
    )


def test_what_is_to_be_seen_is_said_in_the_language_spoken_or_in_the_businesss(owner_of):
    both, own = add(owner_of, file(), LAKE), add(owner_of, file("JPEG"), {"en": "The jetty"})
    found = load_pictures([both, own])
    for language, said in (("es", [LAKE["es"], "The jetty"]), ("en", [LAKE["en"], "The jetty"])):
        with speaking(language):
            assert [each.said for each in found.values()] == said


def test_a_removed_picture_leaves_nothing(owner_of, kept):
    stays, ref = add(owner_of, file("JPEG"), LAKE), add(owner_of, file(), LAKE)
    remove(owner_of, ref)
    assert [each.ref for each in list_pictures()] == [stays]
    assert all(stays in name for name in kept())
    assert audit_of("removed")[0].before["alt_en"] == LAKE["en"]
    for act in (lambda: remove(owner_of, ref), lambda: describe(owner_of, ref, LAKE, version=1)):
        with pytest.raises(NotFound):
            act()


def test_a_store_that_is_away_keeps_nobody_from_removing(owner_of, kept, monkeypatch):
    ref = add(owner_of, file(), LAKE)
    monkeypatch.setattr(pictures.media.Folder, "remove", lambda *_: (_ for _ in ()).throw(ConnectionError()))
    remove(owner_of, ref)
    assert list_pictures() == []


def test_a_picture_that_could_not_be_written_is_not_there(owner_of, monkeypatch):
    monkeypatch.setattr(pictures.media.Folder, "put", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        add(owner_of, file(), LAKE)
    assert list_pictures() == []
    assert audit_of("added") == []


def test_there_is_an_end_to_pictures(owner_of, kept, monkeypatch):
    add(owner_of, file(), LAKE)
    monkeypatch.setattr(pictures, "MOST_PICTURES", 1)
    before = kept()
    assert codes(lambda: add(owner_of, file("JPEG"), LAKE)) == [("pictures_too_many", "file")]
    assert kept() == before


def test_many_pictures_are_one_question_in_the_order_asked_for(owner_of, app):
    refs = [add(owner_of, file(kind), LAKE) for kind in ("PNG", "JPEG", "WEBP")]
    db.session.execute(update(Picture).where(Picture.ref == refs[1]).values(formats=[]))
    with queries() as asked:
        assert list(load_pictures([refs[2], "none", refs[1], refs[0]])) == [refs[2], refs[0]]
    assert len(asked) <= 1
    assert load_pictures([]) == {}


def test_another_tenants_pictures_are_out_of_reach(build, owner_of, kept):
    ref = add(owner_of, file(), LAKE)
    db.session.remove()
    other = build()
    assert tenancy.current().id == other.tenant.id
    assert load_pictures([ref]) == {}
    for act in (lambda: remove(other.actor("owner"), ref), lambda: describe(other.actor("owner"), ref, LAKE, version=1)):  # fmt: skip
        with pytest.raises(NotFound):
            act()
    assert len(kept()) == 2
    assert db.session.execute(select(AuditEntry).where(AuditEntry.entity == "picture")).all() == []
