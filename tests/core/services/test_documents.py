"""Documents: what may be stored beside the text."""

import pytest

from core.errors import Invalid, TextRefused
from core.services.documents import SectionDraft
from tests.house import House


@pytest.mark.parametrize("field", ["title", "author", "genre", "language", "event"])
@pytest.mark.parametrize("bad", ["a\x07b", "a\x00b", "a\x85b"])
def test_a_document_with_a_control_character_in_a_field_is_refused_and_the_field_named(
    house: House, field: str, bad: str
) -> None:
    with pytest.raises(TextRefused) as refused:
        house.add_document("d2", "Words.", **{field: bad})
    assert list(refused.value.errors) == [field]


def test_a_section_with_a_control_character_in_its_title_is_refused(house: House) -> None:
    with pytest.raises(TextRefused, match="BELL"):
        house.add_document("d2", "Words.", sections=[SectionDraft(0, 5, "gazette", title="a\x07b")])


def test_a_document_key_never_ends_with_a_line_feed(house: House) -> None:
    with pytest.raises(Invalid) as refused:
        house.add_document("d2\n", "Words.")
    assert list(refused.value.errors) == ["key"]
