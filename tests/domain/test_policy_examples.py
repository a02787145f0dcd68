"""The documents that the guide to policies shows are read as it says."""

import json
import re
from pathlib import Path

from app.domain.policies.base import KINDS
from app.domain.policies.reading import read_document

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "policies.md").read_text(encoding="utf-8")


def test_every_document_of_the_guide_is_read_and_every_kind_has_one():
    shown = [read_document(json.loads(each)) for each in re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)]
    assert {doc.kind for doc in shown} == set(KINDS)
    assert [doc.each_person_takes_one for doc in shown] == [True, False, False, True]
