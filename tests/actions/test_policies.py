"""Policies: each change is a new version; what was made keeps the one it was made under."""

import pytest

from app.actions import policies
from app.domain.refusal import Refused
from app.queries.policies import find_policy, list_policies, list_versions
from tests.cast import document
from tests.make import audit_of, find, reserve


def draft(name="Cabins", note="", **changes):
    return policies.Draft(name, document(**changes), note)


def versions():
    return list_versions(find_policy("cabins").id)


def test_a_change_writes_a_version_with_its_author_and_note(house):
    number = policies.change(house.actor("manager"), "cabins", draft(min_nights=2, note="quieter"), number=1)
    assert number == 2
    newest = versions()[0]
    assert (newest.number, newest.note, newest.document["min_nights"]) == (2, "quieter", 2)
    assert newest.author.startswith("Manager of")
    entry = audit_of("changed")[-1]
    assert (entry.before["number"], entry.after["number"], entry.after["min_nights"]) == (1, 2, 2)


def test_what_was_made_keeps_its_version(house):
    ref = reserve(house, 10, 13)
    policies.change(house.actor("manager"), "cabins", draft(pricing={"base_minor": 20_000}), number=1)
    assert find(ref).policy_version_id == house.version_id
    assert find(reserve(house, 14, 15)).total_minor == 20_000


def test_saving_the_same_again_writes_no_version(house):
    first = policies.change(house.actor("manager"), "cabins", draft(min_nights=2), number=1)
    assert policies.change(house.actor("manager"), "cabins", draft(min_nights=2), number=first) == first
    assert len(versions()) == 2


def test_another_name_alone_is_no_version(house):
    policies.change(house.actor("manager"), "cabins", draft(min_nights=2), number=1)
    number = policies.change(house.actor("manager"), "cabins", draft("Lakeside", min_nights=2), number=2)
    assert number == 2
    assert find_policy("cabins").name == "Lakeside"


def test_a_stale_save_is_refused(house):
    policies.change(house.actor("manager"), "cabins", draft(min_nights=2), number=1)
    with pytest.raises(Refused) as refused:
        policies.change(house.actor("manager"), "cabins", draft(min_nights=3), number=1)
    assert refused.value.status == 409
    assert versions()[0].document["min_nights"] == 2


def test_every_wrong_place_is_named_at_once(house):
    wrong = policies.Draft("", {"kind": "nightly", "min_nights": 0, "pricing": {"base_minor": "x"}})
    with pytest.raises(Refused) as refused:
        policies.change(house.actor("manager"), "cabins", wrong, number=1)
    assert [each.field for each in refused.value.refusals] == ["name", "min_nights", "pricing.base_minor"]


def test_a_policy_is_added_with_its_first_version(house):
    ref = policies.create(house.actor("manager"), draft("North lodges"))
    assert ref == "north-lodges"
    assert [row.name for row in list_policies()] == ["Cabins", "North lodges"]
    with pytest.raises(Refused) as refused:
        policies.create(house.actor("manager"), draft("north LODGES"))
    assert refused.value.refusals[0].code == "policy_name_taken"
