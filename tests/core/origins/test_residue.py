"""What is no part of an article, in texts made by hand: each rule with its borders, and what only looks like it."""

import pytest

from core.origins.residue import residue
from tests.simulations.residue import TAILS, measured

TITLE = "Officials met again on the trade in chemicals"
BODY = (
    "The two governments met for a third time in the capital on Monday to talk about the control of chemicals that go "
    "into synthetic drugs, officials of both sides said after the meeting had ended late at night without a statement. "
    "It was the longest such meeting since the talks were resumed, two people who were in the room said.\n\n"
    "The minister said that his country had done all it could. “We have banned every one of them,” he said. Several "
    "experts doubted that such a ban is enforced in the ports, where most of the containers leave unopened.\n\n"
    "The next round is planned for the spring, according to the ministry, and will be held in the other capital."
)
ARTICLE = f"{TITLE}\n\n{BODY}"
KEY = "ncG1vNJzZmivp6x7sa7SZ6arn1%2Bjsri%2Fx6isq2ejnby4e9ahsGasmJp6tnnSZqCsZaCnsrS%2F1Kug"


def found(text: str) -> list[tuple[str, str]]:
    return [(row.reason, text[row.start : row.end]) for row in residue(text)]


@pytest.mark.parametrize(
    ("reason", "tail"),
    [
        ("junk", KEY),
        ("junk", "window._taboola = window._taboola || []; _taboola.push({mode: 'a'});"),
        ("junk", "[/vc_column_text][/vc_column][/vc_row]"),
        ("link list", "Links\nhttps://harbour.example/a\nhttps://harbour.example/b\nhttps://harbour.example/c"),
        ("link list", "The ports\nhttps://harbour.example/a\nThe ships\nhttps://harbour.example/b"),
        ("last line", "Leave a Comment"),
        ("contribution line", "Ann Smith contributed reporting from the port."),
        ("contribution line", "Reporting by Ann Smith and Bob Lee; Editing by Carl Jones"),
        ("site line", "© 2023 The Harbour Times. All rights reserved."),
        ("site line", "Subscribe to our newsletter to get the latest stories in your inbox."),
        ("site line", "Facebook Twitter WhatsApp Print"),
        ("self-promotion", "For more stories like this, visit harbour.example.\nNice one. I put it on my page."),
        ("reader comment", "This is such a great article, thanks for sharing!! I have bookmarked your site."),
        ("reader comment", "john_d says:\nMarch 3, 2023 at 4:15 pm\n\nThey do nothing at all, wake up people"),
        ("byline", "Ann Smith is a reporter for The Harbour Times."),
        ("link text", "Related Articles\n\nPorts to get new scanners\n\nMinister resigns over budget"),
    ],
)
def test_what_stands_behind_an_article_is_found_to_the_character(reason: str, tail: str) -> None:
    assert found(f"{ARTICLE}\n\n{tail}") == [(reason, tail)]


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        ("byline", "By Ann Smith"),
        ("byline", "By ANN SMITH, Associated Press"),
        ("byline", "Posted by Ann Smith on Friday, July 12, 2024"),
        ("byline", "Published: 3 March 2023, 10:15 GMT | Updated: 3 March 2023"),
        ("site line", "Home > World > Asia"),
    ],
)
def test_what_stands_below_a_title_is_found_to_the_character(reason: str, line: str) -> None:
    assert found(f"{TITLE}\n\n{line}\n\n{BODY}") == [(reason, line)]


@pytest.mark.parametrize(("reason", "fused"), [("junk", KEY), ("last line", "Leave a Comment")])
def test_what_is_fused_to_the_last_sentence_begins_behind_its_stop(reason: str, fused: str) -> None:
    assert found(ARTICLE + fused) == [(reason, fused)]


def test_the_name_of_a_site_behind_the_headline_is_found_and_the_headline_stays() -> None:
    assert found(f"{TITLE} | ET REALITY\n\n{BODY}") == [("site line", "| ET REALITY")]
    assert found(f"Drugs - a problem for both\n\n{BODY}") == []


@pytest.mark.parametrize(
    "line",
    [
        "By Tuesday, the ministry had given no answer.",
        "For many families the only way left is to go to court, and few can pay for that.",
        "The group urged its readers to subscribe to a newsletter about the ports.",
        "Cases were reported from Mexico and Canada last week.",
        "Reported by officials on Monday, the figures rose again.",
        "Wang Li is a fisherman and has seen the boats at night.",
        "Copyright law in China has been changed twice since then.",
        "Watch-keeping officers in the port said they had not been asked.",
        "The report was first published in March and names nine firms.",
        "“Thank you for your letter,” the minister wrote to the author of the study.",
        "The substance, N-(1-phenethylpiperidin-4-yl)-N-phenylpropanamide, was listed in 2019.",
        "It is 8-chloro-6-(2-fluorophenyl)-1-methyl-4H-[1,2,4]triazolo[4,3-a][1,4]benzodiazepine.",
        "Officials read the list at https://harbour.example/a/very/long/address?with=Many&Signs=1234567890 and left.",
        "‘I trust you,’ she told him. ‘You are my friend.’",
        "Photographs from the scene show officers in white suits.",
        "官员们周一在首都第三次会晤讨论对进入合成毒品的化学品的管制双方官员在会后表示会议在深夜结束没有发表声明这是谈判恢复以来最长的一次会议",
    ],
)
def test_what_only_looks_like_it_stays(line: str) -> None:
    assert found(f"{ARTICLE}\n\n{line}") == []


def test_one_who_says_i_throughout_is_no_commenter() -> None:
    first = "I have been to that port, and I would go there again, whatever my friends say."
    assert found(f"{TITLE}\n\n{first}\n\n{BODY}\n\n{first}") == []


@pytest.mark.parametrize(("batch", "n_planted", "n_found"), [("tails", 81, 73), ("tails_b", 121, 118)])
def test_texts_written_apart_from_the_rules_keep_their_figures(batch: str, n_planted: int, n_found: int) -> None:
    tally = measured(str(TAILS / f"{batch}.jsonl"))
    assert (tally.planted.total(), tally.found.total(), tally.false) == (n_planted, n_found, [])
    assert (tally.n_clean, tally.n_clean_touched) == (12, 0)
