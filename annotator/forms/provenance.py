"""What keepers send about where a text comes from: rulings, facts of sections, ranges by their words."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from core.errors import Invalid
from core.services.origin_facts import FACTS, OriginFacts, Ruling, read_facts, read_ruling
from core.text.spans import Span

_QUOTES = {"'": "['‘’]", "‘": "['‘’]", "’": "['‘’]", '"': '["“”]', "“": '["“”]', "”": '["“”]'}


def ruling_from(post: QueryDict) -> Ruling:
    """The ruling of a form: on which version, with which borders and whose words. Errors: `Invalid`."""
    outcome = post.get("ruling", "")
    said: dict[str, Any] = {"outcome": outcome, "version": number(post.get("version", ""))}
    if outcome == "accept":
        if "start" in post or "end" in post:
            said["start"], said["end"] = borders_from(post)
        section = {"outlet": post["outlet"]} if post.get("outlet") else {}
        section |= {"copy_of": ""} if post.get("counts_here") else {}
        said |= {"section": section, "meet": "meet" in post}
    return read_ruling(said)


def facts_from(post: QueryDict) -> OriginFacts:
    """The facts of a section, as its form sends them. Errors: `Invalid`, also without a reason."""
    if not post.get("reason", "").strip():
        raise Invalid("Say why: what you compared, or what you know it from.", "reason_missing")
    return read_facts({name: str(post[name]).strip() for name in FACTS if name in post})


def borders_from(post: QueryDict) -> tuple[int, int]:
    """Where a range begins and ends, as its form sends it. Errors: `Invalid`."""
    start, end = number(post.get("start", "")), number(post.get("end", ""))
    if start is None or end is None:
        raise Invalid("Choose where it begins and where it ends.", "span_invalid")
    if start >= end:
        raise Invalid("It would begin behind its own end. Choose an earlier beginning, or a later end.", "span_invalid")
    return start, end


def sent(post: QueryDict) -> dict[str, str]:
    """What a form held, to be shown again where it is refused."""
    return {name: str(value) for name, value in post.items()}


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
        raise Invalid(
            "The last words do not stand behind the first ones.", "words_not_found", errors={"last": ["Where?"]}
        )  # fmt: skip
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
