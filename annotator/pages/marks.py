"""A mark as a card: beside the text, in answers to the browser, and (later) in live updates."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from annotator.api.shapes import mark_data
from annotator.pages import words
from core.access import Viewer
from core.models import Annotation, Facet, Reading, ReviewerKind
from core.queries.annotations import links_of
from core.queries.codebooks import Rules, rules_of

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
    """One card. `data` is the mark as the interface gives it: the page's scripts read their state from here."""

    id: str
    url: str
    version: int
    label: str
    label_name: str
    letter: str
    quote: str
    facts: Sequence[Fact]
    more: Sequence[Fact]
    note: str
    own: bool
    reader: str
    kind: str
    can_change: bool
    practice: bool
    unsupported: bool
    links: Sequence[LinkView]
    active: bool
    data: str


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
    viewer: Viewer,
    rules: Rules,
    mark: Annotation,
    links: Sequence[LinkView] = (),
    *,
    can_change: bool = True,
    active: bool = False,
) -> MarkCard:
    """The card of a stored mark; no query when label, reader and document were selected with it."""
    reviewer = mark.reading.reviewer
    own = reviewer.user_id == viewer.user.pk
    label = rules.labels[mark.label.key]
    supported = any(link.words in ("supported by", "contradicted by") for link in links)
    return MarkCard(
        id=str(mark.uuid), url=reverse("mark", args=[viewer.project.slug, mark.uuid]), version=mark.version,
        label=label.key, label_name=label.name, letter=label.letter, quote=mark.quote,
        facts=facts(rules, mark.facets, first=True), more=facts(rules, mark.facets, first=False),
        note=mark.note, own=own, reader="" if own else reader_words(reviewer.code_name, reviewer.kind),
        kind=reviewer.kind, can_change=own and can_change, practice=mark.reading.practice,
        unsupported=label.key == SUPPORTED_LABEL and BASIS_LABEL in rules.labels and not supported,
        links=links, active=active, data=_data(mark, own),
    )  # fmt: skip


def card_of(viewer: Viewer, mark: Annotation, *, is_new: bool = False) -> MarkCard:
    """The card of one mark with its links. Three queries at most, none for a new mark, which has no links."""
    rules = rules_of(viewer.project.codebook)
    links = [] if is_new else list(links_of(viewer, mark.uuid))
    ends = {row.uuid: row for link in links for row in (link.from_annotation, link.to_annotation)}
    rows = [(link.from_annotation.uuid, link.to_annotation.uuid, link.kind) for link in links]
    closed = mark.reading.state != Reading.State.OPEN
    return card(viewer, rules, mark, link_views(ends, rows).get(mark.uuid, ()), can_change=not closed)


def _data(mark: Annotation, own: bool) -> str:
    """The mark's body without the quote, which scripts cut from the text themselves."""
    body = mark_data(mark)
    kept = ("id", "start", "end", "label", "facets", "note", "version", "reviewer")
    return json.dumps({key: body[key] for key in kept} | {"own": own}, ensure_ascii=False)


def begin_url(viewer: Viewer, key: str) -> str:
    """Where the viewer begins a reading of their own; nothing for whose role does not mark."""
    return reverse("read", args=[viewer.project.slug, key]) + "?begin=1" if viewer.may("mark") else ""


def blank_card() -> MarkCard:
    """The card that a script fills while a new mark is on its way."""
    return MarkCard(
        id="", url="", version=0, label="", label_name="", letter="", quote="", facts=(), more=(), note="", own=True,
        reader="", kind="", can_change=True, practice=False, unsupported=False, links=(), active=False, data="",
    )  # fmt: skip


def link_views(marks: Mapping[UUID, Annotation], links: Sequence[tuple[UUID, UUID, str]]) -> dict[UUID, list[LinkView]]:
    """By mark: its links in both directions, each told from its side."""
    found: dict[UUID, list[LinkView]] = {}
    for source, target, kind in links:
        forth, back = LINK_WORDS[kind]
        found.setdefault(source, []).append(LinkView(forth, marks[target].quote, str(target)))
        found.setdefault(target, []).append(LinkView(back, marks[source].quote, str(source)))
    return found
