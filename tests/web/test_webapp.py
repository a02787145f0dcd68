"""What a browser is given to install the application: by tenant, to anybody, with nothing about anybody."""

from __future__ import annotations

import io
import json
import re

import pytest
from PIL import Image
from sqlalchemy import text

from app.web.admin.webapp import icons
from app.web.filters import STATIC


@pytest.fixture
def anybody(app, house):
    return lambda path, **more: app.test_client().get(f"/{house.tenant.slug}/admin/{path}", **more)


def test_the_manifest_is_the_tenants_own(anybody, house, build):
    answer = anybody("manifest.webmanifest")
    manifest = json.loads(answer.data)
    assert answer.content_type == "application/manifest+json"
    assert (manifest["id"], manifest["name"]) == (f"/{house.tenant.slug}/admin/", house.tenant.name)
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    inside = (manifest["start_url"], *(each["url"] for each in manifest["shortcuts"]))
    assert [url for url in inside if not url.startswith(manifest["scope"])] == []
    assert len(manifest["short_name"]) <= 12


def test_at_a_host_of_its_own_a_tenant_has_no_name_in_its_addresses(app, house, owner):
    owner.execute(text("INSERT INTO tenant_hosts VALUES ('lake.test', :id)"), {"id": house.tenant.id})
    owner.commit()
    client = app.test_client()
    manifest = json.loads(client.get("/admin/manifest.webmanifest", base_url="http://lake.test").data)
    assert (manifest["id"], manifest["scope"]) == ("/admin/", "/admin/")
    worker = client.get("/admin/sw.js", base_url="http://lake.test")
    assert '"offline": "/admin/offline"' in worker.text


def test_a_name_in_a_manifest_stays_text(anybody, house, owner):
    owner.execute(text("UPDATE tenants SET name = '<b>\"Ö' WHERE id = :id"), {"id": house.tenant.id})
    owner.commit()
    answer = anybody("manifest.webmanifest")
    assert "<" not in answer.text
    assert json.loads(answer.data)["name"] == '<b>"Ö'


@pytest.mark.parametrize("kind", icons.ICONS)
def test_icons_are_pictures_of_their_size(anybody, kind):
    answer = anybody(f"icon-{kind}.png")
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert (picture.format, picture.size) == ("PNG", (icons.ICONS[kind].side,) * 2)
        corner = picture.convert("RGBA").getpixel((0, 0))
    assert (corner[3] == 255) == (icons.ICONS[kind].ground == "whole")
    assert anybody("icon-7.png").status_code == 404


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Pinar Alto", "PA"),
        ("& Æther  boats of Ribe", "ÆB"),
        ("Łódź boats", "Ł"),  # the second letter is in another font
        ("東京 ryokan", ""),  # the mark of the product instead
        ("", ""),
    ],
)
def test_letters_stand_for_a_name_where_a_font_has_them(name, letters):
    assert icons.letters_of(name) == letters
    assert len(icons.drawn(letters, "192")) > 500


def test_the_worker_is_sent_once_a_version_and_knows_what_the_offline_page_needs(anybody):
    answer = anybody("sw.js")
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert anybody("sw.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    shell = json.loads(answer.text.partition("\n")[0].removeprefix("const SHELL = ").removesuffix(";"))
    page = anybody("offline")
    assert page.status_code == 200
    assert any("message.css" in asset for asset in shell["assets"])
    late = [asset for asset in shell["assets"] if asset not in page.text and "/fonts/" not in asset]
    deeds = (STATIC / "js/deeds.js").read_text()
    imported = re.findall(r'^import .* from "./(.*)";', deeds, flags=re.MULTILINE)
    assert late == sorted(f"/static/js/{name}" for name in ("deeds.js", *imported))
