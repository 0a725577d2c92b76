"""Your marks and the ruling: what became of each, said plainly."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from annotator.pages import words
from annotator.pages.marks import Fact, facts
from annotator.pages.ruling_words import RulingView, ruling_view
from core.access import Viewer
from core.models import Annotation
from core.queries.codebooks import Rules, rules_of
from core.queries.documents import document as document_of
from core.queries.rulings import Verdict, is_withheld, own_verdicts

_KIND_WORDS = {
    "taken": "Taken as you marked it",
    "changed": "Ruled otherwise",
    "merged": "Merged with other marks",
    "rejected": "Not kept: nothing is marked here",
    "open": "Left open",
    "none": "No ruling on it",
}
_COUNTED = {
    "taken": ("taken as marked", "taken as marked"),
    "changed": ("ruled otherwise", "ruled otherwise"),
    "merged": ("merged", "merged"),
    "rejected": ("not kept", "not kept"),
    "open": ("left open", "left open"),
    "none": ("without a ruling", "without a ruling"),
}


@dataclass(frozen=True)
class Entry:
    """One own mark with its ruling. `how` says in what they differ."""

    kind: str
    kind_words: str
    label: str
    label_name: str
    letter: str
    quote: str
    facts: Sequence[Fact]
    ruling: RulingView | None
    how: str
    shows_quote: bool
    since: bool
    mark_url: str


@dataclass(frozen=True)
class VerdictsPage:
    """All of one's own marks on an article. `empty`: `withheld`, `unmarked`, or nothing."""

    title: str
    language: str
    finished: str
    summary: str
    entries: Sequence[Entry]
    empty: str
    can_adjudicate: bool
    adjudicate_url: str
    read_url: str


def verdicts_page(viewer: Viewer, key: str) -> VerdictsPage:
    """The page of the viewer's own marks. Nine queries."""
    rules = rules_of(viewer.project.codebook)
    document = document_of(viewer, key)
    withheld = is_withheld(viewer, document)
    found = [] if withheld else own_verdicts(viewer, document)
    slug = viewer.project.slug
    finished = document.adjudicated_at if not withheld else None
    return VerdictsPage(
        title=document.title or document.key, language=document.language,
        finished=words.date(finished.date().isoformat()) if finished else "",
        summary=_summary(found), entries=[_entry(viewer, row, rules) for row in found],
        empty="withheld" if withheld else "" if found else "unmarked",
        can_adjudicate=viewer.may("adjudicate"), adjudicate_url=reverse("adjudicate", args=[slug, key]),
        read_url=reverse("read", args=[slug, key]),
    )  # fmt: skip


def _summary(found: Sequence[Verdict]) -> str:
    """How many marks met with what: `Of 5 marks: 3 taken as marked, 1 ruled otherwise and 1 left open.`"""
    if not found:
        return ""
    counts = {kind: sum(row.kind == kind for row in found) for kind in _COUNTED}
    parts = [words.count(n, *_COUNTED[kind]) for kind, n in counts.items() if n]
    return f"Of your {words.count(len(found), 'mark', 'marks')}: {words.listed(parts)}."


def _entry(viewer: Viewer, row: Verdict, rules: Rules) -> Entry:
    mark = row.mark
    return Entry(
        row.kind, _KIND_WORDS[row.kind], mark.label.key, mark.label.name, mark.label.letter, mark.quote,
        facts(rules, mark.facets, first=True), ruling_view(viewer, row.ruling, rules) if row.ruling else None,
        _how(mark, row, rules), "words" in row.how, row.since,
        reverse("read", args=[viewer.project.slug, mark.document.key]) + f"?mark={mark.uuid}",
    )  # fmt: skip


def _how(mark: Annotation, row: Verdict, rules: Rules) -> str:
    """What differs, in the codebook's order: `Another label: opinion. Role: policy in place of neglect.`"""
    if row.ruling is None:
        return ""
    parts = []
    if "words" in row.how:
        parts.append("Other ends.")
    if "label" in row.how and row.ruling.label:
        parts.append(f"Label: {row.ruling.label.name.lower()} in place of {mark.label.name.lower()}.")
    for key, facet in rules.facets.items():
        if key in row.how:
            now, was = (_value(rules, key, facets.get(key, "")) for facets in (row.ruling.facets, mark.facets))
            parts.append(f"{facet.name or key}: {now or 'nothing'} in place of {was or 'nothing'}.")
    return " ".join(parts)


def _value(rules: Rules, key: str, value: str) -> str:
    facet = rules.facets[key]
    return value if facet.kind == "flag" else facet.value_name(value) if value else ""
