"""Of the bases that texts cite: how many were opened, were found, and say so, for each origin.

Counted are citations of marks that figures count: submitted readings of one kind of reader, as far as the viewer may
see them. Two readers who cite the same card from the same words count twice, as their marks do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from core.access import Viewer
from core.errors import Invalid
from core.models import Annotation, Citation, Finding, ReviewerKind
from core.queries.ledger import FOUND, OPENED, cites_a_card
from core.queries.report_passages import BASIS_LABEL
from core.queries.versions import ahead
from core.queries.visibility import counted_readings, visible_readings

CITED, OPENED_KEY, FOUND_KEY, NO_CARD = "cited", "opened", "found", "no-card"
_OF_FINDING: Mapping[str, Sequence[str]] = {
    CITED: Finding.values,
    OPENED_KEY: OPENED,
    FOUND_KEY: FOUND,
    **{finding: (finding,) for finding in Finding.values},
}
WHICH = (*_OF_FINDING, NO_CARD)


@dataclass(frozen=True)
class Bases:
    """How many cited bases there are by what was found, and how many evidence marks name a basis without a card."""

    by_finding: Mapping[str, int]
    n_no_card: int

    @property
    def n_cited(self) -> int:
        """All citations."""
        return sum(self.by_finding.values())

    @property
    def n_opened(self) -> int:
        """Those that somebody looked for."""
        return sum(self.by_finding.get(key, 0) for key in OPENED)

    @property
    def n_found(self) -> int:
        """Those whose source was found."""
        return sum(self.by_finding.get(key, 0) for key in FOUND)

    @property
    def n_says_so(self) -> int:
        """Those whose source says so."""
        return self.by_finding.get(Finding.SAYS_SO, 0)


@dataclass(frozen=True)
class OriginBases:
    """One origin: the outlet whose words they are."""

    key: str
    name: str
    bases: Bases


@dataclass(frozen=True)
class LedgerFigures:
    """All of them; `kind` is that of the readers whose marks are counted."""

    kind: str
    all: Bases
    origins: Sequence[OriginBases]


def ledger_figures(viewer: Viewer, kind: str | None = None) -> LedgerFigures:
    """The figures, origins by name. Two queries. `Invalid` (`unknown_kind`) for no kind of reviewer."""
    kind = _checked_kind(viewer, kind)
    by = ("annotation__part__outlet__key", "annotation__part__outlet__name", "finding")
    rows = counted_citations(viewer, kind).order_by().values_list(*by).annotate(Count("pk"))
    found: dict[tuple[str, str], dict[str, int]] = {}
    for key, name, finding, n in rows:
        found.setdefault((key or "", name or ""), {})[finding] = n
    without = no_card_marks(viewer, kind).order_by().values_list("part__outlet__key", "part__outlet__name")
    lacking = {(key or "", name or ""): n for key, name, n in without.annotate(Count("pk"))}
    origins = [
        OriginBases(*origin, Bases(found.get(origin, {}), lacking.get(origin, 0)))
        for origin in sorted(found.keys() | lacking.keys(), key=lambda row: row[1].casefold())
    ]
    every: dict[str, int] = {}
    for row in found.values():
        for finding, n in row.items():
            every[finding] = every.get(finding, 0) + n
    return LedgerFigures(kind, Bases(every, sum(lacking.values())), origins)


def counted_marks_of(viewer: Viewer, kind: str) -> QuerySet[Annotation]:
    """The marks of one kind of reader that figures count, those on copied sections left out."""
    rows = Annotation.objects.filter(project=viewer.project, deleted_at__isnull=True, in_figures=True)
    return rows.filter(reading__in=counted_readings(viewer, kind)).exclude(part__counted=False)


def counted_citations(viewer: Viewer, kind: str) -> QuerySet[Citation]:
    """Their citations; of an article whose newest text does not count yet, those of the marks that stand there for
    them."""
    marks = counted_marks_of(viewer, kind).values("pk")
    there = Annotation.objects.filter(carried_from__earlier__in=marks, reading__in=visible_readings(viewer))
    rows = Citation.objects.filter(Q(annotation__in=marks) | Q(annotation__in=there.filter(ahead()).values("pk")))
    return rows.select_related("source", "checked_by")


def no_card_marks(viewer: Viewer, kind: str) -> QuerySet[Annotation]:
    """Marks labelled evidence, so that a basis is named, which cite no card."""
    return counted_marks_of(viewer, kind).filter(~cites_a_card(), label__key=BASIS_LABEL)


def citations_behind(viewer: Viewer, which: str, *, origin: str = "", kind: str | None = None) -> QuerySet[Citation]:
    """Exactly the citations that a number counts, in the order of documents and text. `which` is one of `WHICH`."""
    rows = counted_citations(viewer, _checked_kind(viewer, kind)).filter(finding__in=_findings(which))
    if origin:
        rows = rows.filter(annotation__part__outlet__key=origin)
    return rows.order_by("annotation__document__key", "annotation__start", "annotation__end", "uuid")


def marks_behind(viewer: Viewer, *, origin: str = "", kind: str | None = None) -> QuerySet[Annotation]:
    """Exactly the marks of which a basis is named and no card cited."""
    rows = no_card_marks(viewer, _checked_kind(viewer, kind))
    if origin:
        rows = rows.filter(part__outlet__key=origin)
    return rows.order_by("document__key", "start", "end", "uuid")


def _findings(which: str) -> Sequence[str]:
    if which not in _OF_FINDING:
        raise Invalid(f"There is no such number. Numbers: {', '.join(WHICH)}.", "unknown_figure")
    return _OF_FINDING[which]


def _checked_kind(viewer: Viewer, kind: str | None) -> str:
    if kind and kind not in ReviewerKind.values:
        raise Invalid(f"There is no kind of reviewer {kind!r:.40}.", "unknown_kind")
    return kind or viewer.project.figures_from
