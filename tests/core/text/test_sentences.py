import itertools
import time

import pytest
from hypothesis import given

from core.text.segments import paragraphs, sentences
from core.text.spans import Span
from tests.core.text.vectors import stored_texts

# One case a line; | stands where a new sentence begins.
CASES = """
The port closed.| Nobody knew why.
Mr. Li met Dr. Wu in Oslo, N.L.| The talks failed.
Sen. Ann Roe, R-La., spoke.| So did Roe, R-La.| The rest left.
The U.S. Navy left the U.S.| The ships of the U.S. Government stayed.
He moved to Acme Inc. in May.| Acme Inc.| The firm grew.
It rose on Dec. 12.| In Jan. the price fell.
No. 5 was sold.| He said No.| Then he left.
It cost $1.5m, up 2.3 percent.| 40 ships came.| In 2016.| 63,600 left.
George W. Roe and J. R. Poe met.| They agreed on plan B.| The rest is open.
At 5 p.m. Tuesday it began.| It ended at 6 p.m.| The crowd left.
Goods, e.g. tin, i.e. metal, vs. wood etc. were sold.
“It failed.”| He left.| “Why?” she asked.| “Stop!” Ann Roe said.| “Go.”
“It failed,” he said.| (See below.)| [Also there.]| Done.
It failed last year. .| He left.
He waited... and left.| He waited...| Then he left.| Wait… no.| Well . . . perhaps.
The trade.|The firms grew.| See example.com, Node.Js and F5mag.Com now.
The crisis.|“We know,” he said.
It struck him. ”said Roe, a deputy.
The problem is grave. in the port, where ships wait.
Deaths rose.12| The trade fell.[3]| Prices rose.¹²| All fell.
1. First point.| 2. Second point.| A. Third point.
Is it so?| Yes!| Really?!| No.
A city…eleven times over.| The end.
Iron fell.| iPhone sales rose?| eBay too.
官员否认。|他走了！|“好。”|他说。
ماذا حدث؟| ذهب الولد.| ثم عاد.
הוא אמר.| היא הלכה!| למה?
Great news!| 🎉 Next.
""".strip().splitlines()


@pytest.mark.parametrize("case", CASES)
def test_sentences_end_where_a_reader_would_end_them(case):
    text = case.replace("|", "")
    assert [span.cut(text) for span in sentences(text)] == [part.strip() for part in case.split("|")]


def test_no_break_spaces_separate_sentences():
    text = "It failed.\u00a0 He left.\u202fShe stayed."
    assert [span.cut(text) for span in sentences(text)] == ["It failed.", "He left.", "She stayed."]


def test_sentence_never_crosses_a_paragraph():
    text = "A heading without stop\nThe text\n\nand more. End"
    assert [s.cut(text) for s in sentences(text)] == [
        "A heading without stop",
        "The text",
        "and more.",
        "End",
    ]


def test_sentences_end_at_the_border_of_a_section():
    text = "One two. Three four. Five."
    assert [s.cut(text) for s in sentences(text, Span(4, 15))] == ["two.", "Three"]
    assert sentences(text, Span(8, 9)) == []


def test_paragraphs_are_the_lines_that_hold_text():
    text = "\n one \n\n\u00a0\ntwo\u2028still two\n"
    assert [span.cut(text) for span in paragraphs(text)] == [" one ", "two\u2028still two"]
    assert paragraphs("") == paragraphs("\n \n") == []


@given(stored_texts)
def test_sentences_hold_all_that_is_not_space_and_stay_apart(text):
    found = sentences(text)
    held = {offset for span in found for offset in range(span.start, span.end)}
    outside = {text[offset] for offset in range(len(text)) if offset not in held}
    assert all(character.isspace() or character in "\u200b\u2060\ufeff" for character in outside)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
    assert not any("\n" in span.cut(text) for span in found)


def test_long_article_is_cut_fast():
    text = "The U.S. said, in No. 5 of Dec. 12, that “it failed.” Nobody knew why. " * 1650
    began = time.process_time()
    assert len(sentences(text)) == 2 * 1650
    assert len(text) > 115_000
    assert time.process_time() - began < 0.3


@pytest.mark.parametrize("character", [".", " ", "”", "“", "a.", ". ", "(", "1", "-"])
def test_monotonous_text_takes_no_quadratic_time(character):
    began = time.process_time()
    sentences(character * 100_000)
    assert time.process_time() - began < 2
