"""A mark in words, for pages that the server draws. The reading page draws its cards in the browser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from annotator.pages import words
from core.access import Viewer
from core.models import Annotation, Facet, ReviewerKind
from core.queries.codebooks import Rules

LINK_WORDS = {"supports": ("supports", "supported by"), "contradicts": ("contradicts", "contradicted by")}
SUPPORTED_LABEL, BASIS_LABEL = "assertion", "evidence"


@dataclass(frozen=True)
class Fact:
    """One detail of a mark in words; `strong` for what a reader must not miss."""

    facet: str
    value: str
    text: str
    strong: bool = False


@dataclass(frozen=True)
class LinkView:
    """One link as the card of one of its ends tells it."""

    words: str
    quote: str
    to: str


@dataclass(frozen=True)
class MarkCard:
    """One mark in words. `anchor` is the id of the paragraph in which it begins."""

    id: str
    label: str
    label_name: str
    letter: str
    quote: str
    facts: Sequence[Fact]
    more: Sequence[Fact]
    note: str
    own: bool
    reader: str
    practice: bool
    unsupported: bool
    links: Sequence[LinkView]
    active: bool
    anchor: str
    history_url: str
    talk_url: str
    source_url: str


def facts(rules: Rules, facets: Mapping[str, str], *, first: bool) -> list[Fact]:
    """The details asked first, or the others, in the codebook's order."""
    found = []
    for key, rule in rules.facets.items():
        value = facets.get(key)
        if not value or rule.first is not first:
            continue
        text = rule.name.lower() if rule.kind == Facet.Kind.FLAG else rule.value_name(value)
        found.append(Fact(key, value, text, strong=key == "stance" and value != "affirms"))
    return found


def reader_words(code_name: str, kind: str) -> str:
    """A reader's code name; what is not a person says so wherever it stands."""
    return code_name if kind == ReviewerKind.PERSON else f"{code_name} ({words.KIND_WORDS[ReviewerKind(kind)][2]})"


def card(
    viewer: Viewer, rules: Rules, mark: Annotation, links: Sequence[LinkView] = (), *, active: bool = False,
    anchor: str = "",
) -> MarkCard:  # fmt: skip
    """The card of a stored mark; no query when label, reader and document were selected with it."""
    reviewer = mark.reading.reviewer
    own = reviewer.user_id == viewer.user.pk
    label = rules.labels[mark.label.key]
    supported = any(link.words in ("supported by", "contradicted by") for link in links)
    return MarkCard(
        id=str(mark.uuid), label=label.key, label_name=label.shown, letter=label.letter, quote=mark.quote,
        facts=facts(rules, mark.facets, first=True), more=facts(rules, mark.facets, first=False),
        note=mark.note, own=own, reader="" if own else reader_words(reviewer.code_name, reviewer.kind),
        practice=mark.reading.practice,
        unsupported=label.key == SUPPORTED_LABEL and BASIS_LABEL in rules.labels and not supported,
        links=links, active=active, anchor=anchor,
        history_url=reverse("mark_history", args=[viewer.project.slug, mark.uuid]) + "?page=1",
        talk_url=_talk_url(viewer, mark), source_url=_source_url(viewer, mark),
    )  # fmt: skip


def _talk_url(viewer: Viewer, mark: Annotation) -> str:
    """Where one talks about the mark; a practice mark is not talked about."""
    here = reverse("threads", args=[viewer.project.slug, mark.document.key])
    return "" if mark.reading.practice else f"{here}?mark={mark.uuid}"


def _source_url(viewer: Viewer, mark: Annotation) -> str:
    """Where the card of its source is; a practice mark cites nothing."""
    return "" if mark.reading.practice else reverse("mark_source", args=[viewer.project.slug, mark.uuid])


def begin_url(viewer: Viewer, key: str) -> str:
    """Where the viewer begins a reading of their own; nothing for whose role does not mark."""
    return reverse("read", args=[viewer.project.slug, key]) + "?begin=1" if viewer.may("mark") else ""


def link_views(marks: Mapping[UUID, Annotation], links: Sequence[tuple[UUID, UUID, str]]) -> dict[UUID, list[LinkView]]:
    """By mark: its links in both directions, each told from its side."""
    found: dict[UUID, list[LinkView]] = {}
    for source, target, kind in links:
        forth, back = LINK_WORDS[kind]
        found.setdefault(source, []).append(LinkView(forth, marks[target].quote, str(target)))
        found.setdefault(target, []).append(LinkView(back, marks[source].quote, str(source)))
    return found
