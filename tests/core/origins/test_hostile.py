"""Texts made to keep the rules busy: each is done with in seconds, where a careless expression takes hours."""

import random
import signal
from collections.abc import Iterator

import pytest

from core.origins.borders import stretches
from core.origins.damage import damage
from core.origins.residue import residue
from core.reuse.quotations import quotations

N = 300_000
MUCH_TOO_LONG_S = 60  # all of it takes two seconds on an idle core, and hours with a cost that grows by the square
LETTERS = random.Random(7).choices("abcXYZ0189+/=", k=N)
HOSTILE = {
    "one string": "".join(LETTERS),
    "one name": "Posted by " + "A" * N,
    "an address without end": "a.b" * (N // 3) + "@",
    "hyphens without end": "a-" * (N // 2),
    "quotation marks that never close": "“" * (N // 2) + " word" * (N // 10),
    "lines of dashes": "\n".join("-" * 50 for _ in range(N // 51)),
    "bylines only": "\n".join("By John Smith and Mary Jones," for _ in range(N // 30)),
    "heads of comments": "\n".join("John 3 hours ago Reply" for _ in range(N // 24)),
    "a closing reference over and over": "For more information, visit us. " * (N // 32),
    "white space": "For more information" + " " * N + "x",
    "words with capitals inside": "".join(f" aaa{chr(65 + n % 26)}bbb" for n in range(N // 8)),
}


@pytest.fixture
def impatient() -> Iterator[None]:
    """An exception inside whatever has not ended after a minute."""

    def give_up(*_: object) -> None:
        raise TimeoutError("this text keeps the rules busy for ever")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(MUCH_TOO_LONG_S)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_keeps_the_rules_busy(text: str, impatient: None) -> None:
    left_out = residue(text)
    for row in (*left_out, *stretches(text, left_out), *damage(text), *quotations(text)):
        assert 0 <= row.start < row.end <= len(text)
