"""Who gave which answer to a credibility indicator, of which texts of an outlet: what a number of its page counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Paginator
from django.urls import reverse

from annotator.pages import words
from annotator.pages.quotes import Pages
from annotator.pages.source_card import PER_PAGE, pages_of
from core.access import Viewer
from core.errors import Invalid
from core.models import Assessment
from core.queries import documents
from core.queries.assessments import answers_at
from core.queries.indicators import Indicator, indicators


@dataclass(frozen=True)
class AnsweredText:
    """One text with (reviewer, answer, note) of those who gave it; `url` leads to the question there."""

    title: str
    date: str
    given: Sequence[tuple[str, str, str]]
    url: str
    read_url: str


@dataclass(frozen=True)
class OutletAnswersPage:
    """The answers that a number counts, fifty a page."""

    heading: str
    outlet: str
    outlet_url: str
    question: str
    definition: str
    texts: Sequence[AnsweredText]
    pages: Pages


def outlet_answers_page(viewer: Viewer, key: str, of: str, value: str, page: str) -> OutletAnswersPage:
    """The answers `value` to the question `of` (the first, for none), all of them for no value. Two queries.

    Errors: `NotFound`, `Invalid` (`unknown_indicator`, `unknown_value`).
    """
    outlet = documents.outlet(viewer, key)
    one = indicators().get(of or next(iter(indicators())))
    if one is None:
        raise Invalid(f"There is no indicator {of!r:.60}.", "unknown_indicator")
    kind, rows = answers_at(viewer, outlet, one, value)
    paginator = Paginator(rows, PER_PAGE)
    shown = paginator.get_page(page)
    name = f"{one.name}: {one.values[value].name}" if value else one.name
    who = words.KIND_WORDS[kind][3]
    return OutletAnswersPage(
        f"{name}, {words.count(len(rows), 'answer', 'answers')} of {who}", outlet.name,
        reverse("outlet", args=[viewer.project.slug, key]), one.question, one.definition,
        [_text(viewer, one, list(rows)) for _, rows in groupby(shown, key=lambda row: row.document_id)],
        pages_of(shown, paginator, {"of": of} | ({"value": value} if value else {})),
    )  # fmt: skip


def _text(viewer: Viewer, one: Indicator, rows: Sequence[Assessment]) -> AnsweredText:
    document = rows[0].document
    address = [viewer.project.slug, document.key]
    return AnsweredText(
        document.title or document.key, words.date(document.published_on),
        [(row.reviewer.code_name, *_said(one, row)) for row in rows],
        reverse("indicators", args=address) + f"#answers-{one.key}", reverse("read", args=address),
    )  # fmt: skip


def _said(one: Indicator, row: Assessment) -> tuple[str, str]:
    given = row.answers[one.key]
    return ", ".join(one.values[key].name for key in one.chosen(given["value"])), given.get("note", "")
