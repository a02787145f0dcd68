"""Forms made of parts: nothing of a document is lost, and a kind without a form of its own has one."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Annotated, Literal

import pytest
from pydantic import Field
from werkzeug.datastructures import MultiDict

from app import tenancy
from app.domain.fields import MOST_ENTRIES, Minor, Name, Part, Percent, WallTime, Weekday, Weekdays
from app.domain.policies.base import KINDS
from app.domain.policies.nightly import Nightly, NightlyDocument
from app.domain.tariff import Fee, Tariff
from app.extensions import db
from app.models import PolicyVersion
from app.web.admin.policies.binding import bind
from app.web.admin.policies.derive import places_of
from app.web.admin.policies.editors import EDITORS, Editor, all_editors, editor_of
from app.web.admin.policies.shared import matters
from tests.web.page import Browser
from tests.web.test_pseudo_locale import rich


class Insurance(Part):
    """A part that a document may lack."""

    name: Name
    percent: Percent | None = None


class Stall(Part):
    """An entry with a part in it."""

    name: Name
    opens: WallTime | None = None
    days: Weekdays = ()
    size: Literal["small", "large"] = "small"
    is_indoor: bool = False
    insurance: Insurance | None = None


class FancyFee(Fee):
    """A fee with one field more than the form's part knows."""

    refundable: bool = False
    weight: Decimal = Decimal(1)


class FancyTariff(Tariff):
    """Prices with something that no part names."""

    fees: Annotated[tuple[FancyFee, ...], Field(max_length=MOST_ENTRIES)] = ()
    mooring_minor: Minor = 0


class MarketDocument(NightlyDocument):
    """The rules of a kind that nobody has written a form for."""

    kind: Literal["market"] = "market"  # type: ignore[assignment]
    pricing: FancyTariff
    opens_at: WallTime = time(8)
    closed_on: tuple[Weekday, ...] = ()
    codes: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()
    stalls: tuple[Stall, ...] = ()
    insurance: Insurance | None = None


class Market(Nightly):
    """A fourth kind, as one file would add it."""

    key = "market"
    Document = MarketDocument


@pytest.fixture
def market():
    """The fourth kind is known for the time of a test."""
    KINDS["market"] = Market()
    yield
    KINDS.pop("market", None)
    EDITORS.pop("market", None)


def market_document():
    stall = {
        "name": "Corner", "opens": "07:30", "days": ["sat"], "size": "large", "is_indoor": True,
        "insurance": {"name": "Glass", "percent": "2.5"},
    }  # fmt: skip
    pricing = {
        "base_minor": 5_000, "mooring_minor": 750,
        "fees": [{"name": "Tent", "minor": 900, "refundable": True, "weight": "1.5"}],
    }  # fmt: skip
    return {
        "kind": "market", "pricing": pricing, "opens_at": "06:00", "closed_on": ["mon", "tue"], "codes": ["a", "b"],
        "sizes": [3, 5], "stalls": [stall], "insurance": {"name": "Rain"},
    }  # fmt: skip


def sent(state):
    """What a browser would send of a form that is left as it is."""
    form = MultiDict({name: value for name, value in state.fields.items() if not isinstance(value, list)})
    for name, value in state.fields.items():
        if isinstance(value, list):
            form.setlist(name, value)
    for rows, entries in state.rows.items():
        for number, row in enumerate(entries):
            for name, value in row.items():
                form.setlist(f"{rows}.{number}.{name}", value if isinstance(value, list) else [value])
    return form


@pytest.mark.parametrize("document", [rich(), market_document()], ids=["nightly", "market"])
def test_nothing_of_a_document_is_lost_in_its_form(app, house, market, document):
    with app.app_context(), tenancy.entered(house.tenant):
        editor = editor_of(document["kind"])
        doc = editor.kind.Document.model_validate(document)
        typed = editor.typed(sent(editor.state_of(doc)))
        again = editor.kind.Document.model_validate(editor.document(typed))
    assert again == doc


@pytest.mark.parametrize("key", ["nightly", "market"])
def test_each_place_of_a_document_stands_in_one_part_of_its_form(app, market, key):
    with app.app_context():
        editor = editor_of(key)
        places = [place for part in editor.parts for place in part.places]
    assert sorted(places) == sorted(places_of(editor.kind.Document))


def test_a_kind_without_a_form_of_its_own_has_one_that_works(house, market, sign_in, inside):
    browser = Browser(sign_in(house, "manager"), f"/{house.tenant.slug}")
    assert browser.get("admin/policies/new").links()["Market"].endswith("kind=market")
    page = browser.get("admin/policies/new?kind=market")
    page = browser.send(page, page.form("/new"), "Add to Stalls")
    refused = browser.send(page, page.form("/new"), name="Square", **{"stalls.0.opens": "noon"})
    assert refused.status == 422
    assert refused.error_at("stalls.0.opens") == "Write a time of day, as 15:00."
    assert refused.error_at("stalls.0.name") == "This is needed."
    typed = {
        "pricing.base_minor": "50", "stalls.0.opens": "07:30", "stalls.0.name": "Corner", "codes": "a, b",
        "pricing.mooring_minor": "7,50", "insurance.name": "Rain",
    }  # fmt: skip
    shown = browser.send(refused, refused.form("/new"), **typed)
    assert (shown.status, shown.headline) == (200, "Square")
    assert "Name: Corner, Opens: 07:30" in shown.text
    assert "€7.50" in shown.text
    with inside(house):
        (stored,) = db.session.query(PolicyVersion).filter_by(kind="market")
        assert stored.document["stalls"][0]["size"] == "small"
        assert stored.document["codes"] == ["a", "b"]
        assert stored.document["insurance"] == {"name": "Rain", "percent": None}


def test_a_problem_within_a_part_of_a_row_stands_at_its_field(app, house, market):
    document = market_document()
    document["stalls"][0]["insurance"]["percent"] = "many"
    with app.test_request_context(), tenancy.entered(house.tenant):
        from app.domain.policies.reading import read_document
        from app.domain.refusal import Refused

        editor = editor_of("market")
        with pytest.raises(Refused) as refused:
            read_document(document)
        (placed,) = [editor.placed(each, editor.fresh()) for each in refused.value.refusals]
    assert placed.field == "stalls.0.insurance"


def test_every_kind_has_an_editor_and_known_words(app):
    with app.app_context():
        assert sorted(editor.key for editor in all_editors()) == sorted(KINDS)
        fitted = bind(matters(), Nightly())
    assert all(isinstance(part.key, str) for matter in fitted for part in matter.parts)
    assert isinstance(editor_of("nightly"), Editor)
    assert editor_of("nothing") is None
