"""Cards by what hangs on them: which source to open next, and what was opened already.

A list of work, not a figure: it counts all marks that the viewer sees, also those of an open reading of one's own.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from core.access import Viewer
from core.models import Annotation, ClaimMark, Finding, Link, Source
from core.queries.ledger import citable_annotations, visible_citations, visible_sources
from core.queries.versions import ahead


@dataclass(frozen=True)
class Hanging:
    """One card that a mark cites and nobody has opened for it.

    `n_marks` cite it unchecked, `n_assertions` are supported by these by a link, `n_claim_marks` are other marks of the
    same claims; `n_origins` of outlets whose words the citing marks are, where the viewer knows them.
    """

    source: Source
    n_marks: int
    n_assertions: int
    n_claim_marks: int
    n_origins: int

    @property
    def weight(self) -> int:
        """How much hangs on it: all of these marks."""
        return self.n_marks + self.n_assertions + self.n_claim_marks


@dataclass
class _Ends:
    marks: set[int] = field(default_factory=set)
    assertions: set[int] = field(default_factory=set)
    claim_marks: set[int] = field(default_factory=set)
    origins: set[int] = field(default_factory=set)


def to_open_next(viewer: Viewer) -> list[Hanging]:
    """Cards with unchecked citations in texts as they stand now, those first on which most hangs. Five queries."""
    standing = Annotation.objects.filter(Q(document__is_current=True) | ahead(), project=viewer.project)
    rows = visible_citations(viewer).filter(finding=Finding.UNCHECKED, annotation__in=standing.values("pk")).order_by()
    pairs = list(rows.select_related(None).values_list("source_id", "annotation_id"))
    marks = {mark for _, mark in pairs}
    supported, claimed = _supported_by(viewer, marks), _of_the_same_claims(viewer, marks)
    origins = _origins_of(viewer, marks)
    ends: dict[int, _Ends] = {}
    for card, mark in pairs:
        end = ends.setdefault(card, _Ends())
        end.marks.add(mark)
        end.assertions |= supported.get(mark, set())
        end.claim_marks |= claimed.get(mark, set())
        end.origins |= origins.get(mark, set())
    found = [
        Hanging(card, len(end.marks), len(end.assertions), len(end.claim_marks - end.marks), len(end.origins))
        for card in Source.objects.filter(pk__in=ends)
        for end in (ends[card.pk],)
    ]
    return sorted(found, key=lambda row: (-row.weight, -row.n_origins, row.source.title.casefold(), row.source.key))


def _supported_by(viewer: Viewer, marks: Collection[int]) -> Mapping[int, set[int]]:
    rows = Link.objects.filter(from_annotation__in=marks, kind=Link.Kind.SUPPORTS)
    rows = rows.filter(to_annotation__in=citable_annotations(viewer).values("pk"))
    return _grouped(rows.values_list("from_annotation_id", "to_annotation_id"))


def _of_the_same_claims(viewer: Viewer, marks: Collection[int]) -> Mapping[int, set[int]]:
    claims = ClaimMark.objects.filter(annotation__in=marks)
    rows = ClaimMark.objects.filter(claim__in=claims.values("claim"))
    rows = rows.filter(annotation__in=citable_annotations(viewer).values("pk"))
    members: dict[int, set[int]] = {}
    for claim, mark in rows.values_list("claim_id", "annotation_id"):
        members.setdefault(claim, set()).add(mark)
    return {mark: members[claim] - {mark} for claim, every in members.items() for mark in every & set(marks)}


def _origins_of(viewer: Viewer, marks: Collection[int]) -> Mapping[int, set[int]]:
    """The outlet of each mark; of none in a masked document, whose source the viewer must not know."""
    rows = citable_annotations(viewer).filter(pk__in=marks)
    if viewer.hides_sources:
        return {row.pk: {row.part.outlet_id} for row in rows.select_related("part", "document") if row.part}
    return {pk: {outlet} for pk, outlet in rows.values_list("pk", "part__outlet_id") if outlet}


def _grouped(pairs: Collection[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for first, second in pairs:
        found.setdefault(first, set()).add(second)
    return found


@dataclass(frozen=True)
class Card:
    """One card with its citations by what was found, as far as the viewer sees them."""

    source: Source
    by_finding: Mapping[str, int]

    @property
    def n_cited(self) -> int:
        """All of them."""
        return sum(self.by_finding.values())

    @property
    def n_opened(self) -> int:
        """Those that somebody checked."""
        return self.n_cited - self.by_finding.get(Finding.UNCHECKED, 0)


def cards(viewer: Viewer) -> Sequence[Card]:
    """All cards that the viewer sees, by title. Two queries."""
    found: dict[int, dict[str, int]] = {}
    rows = visible_citations(viewer).order_by().select_related(None)
    for card, finding in rows.values_list("source_id", "finding"):
        by = found.setdefault(card, {})
        by[finding] = by.get(finding, 0) + 1
    every = [Card(row, found.get(row.pk, {})) for row in visible_sources(viewer)]
    return sorted(every, key=lambda row: (_name_of(row.source).casefold(), row.source.key))


def _name_of(row: Source) -> str:
    return row.title or row.producer or row.url
