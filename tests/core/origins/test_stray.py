"""Lines of pages among the paragraphs of an article that no rule knows, and lines of articles that look like them."""

import pytest

from core.origins.residue import residue

TITLE = "Merrow closes its ferry after ninety years"
PARAGRAPHS = [
    "The council of the town of Merrow voted on Tuesday to close the ferry that has crossed the river since 1934, "
    "after engineers found that its chains would not last another winter.",
    "The decision was expected, but many of those who came to hear it had hoped for a delay. The ferryman, who had not "
    "been told beforehand, said that he would go home and feed his dogs.",
    "A bridge is planned, and it will be paid for by the county and by the two mills upstream, which have wanted one "
    "since the eighties. Work on it cannot begin before the spring of next year, officials said.",
]


def found(*parts: str, repeated: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    text = "\n\n".join(parts)
    return [(row.reason, text[row.start : row.end]) for row in residue(text, repeated)]


@pytest.mark.parametrize(
    "block",
    [
        "Mehr zum Thema\nDie Brücke von Tisbury\nNeun Jahre für ein Seil",
        "Suscríbete para seguir leyendo\nLee sin límites por 1 €",
        "To play this clip you need a newer browser.\n00:00 / 06:41",
        "Free weekly newsletter\nThe river in your inbox\nNo thanks",
        "Ferryman Tom Bell on the last crossing. Picture: Ann Smith/Merrow Media",
        "Поделиться\nСкопировать ссылку\nПодписаться на рассылку",
    ],
)
@pytest.mark.parametrize("place", [2, 3])
def test_a_block_of_a_page_is_one_range_wherever_it_stands_and_in_any_language(block: str, place: int) -> None:
    parts = [*PARAGRAPHS[:place], block, *PARAGRAPHS[place:]]
    assert [words for _, words in found(TITLE, *parts)] == [block]


def test_a_name_a_trade_and_a_date_below_the_title_are_a_byline() -> None:
    byline = "Ann Smith\nScience writer\n19 March 2024"
    assert found(TITLE, byline, *PARAGRAPHS) == [("byline", byline)]


def test_a_line_of_other_documents_of_the_outlet_is_no_part_of_the_article_whatever_it_says() -> None:
    line = "The river brings it, the Merrow Mercury prints it."
    assert found(*PARAGRAPHS, line) == []
    assert found(*PARAGRAPHS, line, repeated=frozenset({line})) == [("site line", line)]


@pytest.mark.parametrize(
    "parts",
    [
        [TITLE, PARAGRAPHS[0], "A LONG HISTORY", PARAGRAPHS[1], "What can you do?", PARAGRAPHS[2]],
        [TITLE, PARAGRAPHS[0], "12 March 1931", PARAGRAPHS[1], "4 April 1984", PARAGRAPHS[2]],
        [TITLE, PARAGRAPHS[0], "Doors: 12 March 2024\nPlace: Town Hall", *PARAGRAPHS[1:]],
        [TITLE, PARAGRAPHS[0], "Built: 1931\nLength: 41 metres\nCrew: 2", *PARAGRAPHS[1:]],
        [TITLE, PARAGRAPHS[0], "You need:\n500 g of beef\n2 onions\n1 litre of stock", *PARAGRAPHS[1:]],
        [TITLE, *PARAGRAPHS, "Results\n\nMerrow 2, Tisbury 1\n\nHolt 0, Crane 0\n\nAbbots 3, Wick 3"],
        [TITLE, *PARAGRAPHS, "He wrote a verse about it:", "The river takes the rope at last\nAnd calls us all alone"],
        [TITLE, *PARAGRAPHS, "It was a good ferry."],
        [TITLE, PARAGRAPHS[0], "On the bell stands a line in German.", "Der Fluss ist für alle da", *PARAGRAPHS[1:]],
        [TITLE, PARAGRAPHS[0], "When did you hear of it?", PARAGRAPHS[1], "Will you miss it?", PARAGRAPHS[2]],
        [TITLE, "We have all seen it coming, and we did nothing about it, because nobody asked us.", *PARAGRAPHS],
        ["GUILTY: Ferryman faces the mayor", *PARAGRAPHS],
        PARAGRAPHS,
    ],
)  # fmt: skip
def test_headings_verses_tables_and_short_paragraphs_stay(parts: list[str]) -> None:
    assert found(*parts) == []


def test_neither_a_line_below_the_title_nor_a_heading_goes_with_the_line_beside_it() -> None:
    ad = ("site line", "Advertisement")
    parts = [TITLE, "What you need to know about the bridge", "By Ann Smith", PARAGRAPHS[0], "Advertisement",
             "The far bank", PARAGRAPHS[1], "Advertisement", PARAGRAPHS[2]]  # fmt: skip
    assert found(*parts) == [("byline", "By Ann Smith"), ad, ad]
