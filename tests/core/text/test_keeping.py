"""Kept results are found again, and nobody's changes reach another caller."""

from core.text.keeping import keeping_results
from core.text.segments import paragraphs, sentences, word_starts
from core.text.spans import Span

TEXT = "One. Two.\nThree."


def test_the_same_question_is_worked_out_once():
    asked = []

    @keeping_results
    def lengths(text: str) -> list[int]:
        asked.append(text)
        return [len(text)]

    assert [lengths("one"), lengths("".join(["o", "ne"])), lengths("two")] == [[3], [3], [3]]
    assert asked == ["one", "two"]


def test_a_caller_may_change_what_it_was_given():
    for function in (paragraphs, sentences):
        function(TEXT).clear()
        assert function(TEXT)
    word_starts(TEXT).append(99)
    assert word_starts(TEXT).tolist() == [0, 5, 10]


def test_the_same_text_within_another_span_is_another_question():
    assert len(sentences(TEXT)) == 3
    assert len(sentences(TEXT, Span(0, 9))) == 2
