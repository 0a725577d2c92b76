"""Answers to the credibility indicators as their form sends them: `indicator=value`, several as several, and notes."""

import re
from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from core.errors import Invalid
from core.models import Assessment
from core.queries.indicators import Indicator


def answers_from(post: QueryDict, asked: Sequence[Indicator]) -> dict[str, Any]:
    """What the form says of each question that was asked; None of one without an answer, so that it is taken back.

    A note without an answer is kept by nobody: the question says what it belongs to.
    """
    return {one.key: _answer(post, one) for one in asked}


def _answer(post: QueryDict, one: Indicator) -> dict[str, Any] | None:
    values = post.getlist(one.key)
    if not values:
        return None
    note = post.get(f"note-{one.key}", "").replace("\r\n", "\n")
    return {"value": values if one.several else values[-1], "note": note}


def said_so_far(post: QueryDict, asked: Sequence[Indicator], own: Assessment | None) -> dict[str, Any]:
    """The answers to show again where they were refused: those of the form, over what is stored."""
    given = {key: value for key, value in answers_from(post, asked).items() if value is not None}
    return (dict(own.answers) if own else {}) | given


def version_from(post: QueryDict) -> int:
    """The version that the page was made from."""
    given = post.get("version", "")
    if not re.fullmatch("[0-9]{1,9}", given):
        raise Invalid("Load the page again, then answer.", "version_missing", errors={"version": ["Missing."]})
    return int(given)
