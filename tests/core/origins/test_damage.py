"""Traces of scraping and translation: what is found, where, and what is left alone."""

import doctest

import pytest

from core.origins import damage as module
from core.origins.damage import CODES, damage

CHINA = "China acts. China waits. China speaks. "


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("It fell sharply last year. . Nobody knows why.", "cut-off", "year. ."),
        ("The matter is particularly serious. in San Francisco, they say.", "goes-on", "serious. in"),
        ("As told in a special report,26the brokers moved on.", "note", "report,26the"),
        ("He asked for authorizations.Such orders are rare.", "fused-sentences", "authorizations.Such"),
        ("They spoke of Mexican criminal groupsThe state acts.", "fused-words", "groupsThe"),
        (CHINA + "Without help from Chinathe United States waits.", "fused-words", "Chinathe"),
    ],
)
def test_each_trace_is_found_to_the_character(text, code, words):
    (row,) = damage(text)
    assert (row.code, text[row.start : row.end]) == (code, words)
    assert CODES[row.code]


@pytest.mark.parametrize(
    "text",
    [
        "He said . . . that it was over.",
        "The dept. of health and the govt. of Ohio agreed, approx. one in two.",
        "The U.S. government met at 10 a.m. on Monday, e.g. in St. Louis, etc. and so on.",
        "She wrote on LinkedIn, and again on LinkedIn, about 77,000 deaths.",
        "It rained. The port closed. “Why?” she asked. Nobody knew.",
        "Visit www.example.com or read example.org.",
        "Breathe in. Seethe. See the sea.",
        "Version 2.0 came out; iPhone sales rose, eBay’s did not.",
    ],
)
def test_what_careful_people_write_leaves_none(text):
    assert damage(text) == []


def test_two_signs_at_one_place_are_one_trace():
    text = "It was seriousThe state. . Nobody."
    rows = damage(text)
    assert [(row.code, text[row.start : row.end]) for row in rows] == [
        ("fused-words", "seriousThe"), ("cut-off", "state. ."),
    ]  # fmt: skip


def test_examples_in_docstrings_hold():
    assert doctest.testmod(module).failed == 0
