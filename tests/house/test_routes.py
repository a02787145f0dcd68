"""Every route says who may ask for it, and pages keep to the rules of the house."""

import re
from pathlib import Path

from app.extensions import csrf

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
OPEN_TO_ALL = {
    "public.home": "public or installation",
    "health.alive": "installation",
    "health.ready": "installation",
    "session.sign_in": "public",
    "session.sign_in_now": "public",
    "session.sign_out": "public",
    "session.theme": "installation",
    "session.language": "installation",
    "invitation.show": "public",
    "invitation.accept": "public",
    "invitation.accept_signing_in": "public",
    "invitation.register": "public",
    "webapp.manifest": "public",
    "webapp.icon": "public",
    "webapp.worker": "public",
    "webapp.offline": "public",
    "password.ask": "public",
    "password.ask_now": "public",
    "password.new": "public",
    "password.choose": "public",
    "public_reservation.show": "public",
    "public_reservation.calendar": "public",
    "public_reservation.cancel_ask": "public",
    "public_reservation.cancel": "public",
    "public_reservation.people_ask": "public",
    "public_reservation.people": "public",
    "estimate.show": "public",
    "request.show": "public",
    "request.make": "public",
    "catalogue.index": "public",
    "catalogue.show": "public",
    "contact.show": "public",
    "free.show": "public",
    "embed.script": "public",
    "site_pages.theme": "public",
    "site_pages.robots": "public or installation",
    "site_pages.sitemap": "public",
    "media.file": "public",
}
WITH_TICKETS = ["public_reservation.cancel", "public_reservation.people", "request.make"]


def test_every_route_is_guarded_or_listed_as_open(app):
    scopes = {name: getattr(view, "guard", (None,))[0] for name, view in app.view_functions.items()}
    assert [name for name, scope in scopes.items() if scope is None] == []
    assert sorted(name for name, scope in scopes.items() if scope != "member") == sorted(OPEN_TO_ALL)


def test_only_the_forms_of_visitors_are_taken_by_a_ticket_instead_of_the_sessions_token(app):
    marked = [name for name, view in app.view_functions.items() if getattr(view, "takes_ticket", False)]
    exempt = {
        f"{view.__module__}.{view.__name__}"
        for name, view in app.view_functions.items()
        if name in WITH_TICKETS
    }
    assert sorted(marked) == WITH_TICKETS
    assert csrf._exempt_views == exempt
    assert csrf._exempt_blueprints == set()


def test_a_form_with_a_ticket_is_one_of_visitors():
    with_ticket = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if "hidden('ticket'" in path.read_text(encoding="utf-8")
    ]
    assert sorted(with_ticket) == ["public/cancelling.html", "public/people.html", "public/request.html"]


def test_routes_answer_get_and_post_only(app):
    allowed = {"GET", "POST", "HEAD", "OPTIONS"}
    assert [str(rule) for rule in app.url_map.iter_rules() if not rule.methods <= allowed] == []


def test_what_writes_is_a_post_and_asks_for_a_permission_that_writes(app):
    readers = {"see_calendar", "see_reservations", "see_stats", "see_audit"}
    bad = []
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], "guard", ("", None))
        if (
            "POST" in rule.methods
            and guard[0] == "member"
            and guard[1] is not None
            and guard[1].value in readers
        ):
            bad.append(str(rule))
    assert bad == []


def test_templates_need_no_eval_and_no_inline_code():
    forbidden = re.compile(
        r"""hx-on|js:|hx-trigger="[^"]*\[|<script(?![^>]*\bsrc=)(?! type="application/ld\+json">)|\sstyle="|\son[a-z]+=|hx-boost"""
    )
    bad = [
        f"{path.relative_to(TEMPLATES)}: {match.group(0)}"
        for path in TEMPLATES.rglob("*.html")
        for match in forbidden.finditer(path.read_text(encoding="utf-8"))
    ]
    assert bad == []


def test_every_post_form_carries_its_token():
    bad = []
    for path in TEMPLATES.rglob("*.html"):
        for form in re.findall(r"<form\b.*?</form>", path.read_text(encoding="utf-8"), re.DOTALL):
            if re.search(r'method="post"', form, re.IGNORECASE) and not re.search(
                r"csrf|hidden\('ticket'", form
            ):
                bad.append(str(path.relative_to(TEMPLATES)))
    assert bad == []
