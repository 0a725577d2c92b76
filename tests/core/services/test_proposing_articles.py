"""The five real articles, and parts cut out of one of them: what is proposed of them."""

import json
from collections.abc import Iterator

import pytest

from core.models import Document, Proposal
from core.services.outlets import add_outlet
from core.text import canonical
from tests.articles import ARTICLES, needs_articles
from tests.house import House

pytestmark = [needs_articles, pytest.mark.django_db]
PARTS = {
    "usni": (285, 6_312), "graves": (6_312, 16_235), "economist": (16_235, 22_496), "brookings": (22_496, 92_639),
    "politico": (92_639, 105_009),
}  # fmt: skip
NEAR_CP = 800


def texts() -> Iterator[tuple[str, str]]:
    for path in sorted(ARTICLES.glob("00[0-4]_*.txt")):
        yield path.name[:3], canonical.decode(path.read_bytes())


def test_each_part_is_proposed_where_it_stands_and_the_four_kinds_of_junk_are_found(house: House) -> None:
    whole = dict(texts())
    for name, (start, end) in PARTS.items():
        add_outlet(house.ann, name, {"name": name.title()})
        house.add_document(name, whole["001"][start:end].strip(), outlet=name)
    for key, text in whole.items():
        house.add_document(key, text)
    rows = Proposal.objects.filter(kind="section", document__key="001", source__isnull=False)
    found = {row.outlet.key: (row.start, row.end) for row in rows.select_related("outlet") if row.outlet}
    assert found.keys() == PARTS.keys()
    far = {
        name: (abs(found[name][0] - start), abs(found[name][1] - end)) for name, (start, end) in PARTS.items()
    }  # fmt: skip
    assert max(max(pair) for pair in far.values()) <= NEAR_CP, json.dumps(far)
    others = Proposal.objects.filter(kind="section", source__isnull=False).exclude(document__key="001")
    assert not others.exists()  # no unrelated pair, and no part is said to be taken from the whole
    left_out = set(Proposal.objects.filter(kind="excluded").values_list("document__key", "start", "end", "reason"))
    assert left_out >= {
        ("001", 105_451, 115_094, "link list"), ("002", 2_324, 2_484, "junk"), ("002", 80, 129, "byline"),
        ("003", 3_020, 3_134, "self-promotion"), ("004", 67, 79, "site line"), ("004", 7_468, 7_483, "last line"),
    }  # fmt: skip


def test_from_the_signs_inside_it_alone_five_of_seven_borders_are_proposed_and_none_besides(house: House) -> None:
    document: Document = house.add_document("001", dict(texts())["001"])
    rows = Proposal.objects.filter(document=document, kind="section").order_by("start")
    borders = {at for row in rows for at in (row.start, row.end)}
    assert borders == {285, 16_235, 22_496, 92_639, 105_009, 105_451}
