"""What the texts of a project share: copied sections and shared passages, quotations in other words, who is quoted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from annotator.forms.reuse import PASSAGES, PEOPLE, QUOTATIONS, Asked
from annotator.pages import words
from annotator.pages.comparison_shapes import Choice, Control
from annotator.pages.differences import DifferenceSide, DifferenceView, compared_words
from annotator.pages.quotes import Pages
from annotator.pages.side_origins import Origins
from core.access import Viewer
from core.models import Document, QuotedKind, SharedKind
from core.queries.documents import articles, outlets
from core.queries.quoted_people import Person, quoted_people
from core.queries.reuse import (
    passages_with_words,
    quotations_with_words,
    shared_passages,
    shared_quotations,
    uncompared,
)

PER_PAGE, PEOPLE_PER_PAGE = 20, 50
KIND_NAMES: dict[str, tuple[str, str]] = {
    SharedKind.COPIED_SECTION: ("Copied section", "Copied sections"),
    SharedKind.PARTLY_REUSED: ("Partly reused", "Partly reused"),
    SharedKind.SHARED_PASSAGE: ("Shared passage", "Shared passages"),
}
DRIFT = QuotedKind.DRIFT.value
_EMPTY = {
    PASSAGES: ("No text is shared", "No two texts here have a run of eight words in common, names, usual phrases and "
               "quotations left aside."),
    QUOTATIONS: ("No quotation of this kind", "No two articles quote the same five words or more in this way."),
    PEOPLE: ("Nobody is quoted by name", "No quotation of five words or more stands in a sentence that names whose it "
             "is."),
}  # fmt: skip
_HIDDEN = (
    "Nothing that you may know yet",
    "Of a text whose source is hidden from you this is shown once you have submitted a reading of your own.",
)


@dataclass(frozen=True)
class SharedEntry:
    """One finding: what it is called, what is known of it, both sides."""

    title: str
    facts: str
    difference: DifferenceView


@dataclass(frozen=True)
class PersonRow:
    """Somebody who is quoted: by how many articles of which outlets, and the way to them."""

    name: str
    facts: str
    outlets: Sequence[tuple[str, str]]
    articles: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ReusePage:
    """All that the page shows; `choices` are (name, label, value, options)."""

    lead: str
    controls: Sequence[Control]
    choices: Sequence[tuple[str, str, str, Sequence[tuple[str, str]]]]
    kept: Sequence[tuple[str, str]]
    waiting: str
    may_compare: bool
    entries: Sequence[SharedEntry]
    people: Sequence[PersonRow]
    empty: tuple[str, str] | None
    is_narrowed: bool
    pages: Pages


def reuse_page(viewer: Viewer, asked: Asked) -> ReusePage:
    """Nine queries at most, whatever the number. An outlet or document that the viewer does not know finds nothing."""
    texts = list(articles(viewer))
    n_hidden = sum(row.is_masked for row in texts)
    kinds = dict(shared_passages(viewer).order_by().values_list("kind").annotate(Count("pk")))
    n_drifts = shared_quotations(viewer).filter(kind=QuotedKind.DRIFT).count()
    if not asked.view:  # what there is to see
        asked = replace(asked, view=PASSAGES) if kinds or not n_drifts else replace(asked, view=QUOTATIONS, kind=DRIFT)
    paginator, entries, people = _LISTS[asked.view](viewer, asked)
    n_waiting = uncompared(viewer.project).count()
    return ReusePage(
        lead=_lead(kinds, n_drifts, len(texts) - n_hidden, n_hidden),
        controls=_controls(asked),
        choices=_choices(viewer, asked, texts),
        kept=[(name, value) for name, value in (("view", asked.view), ("kind", asked.kind)) if value],
        waiting=_waiting(n_waiting, len(texts)),
        may_compare=bool(n_waiting) and viewer.may("provenance"),
        entries=entries,
        people=people,
        empty=None if entries or people else _HIDDEN if n_hidden else _EMPTY[asked.view],
        is_narrowed=bool(asked.outlet or asked.document or (asked.kind and asked.view == PASSAGES)),
        pages=_pages(paginator, asked),
    )


Found = tuple["Paginator[Any]", Sequence[SharedEntry], Sequence[PersonRow]]


def _people(viewer: Viewer, asked: Asked) -> Found:
    paginator = Paginator([row for row in quoted_people(viewer) if _says(row, asked)], PEOPLE_PER_PAGE)
    shown = list(paginator.get_page(asked.page))
    origins = Origins([row.document_id for person in shown for row in person.quotations])
    return paginator, (), [_person(viewer, row, origins) for row in shown]


def _quotations(viewer: Viewer, asked: Asked) -> Found:
    rows = _narrowed(shared_quotations(viewer).filter(kind=asked.kind), asked, "a__document", "b__document")
    paginator = Paginator(quotations_with_words(rows).order_by("ratio", "pk"), PER_PAGE)
    page = list(paginator.get_page(asked.page))
    origins = Origins([row.document_id for pair in page for row in (pair.a, pair.b)])
    return paginator, [_quotation_entry(viewer, row, origins) for row in page], ()


def _passages(viewer: Viewer, asked: Asked) -> Found:
    rows = _narrowed(shared_passages(viewer), asked, "a", "b")
    rows = rows.filter(kind=asked.kind) if asked.kind else rows
    paginator = Paginator(passages_with_words(rows).order_by("kind", "-n_words", "pk"), PER_PAGE)
    page = list(paginator.get_page(asked.page))
    origins = Origins([pk for row in page for pk in (row.a_id, row.b_id)])
    return paginator, [_passage_entry(viewer, row, origins) for row in page], ()


_LISTS: dict[str, Callable[[Viewer, Asked], Found]] = {
    PASSAGES: _passages, QUOTATIONS: _quotations, PEOPLE: _people,
}  # fmt: skip


def _narrowed(rows: QuerySet[Any], asked: Asked, a: str, b: str) -> QuerySet[Any]:
    for name, field in (("outlet", "outlet__key"), ("document", "key")):
        value = getattr(asked, name)
        if value:
            rows = rows.filter(Q(**{f"{a}__{field}": value}) | Q(**{f"{b}__{field}": value}))
    return rows


def _says(row: Person, asked: Asked) -> bool:
    return (not asked.outlet or any(text.outlet.key == asked.outlet for text in row.documents)) and (
        not asked.document or any(text.key == asked.document for text in row.documents)
    )


def _lead(kinds: Mapping[str, int], n_drifts: int, n_texts: int, n_hidden: int) -> str:
    """The page in one sentence; what is hidden is said to be."""
    counted = [
        words.count(kinds[kind], *names) for kind, names in (
            (SharedKind.COPIED_SECTION, ("copied section", "copied sections")),
            (SharedKind.PARTLY_REUSED, ("stretch that is partly reused", "stretches that are partly reused")),
            (SharedKind.SHARED_PASSAGE, ("shared passage", "shared passages")),
        ) if kind in kinds
    ]  # fmt: skip
    if n_drifts:
        counted.append(words.count(n_drifts, "quotation that two texts give in different words",
                                   "quotations that two texts give in different words"))  # fmt: skip
    hidden = f"The source of {words.count(n_hidden, 'text', 'texts')} is hidden from you." if n_hidden else ""
    if not n_texts and hidden:
        return hidden
    among = f"Among {words.count(n_texts, 'text', 'texts')}"
    found = f"{among}: {words.listed(counted)}." if counted else f"{among} nothing that one has from another was found."
    return f"{found} {hidden}".rstrip()


def _waiting(n: int, n_texts: int) -> str:
    if not n:
        return ""
    which = "No text has" if n == n_texts else f"{words.count(n, 'text has', 'texts have')} not"
    return f"{which} been compared with the others yet, so what {'they share' if n > 1 else 'it shares'} is not here."


def _controls(asked: Asked) -> list[Control]:
    views = ((PASSAGES, "Shared text"), (QUOTATIONS, "Quotations"), (PEOPLE, "Who is quoted"))
    plain = replace(asked, kind="", page="1")
    found = [Control("What is shown", [
        Choice(name, _address(replace(plain, view=view)), asked.view == view) for view, name in views
    ])]  # fmt: skip
    kinds: Sequence[tuple[str, str]] = ()
    if asked.view == PASSAGES:
        kinds = [("", "All"), *((kind, names[1]) for kind, names in KIND_NAMES.items())]
    elif asked.view == QUOTATIONS:
        kinds = [(QuotedKind.DRIFT, "In different words"), (QuotedKind.EXACT, "Word for word")]
    if kinds:
        choices = [Choice(name, _address(replace(plain, kind=kind)), asked.kind == kind) for kind, name in kinds]
        found.append(Control("Kind", choices))
    return found


def _choices(
    viewer: Viewer, asked: Asked, texts: Sequence[Document]
) -> list[tuple[str, str, str, Sequence[tuple[str, str]]]]:
    known = [(row.key, row.name) for row in outlets(viewer)]
    articles = [(row.key, row.title or row.key) for row in texts if not row.is_masked]
    return [
        ("outlet", "Outlet", asked.outlet, [("", "All outlets"), *known]),
        ("document", "Article", asked.document, [("", "All articles"), *articles]),
    ]


def _address(asked: Asked) -> str:
    defaults = vars(Asked())
    given = {name: value for name, value in vars(asked).items() if value and value != defaults[name]}
    return f"?{urlencode(given)}" if given else "?"


def _pages(paginator: "Paginator[Any]", asked: Asked) -> Pages:
    shown = paginator.get_page(asked.page)

    def address(number: int) -> str:
        return _address(replace(asked, page=str(number)))

    return Pages(
        address(shown.previous_page_number()) if shown.has_previous() else "",
        address(shown.next_page_number()) if shown.has_next() else "",
        f"{shown.start_index():,} to {shown.end_index():,} of {paginator.count:,}" if paginator.num_pages > 1 else "",
        label="Pages of findings",
    )


def _passage_entry(viewer: Viewer, row: Any, origins: Origins) -> SharedEntry:
    share = f"{words.percent(row.containment)} of the smaller text or section"
    facts = words.sentence([
        words.count(row.n_words, "word", "words"),
        "word for word" if row.edit_ratio == 1 else f"{words.percent(row.edit_ratio)} alike, letter by letter", share,
    ])  # fmt: skip
    sides = [
        _Side(row.a, row.a_start, row.a_words, row.a_before), _Side(row.b, row.b_start, row.b_words, row.b_before)
    ]  # fmt: skip
    title = f"{KIND_NAMES[row.kind][0]}: {row.a.outlet.name} and {row.b.outlet.name}"
    return SharedEntry(title, facts, _difference(viewer, sides, origins))


def _quotation_entry(viewer: Viewer, row: Any, origins: Origins) -> SharedEntry:
    if row.kind == QuotedKind.EXACT:
        title, facts = "Two texts quote the same words", ""
    else:
        title = "Two texts quote the same words, and give them differently"
        facts = f"At least one of them is not a quotation. {words.percent(row.ratio)} alike, letter by letter."
    sides = [
        _Side(row.a.document, row.a.start, row.a_words, row.a_before, row.a.speaker, quoted=True),
        _Side(row.b.document, row.b.start, row.b_words, row.b_before, row.b.speaker, quoted=True),
    ]
    return SharedEntry(title, facts, _difference(viewer, sides, origins))


@dataclass(frozen=True)
class _Side:
    document: Document
    start: int
    words: str
    before: str
    speaker: str = ""
    quoted: bool = False


def _difference(viewer: Viewer, sides: Sequence[_Side], origins: Origins) -> DifferenceView:
    left, right, n_more = compared_words(sides[0].words, sides[1].words)
    views = [
        DifferenceSide(
            pieces,
            origins.name(side.document, side.start),
            _side_facts(side, origins),
            _place_url(viewer, side),
            quoted=side.quoted,
        )
        for side, pieces in zip(sides, (left, right), strict=True)
    ]
    return DifferenceView((views[0], views[1]), n_more)


def _side_facts(side: _Side, origins: Origins) -> str:
    said_by = f"quoting {side.speaker}" if side.speaker else ""
    return words.sentence([*(origins.facts(side.document, side.start) or [side.document.key]), said_by])


def _place_url(viewer: Viewer, side: _Side) -> str:
    """The paragraph of the reading page in which it begins (its beginning is looked for in what stands before)."""
    url = reverse("read", args=[viewer.project.slug, side.document.key])
    break_at = side.before.rfind("\n")
    if break_at < 0 and len(side.before) < side.start:
        return url
    return f"{url}#p{side.start - len(side.before) + break_at + 1}"


def _person(viewer: Viewer, row: Person, origins: Origins) -> PersonRow:
    by_origin: dict[str, set[int]] = {}
    slug = viewer.project.slug
    for quoted in row.quotations:
        by_origin.setdefault(origins.name(quoted.document, quoted.start), set()).add(quoted.document_id)
    facts = words.sentence([
        words.count(len(row.quotations), "quotation", "quotations"),
        f"also as {', '.join(row.also)}" if row.also else "",
    ])  # fmt: skip
    return PersonRow(
        row.name, facts,
        [(name, words.count(len(texts), "article", "articles")) for name, texts in sorted(by_origin.items())],
        [(text.title or text.key, reverse("read", args=[slug, text.key])) for text in row.documents],
    )  # fmt: skip
