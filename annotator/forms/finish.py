"""What somebody says when finishing a reading."""

import re
from collections.abc import Sequence

from django.http import QueryDict

from annotator.pages.finish import Answers
from core.errors import Invalid

_RANGE = re.compile(r"(\d{1,8})-(\d{1,8})")


def answers_from(data: QueryDict) -> Answers:
    """The answers of the finish panel. Everything was read unless `read=some` says which ranges.

    Errors: `Invalid` (`span_invalid`) for what is no range.
    """
    ranges = None
    if data.get("read") == "some":
        ranges = _ranges([value for name in ("part", "until") for value in data.getlist(name) if value])
    return Answers(none_here=tuple(data.getlist("none_here")), ranges=ranges)


def _ranges(values: Sequence[str]) -> tuple[tuple[int, int], ...]:
    found = []
    for value in ",".join(values).split(",") if values else ():
        match = _RANGE.fullmatch(value)
        if match is None:
            raise Invalid("What was read is said in ranges of the text.", "span_invalid")
        found.append((int(match[1]), int(match[2])))
    return tuple(found)
