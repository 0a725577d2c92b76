"""Lines that documents of one outlet have in common: proposed to be left out of the next one."""

import pytest

from core.models import Proposal
from core.services import outlets
from core.services.outlet_lines import OutletLines
from tests.house import House

pytestmark = pytest.mark.django_db
SLOGAN = "The river brings it, the Mercury prints it."
SUBJECTS = ("ferry", "market", "school", "harbour")


def text_about(subject: str) -> str:
    first = f"The council of the town voted on Tuesday to close the {subject}, which has served the people since 1934."
    second = (
        f"Those who came to hear it had hoped for a delay, and said that no {subject} would be as good again, ever."
    )
    return f"A last day for the {subject}\n\n{first}\n\n{second}\n\n{SLOGAN}"


def left_out(house: House) -> list[tuple[str, int, int]]:
    return list(Proposal.objects.filter(kind="excluded").values_list("document__key", "start", "end"))


def test_a_line_that_stands_in_two_others_of_the_outlet_is_proposed_with_that_reason(house: House) -> None:
    for subject in SUBJECTS[:2]:
        house.add_document(subject, text_about(subject))
    assert left_out(house) == []
    document = house.add_document(SUBJECTS[2], text_about(SUBJECTS[2]))
    at = document.text.index(SLOGAN)
    assert (document.key, at, at + len(SLOGAN)) in left_out(house)
    words = {why["words"] for why in Proposal.objects.get(document=document, kind="excluded").why}
    assert "The same line stands in other documents of this outlet." in words


def test_documents_of_other_outlets_and_the_same_article_again_say_nothing(house: House) -> None:
    outlets.add_outlet(house.ann, "mercury", {"name": "The Mercury"})
    house.add_document("ferry", text_about("ferry"))
    house.add_document("market", text_about("market"), outlet="mercury")
    for day in ("Friday", "Sunday"):
        house.add_document(day, f"{text_about('ferry')}\n\nThis was said again on {day}.")
    assert left_out(house) == []


def test_the_number_of_documents_costs_no_more_queries(house: House, django_assert_num_queries) -> None:
    made = [house.add_document(subject, text_about(subject)) for subject in SUBJECTS]
    with django_assert_num_queries(1):
        lines = OutletLines([row.pk for row in made])
        assert [lines.repeated(row) for row in made] == [frozenset({SLOGAN})] * 4
