"""Names masked at equal length: what is masked, what stays, and that places hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.masking import MASK, could_be, mask

ALPHABET = "aAbéE\u0301ßİ _.'’-\n\u00a0👩\u200d👧\ufe0f中"
TEXTS = st.text(alphabet=ALPHABET, max_size=60)
NAMES = st.lists(st.text(alphabet=ALPHABET, max_size=8), max_size=4)


@given(TEXTS, NAMES, NAMES)
def test_length_stays_and_every_sign_is_itself_or_masked_and_space_stays(text, names, lines):
    masked = mask(text, names, lines)
    assert len(masked) == len(text)
    assert all(a in (b, MASK) and (a == b or not b.isspace()) for a, b in zip(masked, text, strict=True))
    assert could_be(masked, text)


@given(TEXTS, NAMES, NAMES)
def test_masking_twice_is_masking_once(text, names, lines):
    masked = mask(text, names, lines)
    assert mask(masked, names, lines) == masked


@given(TEXTS, NAMES)
def test_the_order_of_names_does_not_matter(text, names):
    assert mask(text, names) == mask(text, names[::-1])


@given(st.lists(st.sampled_from(["Fox News", "Fox", "The Gazette", "élan", "word", "foxes"]), max_size=8))
def test_no_name_is_left_whatever_stands_beside_it(words):
    masked = mask(" ".join(words), ["fox news", "Fox", "the gazette", "ELAN"])
    assert not {"Fox", "News", "Gazette", "élan"} & (set(masked.split()) - {"News"})
    assert masked.count("word") == words.count("word")
    assert masked.count("foxes") == words.count("foxes")


@pytest.mark.parametrize(
    ("text", "names", "masked"),
    [
        ("The Gazette says gazettes sell.", ["gazette"], "The _______ says gazettes sell."),
        ("GAZETTE’s, gazette-owned, (Gazette)", ["Gazette"], "_______’s, _______-owned, (_______)"),
        (
            "See gazette.example or www.gazette.example.",
            ["gazette.example"],
            "See _______________ or www._______________.",
        ),
        ("New\u00a0York\nTimes", ["new york times"], "___\u00a0____\n_____"),
        ("New York Times Square", ["New York Times", "Times Square"], "___ ____ _____ ______"),
        ("Jose\u0301 and José and Jose", ["JOSÉ"], "_____ and ____ and ____"),
        ("Straße, STRASSE", ["strasse"], "______, _______"),
        ("O'Brien, O’Brien", ["O’BRIEN"], "_______, _______"),
        ("👩\u200d👧 👩", ["👩"], "👩\u200d👧 _"),
        ("nothing", ["", " ", ".", "’"], "nothing"),
        ("新华社 说", ["新华社"], "___ 说"),
    ],
)
def test_what_is_a_name_and_what_is_not(text, names, masked):
    assert mask(text, names) == masked


def test_a_short_title_is_masked_where_it_is_all_of_a_line():
    assert mask("China\nChina banned it.\n  CHINA \n", [], ["China"]) == "_____\nChina banned it.\n  _____ \n"
