"""Proposals: what the signs in a text, and what it shares with others, say of its origin. Nothing is applied by itself.

What is open is made anew from the text and its shared passages; what a person has ruled on stays as it is and is not
proposed again, nor what stands as a section or excluded range already.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from core.models import Document, Excluded, Proposal, Section, SharedPassage
from core.models.proposals import ProposalKind, ProposalState
from core.origins.borders import stretches
from core.origins.copied import Copied, Shared, copied
from core.origins.residue import residue
from core.origins.signs import Residue, Why
from core.services.comparing_alone import alone
from core.text.dates import days_of
from core.text.spans import Span, merge, subtract

_BATCH = 100
SAME_IOU = 0.5  # two ranges of one kind that share this much say the same
_LEAST_LEFT = 0.5  # of a range that stands partly already so much must be left to be proposed
_DUPLICATE = 0.8  # two texts that are each other to this share: which came first is not seen from their lengths
_FACTS = ("outlet_id", "title", "author", "published_on", "source_id", "reason", "why", "strength")


@dataclass(frozen=True)
class Drafted:
    """A proposal before it is stored; `source`: the document that holds the same words."""

    kind: str
    start: int
    end: int
    why: tuple[Why, ...]
    strength: float
    reason: str = ""
    title: str = ""
    author: str = ""
    published_on: str = ""
    outlet_id: int | None = None
    source_id: int | None = None


def propose_all(
    documents: Sequence[int],
    tell: Callable[[int], None] = lambda n_done: None,
    *,
    changed: Collection[int] | None = None,
) -> int:
    """Make the open proposals of these documents (primary keys, of one project) what their texts and shared passages
    say now: how many there are.

    `changed` are those that are new, or whose ranges changed (all by default): of the others only what they share may
    have changed, so their texts are searched only where something is, or was, proposed as taken from another text.

    A hundred documents a transaction, with seven statements and one more for each that changes; each holds the
    project's lock for comparing, under which rulings are made, too. Again it changes nothing. An earlier version of an
    article has none. Tells how many documents are done.
    """
    n_open = 0
    for first in range(0, len(documents), _BATCH):
        batch = documents[first : first + _BATCH]
        n_open += _propose(batch, documents if changed is None else changed)
        tell(first + len(batch))
    return n_open


def propose(document: Document) -> int:
    """The same for one document."""
    return propose_all([document.pk])


@transaction.atomic(savepoint=False)
def _propose(documents: Sequence[int], changed: Collection[int]) -> int:
    alone(Document.objects.values_list("project_id", flat=True).get(pk=documents[0]))
    known = _Known(documents)
    n_open = 0
    for document in Document.objects.filter(pk__in=documents).order_by("pk").iterator(10):  # with their texts
        rows = known.proposals[document.pk]
        if document.pk not in changed and not known.may_be_taken(document) and not _shared(document, known):
            n_open += len(rows)
            continue
        ruled = [row for row in rows if row.state != ProposalState.OPEN]
        wanted = _unruled(_drafted(document, known), ruled) if document.is_current else []
        _store(document, wanted, [row for row in rows if row.state == ProposalState.OPEN])
        n_open += len(wanted)
    return n_open


class _Known:
    """What is stored of some documents, each by their primary keys. Four queries."""

    def __init__(self, documents: Sequence[int]) -> None:
        self.proposals = _by_document(Proposal.objects.filter(document__in=documents))
        shared = SharedPassage.objects.filter(
            Q(a__in=documents, b__is_current=True) | Q(b__in=documents, a__is_current=True)
        )
        passages = list(shared.select_related("a", "b").defer("a__text", "b__text").order_by("pk"))
        self.others = {row.pk: row for passage in passages for row in (passage.a, passage.b)}
        self.passages: dict[int, list[SharedPassage]] = defaultdict(list)
        for row in passages:
            for pk in {row.a_id, row.b_id}.intersection(documents):
                self.passages[pk].append(row)
        known = {*documents, *self.others}
        self.sections = _by_document(Section.objects.filter(document__in=known).order_by("start"))
        self.excluded = _by_document(Excluded.objects.filter(document__in=documents).order_by("start"))

    def may_be_taken(self, document: Document) -> bool:
        """Whether something in it stood in another text when proposals were made last; somebody may have ruled on it
        since, or made it a section."""
        rows = self.proposals[document.pk]
        is_proposed = any(row.source_id or row.state != ProposalState.OPEN for row in rows)
        return is_proposed or bool(self.sections[document.pk]) or not document.is_current


def _by_document(rows: QuerySet[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.document_id].append(row)
    return found


def _drafted(document: Document, known: _Known) -> list[Drafted]:
    """What the signs of a text say, without what stands already. No query."""
    left_out = residue(document.text)
    sections, excluded = _spans(known.sections[document.pk]), _spans(known.excluded[document.pk])
    shared = _shared(document, known)
    taken = merge([*sections, *(Span(row.start, row.end) for row in shared)])
    inside = [
        Drafted(ProposalKind.SECTION, row.start, row.end, row.why, row.strength, title=row.title[:500])
        for row in stretches(document.text, left_out)
    ]
    return [
        *_left([_excluded(row) for row in left_out], excluded, document.text),
        *_left(shared, sections, document.text),
        *_left(inside, taken, document.text),
    ]


def _excluded(row: Residue) -> Drafted:
    return Drafted(ProposalKind.EXCLUDED, row.start, row.end, row.why, row.strength, reason=row.reason)


def _spans(rows: Iterable[Section | Excluded]) -> list[Span]:
    return [Span(row.start, row.end) for row in rows]


def _left(rows: Iterable[Drafted], standing: Sequence[Span], text: str) -> list[Drafted]:
    """Each without what stands already: its longest part, where that is most of it."""
    left = []
    for row in rows:
        parts = subtract([Span(row.start, row.end)], standing)
        longest = max(parts, key=len, default=None)
        if longest is not None and len(longest) >= _LEAST_LEFT * (row.end - row.start) and longest.cut(text).strip():
            left.append(replace(row, start=longest.start, end=longest.end))
    return left


def _unruled(rows: Iterable[Drafted], ruled: Sequence[Proposal]) -> list[Drafted]:
    """Those on whose like nobody has ruled, whatever the ruling was."""
    known = [(row.kind, Span(row.start, row.end)) for row in ruled]
    known += [
        (row.kind, Span(row.ruled_start, row.ruled_end))
        for row in ruled
        if row.ruled_end and row.ruled_start is not None
    ]
    return [
        row for row in rows
        if not any(kind == row.kind and span.iou(Span(row.start, row.end)) >= SAME_IOU for kind, span in known)
    ]  # fmt: skip


def _shared(document: Document, known: _Known) -> list[Drafted]:
    """Sections that stand in other documents of the project, each with its origin."""
    found = copied(document.text, [_passage(document, row) for row in known.passages[document.pk]])
    return [
        _with_origin(row, known.others[row.other], known.sections[row.other])
        for row in found
        if _is_taken_from(document, known.others[row.other], row)
        and not _is_known_copy(document, row, known.sections[row.other])
    ]


def _passage(document: Document, row: SharedPassage) -> Shared:
    here, there = ((row.a_start, row.a_end), (row.b_start, row.b_end))
    other = row.b
    if row.b_id == document.pk:
        here, there, other = there, here, row.a
    return Shared(other.pk, *here, *there, row.n_words, row.edit_ratio, other.length)


def _is_taken_from(document: Document, other: Document, row: Copied) -> bool:
    """Whether the words came from there: the other is older, or, where dates do not say, held here more fully."""
    own, theirs = days_of(document.published_on), days_of(other.published_on)
    if own and theirs and (theirs[1] < own[0] or own[1] < theirs[0]):
        return theirs[1] < own[0]
    if min(row.share_of_own, row.share_of_other) >= _DUPLICATE:
        return other.pk < document.pk
    return row.share_of_own <= row.share_of_other


def _is_known_copy(document: Document, row: Copied, sections: Sequence[Section]) -> bool:
    """Whether somebody has said that the other took it from here."""
    middle = (row.other_start + row.other_end) // 2
    return any(section.copy_of_id == document.pk and section.start <= middle < section.end for section in sections)


def _with_origin(row: Copied, other: Document, sections: Sequence[Section]) -> Drafted:
    """The proposal, with the origin of the words there: that of the section that holds them, else of the document."""
    middle = (row.other_start + row.other_end) // 2
    held = (one for one in sections if one.start <= middle < one.end)
    origin: Section | Document = next(held, other)
    called = f"“{other.title}”" if other.title else f"The article {other.key}"
    words = (
        f"{called} has the same {row.n_words:,} words, {_percent(row.edit_ratio)} alike: "
        f"{_percent(row.share_of_other)} of that text."
    )
    strength = round(min(0.99, 0.5 + 0.3 * row.share_of_other + 0.19 * row.edit_ratio), 3)
    return Drafted(
        ProposalKind.SECTION, row.start, row.end, (Why("shared_passage", words),), strength, title=origin.title,
        author=origin.author, published_on=origin.published_on, outlet_id=origin.outlet_id, source_id=other.pk,
    )  # fmt: skip


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _store(document: Document, wanted: Sequence[Drafted], known: Sequence[Proposal]) -> None:
    """Make the open rows what is wanted; those that stay the same are left alone."""
    by_place = {(row.kind, row.start, row.end): row for row in known}
    new = []
    for draft in wanted:
        values = {name: getattr(draft, name) for name in _FACTS} | {"why": [vars(why) for why in draft.why]}
        row = by_place.pop((draft.kind, draft.start, draft.end), None)
        if row is None:
            new.append(Proposal(document=document, kind=draft.kind, start=draft.start, end=draft.end, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            Proposal.objects.filter(pk=row.pk).update(**values, version=row.version + 1, proposed_at=timezone.now())
    Proposal.objects.filter(pk__in=[row.pk for row in by_place.values()]).delete()
    Proposal.objects.bulk_create(new)
