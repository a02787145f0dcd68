"""The estimator in another site's frame: where the business allows it, and nowhere else."""

from __future__ import annotations

import pytest

from app.actions.site import publishing, writing
from app.domain.site import SiteDocument


@pytest.fixture
def framed(app, house, inside):
    """Publish a site that some hosts may frame, and ask for its pages."""

    def get(path, hosts=("www.lake.example",), **more):
        with inside(house):
            owner = house.actor("owner")
            if hosts is not None:
                doc = SiteDocument(headline={"en": "By the water"}, embed_hosts=hosts)
                writing.save(owner, doc, version=1)
                publishing.publish(owner)
        return app.test_client().get(f"/{house.tenant.slug}/{path}", **more)

    return get


def frames(answer):
    policy = answer.headers["Content-Security-Policy"]
    return next(part.strip() for part in policy.split(";") if "frame-ancestors" in part)


def test_a_page_in_a_frame_names_who_may_frame_it_and_keeps_to_itself(framed):
    answer = framed("estimate?frame=1", hosts=("www.lake.example", "localhost:8080"))
    assert (
        frames(answer)
        == "frame-ancestors https://www.lake.example https://localhost:8080 http://localhost:8080"
    )
    assert "site-head" not in answer.text
    assert 'name="frame" value="1"' in answer.text


def test_a_page_that_is_not_in_a_frame_can_not_be_framed(framed):
    assert frames(framed("estimate")) == "frame-ancestors 'none'"


def test_without_a_host_nothing_can_be_framed(framed):
    assert frames(framed("estimate?frame=1", hosts=())) == "frame-ancestors 'none'"


def test_members_pages_are_never_framed(framed, house):
    answer = framed("admin/sign-in?frame=1")
    assert frames(answer) == "frame-ancestors 'none'"


def test_links_of_a_framed_page_stay_in_the_frame(framed):
    answer = framed("estimate?frame=1&unit=cabin-1&arrives_on=2026-07-10&departs_on=2026-07-12&adults=2")
    assert "€200.00" in answer.text
    request = next(part for part in answer.text.split('"') if "/request?" in part)
    assert "frame=1" in request


def test_the_script_is_there_only_where_somebody_may_frame(framed):
    answer = framed("embed.js")
    assert answer.status_code == 200
    assert "estimate?frame=1" in answer.text.partition("\n")[0]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_script_of_a_site_that_may_not_be_framed_is_404(framed):
    assert framed("embed.js", hosts=()).status_code == 404


def test_members_pages_stay_unframed_where_others_may_be_framed(framed, house, sign_in):
    framed("estimate")
    answer = sign_in(house).get(f"/{house.tenant.slug}/admin/")
    assert answer.status_code == 200
    assert frames(answer) == "frame-ancestors 'none'"
    assert "frame=1" not in answer.text
