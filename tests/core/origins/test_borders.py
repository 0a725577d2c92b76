"""Borders from signs inside one text, sections from shared passages: texts made by hand."""

from core.origins.borders import stretches
from core.origins.copied import Copied, Shared, copied

PLAIN = "\n\n".join(
    f"The office counted {n} boxes on day {n} and opened them. It found nothing in any of them, which is what it said."
    for n in range(10, 30)
)
OTHER = "\n\n".join(
    f"“We don’t know,” said a man — he wouldn’t give his name — who’d seen [the boats] {n} times. “We’ve asked them,” "
    f"he told us, “and they’ve said nothing.” Mr Li, of the TUC, says the US won’t."
    for n in range(10, 30)
)


def test_one_hand_has_no_borders() -> None:
    assert stretches(PLAIN) == []
    assert stretches(OTHER) == []


def test_another_hand_begins_where_its_first_line_does_and_its_habits_are_named() -> None:
    (row,) = stretches(f"{PLAIN}\n\n{OTHER}")
    assert (row.start, row.end) == (len(PLAIN) + 2, len(PLAIN) + 2 + len(OTHER))
    assert [why.code for why in row.why] == ["habits"]
    assert "quotations" in row.why[0].words


def test_a_title_between_two_hands_becomes_the_title() -> None:
    (row,) = stretches(f"{PLAIN}\n\nWhat the men at the port have seen\n\n{OTHER}")
    assert (row.start, row.title) == (len(PLAIN) + 2, "What the men at the port have seen")


def test_a_summary_a_byline_and_a_list_of_sources_begin_something() -> None:
    long = f"{PLAIN}\n\n{PLAIN}"
    for line, code in (("Executive Summary", "summary"), ("By Ann Smith", "byline"), ("Resources", "sources")):
        text = f"{long}\n\n{line}\n\n{PLAIN}"
        (row,) = stretches(text)
        assert (row.start, row.end, row.why[0].code) == (len(long) + 2, len(text), code)


def test_headings_inside_an_article_are_no_borders() -> None:
    assert stretches(f"{PLAIN}\n\nWhat the office found in the boxes\n\n{PLAIN}") == []


def test_passages_of_one_other_text_become_one_stretch_with_whole_lines() -> None:
    text = "Own words.\n“A copied line here.” And on.\nEnd."
    rows = [Shared(7, 12, 25, 0, 13, 50, 1.0, 40), Shared(7, 27, 39, 15, 27, 50, 0.9, 40)]
    assert copied(text, rows) == [Copied(11, 40, 7, 0, 27, 100, 0.625, 25 / 45, 0.95)]
    assert copied(text, [Shared(7, 12, 25, 0, 13, 20, 1.0, 40)]) == []  # so little is quoted
