"""The readings that are compared with one another, what each of them read, and what its marks are called now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from core.access import Viewer
from core.models import Document, Excluded, Label, Participant, Reading, Session
from core.queries.visibility import visible_readings
from core.text.spans import Span, merge, subtract

Documents = QuerySet[Document] | Sequence[Document]


@dataclass(frozen=True)
class Compared:
    """One reading of a text of `length` characters. `excluded` is no part of the article.

    `ranges` is what was read of the article, sorted and disjoint.
    """

    pk: int
    document: int
    length: int
    reviewer: int
    code_name: str
    is_submitted: bool
    excluded: tuple[Span, ...]
    ranges: tuple[tuple[int, int], ...]

    def having_read(self, ranges: Iterable[Sequence[int]] | None) -> "Compared":
        """The same with other ranges, as a reading keeps them (None: all)."""
        return replace(self, ranges=_of_article(ranges, self.length, self.excluded))


@dataclass(frozen=True)
class Names:
    """Counted labels: their keys in the order of the codebook, and by id of a label its place there.

    A label that was merged stands under the one it became; one that is not counted has no place.
    """

    keys: tuple[str, ...]
    place: Mapping[int, int]


def compared_readings(
    viewer: Viewer, documents: Documents, *, kind: str | None = None, session: Session | None = None
) -> QuerySet[Reading]:
    """First-submitted readings of these documents that the viewer may see, one kind of reader only.

    `kind`: the project's unless given. With a session those of its participants, of whatever kind.
    """
    readings = visible_readings(viewer).filter(document__in=documents, practice=False, first_submitted_at__isnull=False)
    if session is not None:
        return readings.filter(reviewer__user__in=Participant.objects.filter(session=session).values("user"))
    return readings.filter(reviewer__kind=kind or viewer.project.figures_from)


def read_by(readings: QuerySet[Reading]) -> list[Compared]:
    """The readings, by document and code name, with what they read. Two queries."""
    rows = list(
        readings.order_by("document_id", "reviewer__code_name").values_list(
            "pk", "document_id", "document__length", "reviewer_id", "reviewer__code_name", "state", "ranges"
        )
    )
    excluded = _excluded({row[1] for row in rows})
    return [
        Compared(
            pk, document, length, reviewer, name, state == Reading.State.SUBMITTED, excluded.get(document, ()),
            _of_article(ranges, length, excluded.get(document, ())),
        )
        for pk, document, length, reviewer, name, state, ranges in rows
    ]  # fmt: skip


def _of_article(
    ranges: Iterable[Sequence[int]] | None, length: int, excluded: Sequence[Span]
) -> tuple[tuple[int, int], ...]:
    """What was read, without what is no part of the article."""
    if not excluded:
        return ((0, length),) if ranges is None else tuple((start, end) for start, end in ranges)
    spans = [Span(start, end) for start, end in ([[0, length]] if ranges is None else ranges)]
    return tuple((span.start, span.end) for span in subtract(spans, excluded))


def _excluded(documents: set[int]) -> dict[int, tuple[Span, ...]]:
    """By document: what is no part of the article, sorted and disjoint. One query."""
    found: dict[int, list[Span]] = {}
    rows = Excluded.objects.filter(document__in=documents).values_list("document_id", "start", "end")
    for document, start, end in rows:
        found.setdefault(document, []).append(Span(start, end))
    return {document: tuple(merge(spans)) for document, spans in found.items()}


def names_of(viewer: Viewer) -> Names:
    """The counted labels of the codebook in force. One query."""
    labels = {row.pk: row for row in Label.objects.filter(codebook=viewer.project.codebook_id)}
    final = {pk: _became(row, labels) for pk, row in labels.items()}
    standing = [row for row in labels.values() if row.counted and row.merged_into_id is None]
    keys = tuple(row.key for row in standing)
    return Names(keys, {pk: keys.index(row.key) for pk, row in final.items() if row.counted})


def _became(label: Label, labels: Mapping[int, Label]) -> Label:
    """The label at the end of the mergers."""
    while label.merged_into_id is not None:
        label = labels[label.merged_into_id]
    return label
