"""What a worker makes of pictures: the smaller files, and the demo's drawings; twice asked for is once done."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from app import art, clock, media
from app.actions import pictures
from app.actions.actor import POLICY
from app.actions.pictures import add, remove
from app.actions.transaction import Attempt, run
from app.extensions import db
from app.models import OutboxRow, Picture
from app.queries.pictures import find_picture
from tests.brought import drawn, file
from tests.jobs.working import work_off

LAKE = {"en": "The lake"}

pytestmark = pytest.mark.usefixtures("kept", "empty_redis")


def failed():
    return [(row.reason, row.failed_at is not None) for row in db.session.execute(select(OutboxRow)).scalars() if row.reason]  # fmt: skip


def test_a_worker_makes_the_smaller_files(house, kept):
    ref = add(house.actor("owner"), file("JPEG", drawn(700, 500)), LAKE)
    assert work_off() == 1
    assert find_picture(ref).has_avif
    data = media.store().get(f"{house.tenant.id}/{ref}-480.avif")
    assert (Image.open(BytesIO(data)).format, Image.open(BytesIO(data)).size) == ("AVIF", (480, 343))
    assert len([name for name in kept() if name.endswith(".avif")]) == 2
    asked_again(house, ref)
    assert work_off() == 1
    assert find_picture(ref).formats == {"webp", "avif"}


def asked_again(house, ref):
    key = db.session.execute(select(Picture.id).where(Picture.ref == ref)).scalar_one()
    run(POLICY, Attempt("picture", "x"), lambda work: work.later("picture_avif", queue="slow", picture=key))


def test_of_a_picture_that_went_meanwhile_nothing_is_made(house, kept):
    ref = add(house.actor("owner"), file(), LAKE)
    remove(house.actor("owner"), ref)
    assert work_off() == 1
    assert kept() == []


def test_a_picture_that_goes_while_its_files_are_made_leaves_none(house, kept, monkeypatch):
    ref = add(house.actor("owner"), file(), LAKE)
    key = db.session.execute(select(Picture.id).where(Picture.ref == ref)).scalar_one()
    encode = pictures.pictures.encode

    def meanwhile(*given):
        db.session.connection().exec_driver_sql("DELETE FROM pictures")
        return encode(*given)

    monkeypatch.setattr(pictures.pictures, "encode", meanwhile)
    run(POLICY, Attempt("picture", "x"), lambda work: pictures.make_avif(work, key))
    assert kept() == []


def test_a_picture_whose_files_are_lost_says_so_and_is_not_tried_again(house):
    ref = add(house.actor("owner"), file(), LAKE)
    media.store().remove_tenant(house.tenant.id)
    work_off()
    assert failed() == [("picture_lost", True)]
    assert not find_picture(ref).has_avif


@pytest.fixture
def undrawn(house):
    """A picture of the demo as the seed leaves it: a row, and nothing to be seen yet."""
    row = Picture(
        tenant_id=house.tenant.id, ref="HERN-2345", width=1600, height=1067, colour="", alt=LAKE, formats=[],
        digest=b"d", made_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row.id


def test_a_worker_draws_the_demo_once(house, undrawn, kept, monkeypatch):
    begun = []
    small = lambda: begun.append(1) or drawn(640, 427)  # noqa: E731
    monkeypatch.setattr(art, "DRAWINGS", {"heron": small})
    assert find_picture("HERN-2345") is None
    for _ in range(2):
        run(POLICY, Attempt("picture", "x"), lambda work: work.later("demo_picture", queue="slow", picture=undrawn, drawing=0))  # fmt: skip
    assert work_off() == 3
    found = find_picture("HERN-2345")
    assert (begun, found.width, found.has_avif, found.colour) == ([1], 640, True, "#c8281e")
    assert len(kept()) == 5


@pytest.mark.parametrize("name", ["heron", "suite", "kayaks", "glacier"])
def test_a_drawing_is_always_the_same_and_no_plain_field(name, monkeypatch):
    monkeypatch.setattr("app.art.canvas.SCALE", 0.15)
    first, second = (art.draw([*art.DRAWINGS].index(name)) for _ in range(2))
    assert first.size == art.SIZE
    one, other = (image.resize((40, 27)).tobytes() for image in (first, second))
    assert len({one[place : place + 3] for place in range(0, len(one), 3)}) > 100
    assert max(abs(a - b) for a, b in zip(one, other, strict=True)) < 12  # the grain differs
