"""What keepers send about where a text comes from: rulings, facts of sections, ranges by their words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from core.errors import Invalid
from core.text.spans import Span

FACTS = ("outlet", "title", "author", "published_on", "genre", "originality", "attribution", "fidelity", "reason")
_QUOTES = {"'": "['‘’]", "‘": "['‘’]", "’": "['‘’]", '"': '["“”]', "“": '["“”]', "”": '["“”]'}


@dataclass(frozen=True)
class Sent:
    """A ruling on a proposal: what, on which version, with which borders (None: as proposed) and whose words."""

    ruling: str
    version: int
    start: int | None
    end: int | None
    outlet: str | None


def ruling_from(post: QueryDict) -> Sent:
    """The ruling of a form; what is no number is none."""
    return Sent(
        post.get("ruling", ""), number(post.get("version", "")) or 0, number(post.get("start", "")),
        number(post.get("end", "")), post.get("outlet"),
    )  # fmt: skip


def facts_from(post: QueryDict) -> dict[str, str]:
    """The facts of a section as its form sends them; those that were not sent are left out."""
    return {name: post[name].strip() for name in FACTS if name in post}


def number(value: str) -> int | None:
    """A whole number of ours; None for anything else."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else None


def range_by_words(text: str, post: Mapping[str, str]) -> Span:
    """The range that begins with the words `first` and ends with the words `last`, white space and quotes aside.

    Errors: `Invalid` says which words are not there, or stand there more than once.

    >>> range_by_words("One two. Three four. Five.", {"first": "Three", "last": "Five."})
    Span(start=9, end=26)
    """
    first, last = post.get("first", ""), post.get("last", "")
    starts = _places(text, first, "first")
    if len(starts) > 1:
        raise Invalid(
            f"The first words stand {len(starts)} times in the text. Write more of them.", "words_not_unique",
            errors={"first": ["Write more of them."]},
        )  # fmt: skip
    ends = [span for span in _places(text, last, "last") if span.end > starts[0].start]
    if not ends:
        raise Invalid("The last words do not stand behind the first ones.", "words_not_found", errors={"last": ["Where?"]})
    return Span(starts[0].start, ends[0].end)


def _places(text: str, asked: str, field: str) -> list[Span]:
    words = asked.split()
    pattern = r"\s+".join("".join(_QUOTES.get(letter) or re.escape(letter) for letter in word) for word in words)
    found = [Span(*match.span()) for match in re.finditer(pattern, text)] if words else []
    if not found:
        raise Invalid(
            f"The {field} words do not stand in the text like this. Copy them from the article.", "words_not_found",
            errors={field: ["Copy them from the article."]},
        )  # fmt: skip
    return found
