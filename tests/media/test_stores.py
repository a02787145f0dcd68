"""A folder or a bucket: files come back whole, are replaced whole, and no key leads elsewhere."""

import os
import threading

import pytest

from app import media
from app.media import BadKey, Folder, open_store, problem_of
from tests.media.s3 import serving_s3

KEY = "7/K7QX-4MPD-480.webp"


@pytest.fixture(params=["folder", "bucket", "bucket below a prefix"])
def store(request, tmp_path, monkeypatch):
    """A place for files of each kind; the bucket is served on the loopback."""
    if request.param == "folder":
        yield Folder(tmp_path / "media")
        return
    with serving_s3() as address:
        for name, value in (
            ("AWS_ENDPOINT_URL", address), ("AWS_ALLOW_HTTP", "true"), ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "secret"), ("AWS_REGION", "eu-south-2"),
        ):  # fmt: skip
            monkeypatch.setenv(name, value)
        yield media.Bucket("s3://lake/pictures" if "prefix" in request.param else "s3://lake")


def test_a_file_is_kept_replaced_and_removed(store):
    assert store.get(KEY) is None
    store.put(KEY, b"one")
    store.put(KEY, b"two")
    store.put("7/K7QX-4MPD-480.avif", b"other")
    assert store.get(KEY) == b"two"
    store.remove([KEY, "7/AAAA-AAAA-480.webp"])
    assert store.get(KEY) is None
    assert store.get("7/K7QX-4MPD-480.avif") == b"other"


def test_a_tenants_files_go_together_and_no_others(store):
    for key in (KEY, "7/K7QX-4MPD-960.webp", "77/K7QX-4MPD-480.webp"):
        store.put(key, b"x")
    store.remove_tenant(7)
    assert store.get(KEY) is None
    assert store.get("77/K7QX-4MPD-480.webp") == b"x"


@pytest.mark.parametrize(
    "key",
    [
        "", "x.webp", "../7/K7QX-4MPD-480.webp", "7/../8/K7QX-4MPD-480.webp", "/etc/passwd", "7/.env",
        "7/K7QX-4MPD-480.webp/..", "7/K7QX-4MPD-480.webp\n", "7/K7QX-4MPD-\0.webp", "7\\K7QX-4MPD-480.webp",
    ],
)  # fmt: skip
def test_no_key_leads_elsewhere(store, key):
    for act in (lambda: store.put(key, b"x"), lambda: store.get(key), lambda: store.remove([key])):
        with pytest.raises(BadKey):
            act()


def test_nobody_reads_half_a_file(tmp_path):
    store, seen, wanted = Folder(tmp_path), set(), {bytes([n]) * 300_000 for n in range(2)}
    store.put(KEY, b"\0" * 300_000)
    reader = threading.Thread(target=lambda: [seen.add(store.get(KEY)) for _ in range(200)])
    reader.start()
    for _ in range(10):
        for data in wanted:
            store.put(KEY, data)
    reader.join()
    assert seen <= wanted
    assert [path.name for path in (tmp_path / "7").iterdir()] == ["K7QX-4MPD-480.webp"]


def test_a_failed_write_leaves_what_was_there(tmp_path, monkeypatch):
    store = Folder(tmp_path)
    store.put(KEY, b"old")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk is full")))
    with pytest.raises(OSError, match="full"):
        store.put(KEY, b"new")
    assert store.get(KEY) == b"old"
    assert len(list((tmp_path / "7").iterdir())) == 1


@pytest.mark.parametrize(
    ("url", "is_fine"),
    [
        ("/srv/media", True), ("file:///srv/media", True), ("s3://lake", True), ("s3://lake/a/b", True),
        ("media", False), ("file://host/media", False), ("s3://", False), ("https://lake", False),
    ],
)  # fmt: skip
def test_the_url_of_a_place_is_looked_at(url, is_fine):
    assert (problem_of(url) == "") == is_fine


def test_a_file_url_is_a_folder(tmp_path):
    open_store(f"file://{tmp_path}").put(KEY, b"x")
    assert (tmp_path / KEY).read_bytes() == b"x"
