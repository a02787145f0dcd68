"""In which language a page is: the member's, else the one chosen on this device, else the business's."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from app import language
from app.language import speaking
from app.sentences import shown
from app.web.admin.policies.parts.absence import ABSENCE
from app.web.admin.stats.period import Period


def spoken(answer) -> str:
    return re.search(r'<html lang="([^"]+)"', answer.text)[1]


def choose(client, house, language: str, **fields: str):
    root = f"/{house.tenant.slug}"
    token = re.search(
        r'name="csrf_token" value="([^"]+)"', client.get(f"{root}/admin/sign-in", follow_redirects=True).text
    )[1]
    return client.post(f"{root}/admin/language", data={"csrf_token": token, "language": language, **fields})


@pytest.fixture
def root(house) -> str:
    return f"/{house.tenant.slug}"


def speak(owner, house, language: str | None, *, member: bool = False) -> None:
    table, row = ("people", house.people["owner"]) if member else ("tenants", house.tenant.id)
    owner.execute(text(f"UPDATE {table} SET locale = :said WHERE id = :id"), {"said": language, "id": row})
    owner.commit()


def test_a_visitor_reads_the_language_of_the_business(anonymous, house, owner, root):
    assert spoken(anonymous.get(f"{root}/")) == "en"
    speak(owner, house, "es")
    page = anonymous.get(f"{root}/admin/sign-in")
    assert (spoken(page), "Iniciar sesión" in page.text) == ("es", True)


def test_a_visitor_chooses_another_and_comes_back_to_the_page(anonymous, house, root):
    answer = choose(anonymous, house, "es", next=f"{root}/admin/sign-in")
    assert (answer.status_code, answer.location) == (303, f"{root}/admin/sign-in")
    assert spoken(anonymous.get(f"{root}/admin/sign-in")) == "es"
    assert spoken(anonymous.get("/")) == "es"


def test_a_language_that_nobody_speaks_here_is_not_kept(anonymous, house, root):
    choose(anonymous, house, "es")
    choose(anonymous, house, "tlh")
    assert spoken(anonymous.get(f"{root}/")) == "en"


def test_a_member_reads_their_own_language_wherever_they_sign_in(sign_in, house, owner, root):
    client = sign_in(house, "owner")
    choose(client, house, "en")
    speak(owner, house, "es", member=True)
    page = client.get(f"{root}/admin/settings")
    assert (spoken(page), "Ajustes" in page.text) == ("es", True)


def test_the_installation_asks_the_browser(anonymous):
    assert spoken(anonymous.get("/", headers={"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"})) == "es"
    assert spoken(anonymous.get("/", headers={"Accept-Language": "sw"})) == "en"


def test_money_dates_and_percentages_are_written_as_each_language_does(app):
    day = dt.date(2026, 11, 22)
    said = {}
    with app.test_request_context():
        for language in ("en", "es"):
            with speaking(language):
                said[language] = (
                    shown.money(123_450, "EUR"), shown.day_long(day), shown.month(day), shown.month_within(day),
                    shown.percent(0.555, 1), shown.number(12345.5),
                )  # fmt: skip
    assert said["en"] == (
        "€1,234.50", "Sunday 22 November", "November 2026", "November 2026", "55.5%", "12,345.5",
    )  # fmt: skip
    assert said["es"] == (
        "1.234,50\xa0€", "domingo, 22 de noviembre", "Noviembre de 2026", "noviembre de 2026", "55,5\xa0%", "12.345,5",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("minor", "code", "english", "spanish"),
    [
        (95_000, "ISK", "ISK\xa095,000", "95.000\xa0ISK"),
        (-9_500_000, "HUF", "-HUF\xa095,000.00", "-95.000,00\xa0HUF"),
        (9_500, "CZK", "CZK\xa095.00", "95,00\xa0CZK"),
        (9_500, "NOK", "NOK\xa095.00", "95,00\xa0NOK"),
        (9_500, "CHF", "CHF\xa095.00", "95,00\xa0CHF"),
        (9_500, "MXN", "MX$95.00", "95,00\xa0MXN"),
    ],
)
def test_between_the_letters_of_a_currency_and_an_amount_stands_a_space(app, minor, code, english, spanish):
    with app.test_request_context():
        for language, written in (("en", english), ("es", spanish)):
            with speaking(language):
                assert shown.money(minor, code) == written
                assert shown.money(minor, code, short=True) == re.sub(r"[.,]00(?!\d)", "", written)


def test_templates_escape_what_they_fill_into_a_text_and_undouble_per_cent_signs(app):
    lines = app.jinja_env.from_string(
        "{{ _('%(count)sn', count=name) }}|{{ _('%% occupied') }}|{{ _('<b>%(percent)s</b> occupied', percent=name) }}"
        "|{{ ngettext('%(num)s night', '%(num)s nights', 2) }}"
        "|{% autoescape false %}{{ _('%(count)sn', count=name) }}{% endautoescape %}"
    )
    with app.test_request_context(), speaking("en"):
        said = lines.render(name="<i>")
    assert said == "&lt;i&gt;n|% occupied|<b>&lt;i&gt;</b> occupied|2 nights|<i>n"


def test_a_language_spoken_for_a_block_is_left_with_it(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        language.settle()
        with speaking("es"):
            within = shown.weekday_long(dt.date(2026, 11, 22)), str(shown.STATE_WORDS["confirmed"])
        after = shown.weekday_long(dt.date(2026, 11, 22)), str(shown.STATE_WORDS["confirmed"])
        language.forget()
    assert (within, after) == (("domingo", "Confirmada"), ("Sunday", "Confirmed"))


def test_spanish_says_no_twice_writes_months_small_and_counts_in_the_plural(app, house, owner, sign_in):
    doc = SimpleNamespace(absence=SimpleNamespace(charges="nothing", frees="unpassed"))
    july = Period("month", dt.date(2026, 7, 1), dt.date(2026, 8, 1))
    with app.test_request_context(), speaking("es"):
        costs = ABSENCE.tells(doc, "night")[-1].text
        months = july.name, july.name_within
    assert costs.startswith("No cuesta nada y libera ")
    assert months == ("Julio de 2026", "julio de 2026")
    speak(owner, house, "es", member=True)
    client, root = sign_in(house, "owner"), f"/{house.tenant.slug}/admin"
    assert "3<i> libres</i>" in client.get(f"{root}/timeline").text
    report = client.get(f"{root}/stats/report?month=2026-06").text
    assert "en comparación con junio de 2025" in report
    assert "Junio de 2026" not in report.partition('class="head-line"')[2].partition("</p>")[0]
