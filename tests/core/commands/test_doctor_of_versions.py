"""The doctor on articles of several versions: what it finds is planted behind the program's back."""

import pytest

from core.management.examination import examine
from core.models import Anchoring, Annotation, Document
from core.services.versions import add_version
from tests.house import TEXT, House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(house: House) -> House:
    """Of d1 there is a second version, with Bob's two marks."""
    house.mark("bob", "Nobody asked the firms")
    house.mark("bob", "There is no proof")
    house.submit("bob")
    add_version(house.ann, house.document, "New words first. " + TEXT)
    assert list(examine()) == []
    return house


def faults() -> str:
    return "\n".join(str(finding) for finding in examine())


def test_two_versions_that_count_are_found(house: House) -> None:
    Document.objects.update(is_current=True)
    assert "house/d1: 2 of its versions count, and one should" in faults()


def test_a_mark_that_was_lost_on_the_way_is_found(house: House) -> None:
    mark = Annotation.objects.get(document=house.document, quote="There is no proof")
    Anchoring.objects.filter(earlier=mark).delete()
    assert f"house/d1: mark {mark.uuid} of version 1 is not told of in the next one" in faults()


def test_a_carried_mark_that_says_something_else_is_found(house: House) -> None:
    Annotation.objects.filter(document__key="d1.2").update(facets={"voice": "own-voice"})
    assert "was carried, and says something else" in faults()


def test_an_anchoring_of_a_mark_of_another_article_is_found(house: House) -> None:
    other = house.mark("bob", "Alone", document=house.add_document("d2", "Alone."))
    Anchoring.objects.filter(earlier__quote="There is no proof").update(earlier=other)
    assert "leads to or from another text" in faults()


def test_an_only_version_that_does_not_count_is_found(house: House) -> None:
    other = house.add_document("d2", "Alone.")
    Document.objects.filter(pk=other.pk).update(is_current=False)
    assert "house/d2: it is the only version of its article, and does not count" in faults()
