import pytest

from core.text.naming import naming_sentences
from core.text.spans import Span


def named_in(text, *names):
    return [span.cut(text) for span in naming_sentences(text, names)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Norland agreed.",
        "It blamed Norland.",
        "Norland’s firms stayed.",
        "Norland's firms stayed.",
        "Norland-based firms left.",
        "“Norland!”",
        "The Sud-Norland talks.",
        "(Norland)",
    ],
)
def test_name_counts_as_a_whole_word(sentence):
    assert named_in(sentence, "Norland") == [sentence]


@pytest.mark.parametrize(
    "sentence", ["Norlanders agreed.", "Innorland.", "norland agreed.", "NORLAND agreed.", "Norland2 fell."]
)
def test_part_of_a_word_or_other_case_does_not_count(sentence):
    assert named_in(sentence, "Norland") == []


def test_only_the_sentences_with_a_name_are_given_each_once():
    text = "Norland and Norland. Nobody else. The Party of Norland met.\n\nNorland."
    assert named_in(text, "Norland", "Party") == [
        "Norland and Norland.",
        "The Party of Norland met.",
        "Norland.",
    ]


def test_space_in_a_name_stands_for_any_white_space():
    assert named_in("The Green\u00a0Party met.", "Green Party") == ["The Green\u00a0Party met."]


def test_either_apostrophe_in_a_name_finds_both():
    for written in ("People’s Front", "People's Front"):
        assert len(named_in("The People’s Front. The People's Front.", written)) == 2


def test_name_with_special_characters_is_taken_literally():
    assert named_in("The N.L. won. The Nal lost.", "N.L.") == ["The N.L. won."]


def test_longer_name_is_found_behind_a_shorter_one():
    assert named_in("Norlandish goods.", "Norland", "Norlandish") == ["Norlandish goods."]


def test_no_names_name_nothing():
    assert naming_sentences("Norland.", []) == naming_sentences("Norland.", ["", " "]) == []


def test_name_in_other_scripts():
    assert named_in("הם באו. נורלנד הכחישה.", "נורלנד") == ["נורלנד הכחישה."]
    assert naming_sentences("𠮷 is here.", ["𠮷"]) == [Span(0, 10)]
