"""The addresses that forms are sent to, opened as pages: whoever opens a refused form again comes to where it stands."""

from __future__ import annotations

import pytest


def test_the_address_of_a_form_leads_to_a_page(app, house, sign_in):
    owner, root, led = sign_in(house, "owner"), f"/{house.tenant.slug}", 0
    known = {rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    adapter = app.url_map.bind("")
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/admin") or rule.rule in known:
            continue
        path = rule.build(dict.fromkeys(rule.arguments, "cabin-1"), append_unknown=False)[1]
        answer = owner.get(root + path)
        assert answer.status_code == 303, path
        above = answer.location.partition("#")[0]
        assert path.startswith(above.removeprefix(root)), path
        assert adapter.test(above.removeprefix(root), "GET"), path
        led += 1
    assert led > 30


@pytest.mark.parametrize("section", ["profile", "password", "business"])
def test_a_refused_setting_that_is_opened_again_is_its_section(house, sign_in, section):
    owner, settings = sign_in(house, "owner"), f"/{house.tenant.slug}/admin/settings"
    answer = owner.get(f"{settings}/{section}")
    assert (answer.status_code, answer.location) == (303, f"{settings}#{section}")
    assert f'id="{section}"' in owner.get(settings).text


def test_what_takes_no_form_still_says_so(house, sign_in):
    answer = sign_in(house, "owner").post(f"/{house.tenant.slug}/admin/settings")
    assert (answer.status_code, "GET" in answer.headers["Allow"]) == (405, True)


def test_a_group_that_was_checked_and_is_opened_again_is_an_empty_form(house, sign_in):
    answer = sign_in(house, "owner").get(f"/{house.tenant.slug}/admin/groups/check", follow_redirects=True)
    assert (answer.status_code, answer.request.path) == (200, f"/{house.tenant.slug}/admin/groups/new")
