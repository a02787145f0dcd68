"""Policies as files: what is exported can be imported, and nothing is saved before somebody has looked at it."""

from __future__ import annotations

import io
import json

import pytest

from app.extensions import db
from app.models import PolicyVersion
from tests.cast import document
from tests.web.page import Browser, Page
from tests.web.test_pseudo_locale import rich


@pytest.fixture
def browser(house, sign_in):
    return Browser(sign_in(house, "manager"), f"/{house.tenant.slug}")


def exported(browser, query=""):
    answer = browser.client.get(f"{browser.root}/admin/policies/cabins/export{query}")
    assert answer.status_code == 200
    return answer


def count_versions():
    return db.session.query(PolicyVersion).count()


def test_a_version_is_a_file_whose_names_stand_in_one_order(build, sign_in):
    house = build(policy=rich())
    browser = Browser(sign_in(house, "manager"), f"/{house.tenant.slug}")
    answer = exported(browser, "?version=1")
    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cabins-1.json"'
    assert answer.text == exported(browser).text
    assert answer.text.startswith('{\n  "kind": "nightly",\n')
    assert json.loads(answer.text)["pricing"]["base_minor"] == 10_500
    assert browser.client.get(f"{browser.root}/admin/policies/cabins/export?version=9").status_code == 404


def test_staff_export_nothing(house, sign_in):
    client = sign_in(house, "staff")
    assert client.get(f"/{house.tenant.slug}/admin/policies/cabins/export").status_code == 403


def test_an_imported_version_is_looked_at_before_it_is_saved(house, browser, inside):
    data = json.loads(exported(browser).text)
    data["min_nights"] = 3
    page = browser.get("admin/policies/cabins/import")
    looked = browser.send(page, page.form("/import"), text=json.dumps(data))
    assert looked.status == 200
    assert "What the file changes" in looked.text
    assert "At least 1 night. At least 3 nights." in looked.text
    with inside(house):
        assert count_versions() == 1
    saved = browser.send(looked, looked.form("/edit"), note="from a file")
    assert "Version 2" in saved.text
    with inside(house):
        newest = db.session.query(PolicyVersion).order_by(PolicyVersion.number.desc()).first()
        assert newest.document == {**data}


def test_a_file_is_read_as_pasted_text_is(house, browser):
    page = browser.get("admin/policies/new/import")
    form = page.form("/import")
    sent = {**form.values, "file": (io.BytesIO(exported(browser).data), "cabins-1.json")}
    answer = browser.client.post(form.address, data=sent)
    looked = Page(answer, form.address)
    assert looked.headline == "Add a policy"
    assert looked.value("pricing.base_minor") == "100.00"
    shown = browser.send(looked, looked.form("/new"), name="Copy")
    assert shown.headline == "Copy"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "This is not JSON"),
        ('{"kind": "nightly",', "line 1, column 20"),
        ('{"kind": "nightly", "kind": "nightly"}', "kind kind stands here twice."),
        ('{"kind": "magic"}', "kind The kind has to be one of: "),
        ('{"kind": "nightly", "pricing": {"base_minor": NaN}}', "This is not JSON."),
        ("[" * 20_000, "This is not JSON"),
        (json.dumps(document(min_nights=0)), "min_nights At least 1."),
        (json.dumps(document(pricing={"fees": [{"minor": 1}]})), "pricing.fees.0.name This is needed."),
        (json.dumps({**document(), "surprise": 1}), "surprise Policies know nothing of this name."),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_the_text_stays(house, browser, inside, text, said):
    page = browser.get("admin/policies/cabins/import")
    refused = browser.send(page, page.form("/import"), text=text)
    assert refused.status == 422
    assert said in refused.problem
    assert refused.value("text").strip() == text
    with inside(house):
        assert count_versions() == 1
