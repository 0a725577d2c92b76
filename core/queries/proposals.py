"""What is proposed of where texts come from, as one viewer may know it.

Of a masked document nothing is said, nor of one on which a proposal rests. What readers marked as not part of the
article proposes a range to whoever may see their marks: put together when it is asked for, stored with its ruling only.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Exists, Max, OuterRef, QuerySet

from core.access import Viewer
from core.errors import NotFound
from core.models import Annotation, Document, Excluded, Outlet, Proposal, ProposalKind, ProposalState, Section
from core.queries.documents import hide_masked_copies
from core.queries.rulings import is_withheld
from core.queries.sources import is_masked, masked
from core.queries.visibility import visible_annotations
from core.text.spans import Span

SAME_IOU = 0.5
_OF_MARKS = uuid.UUID("6b6f0c53-7d57-4a50-9c39-2f2c1f0a9e11")  # names of proposals that marks make


@dataclass(frozen=True)
class Proposed:
    """One proposal; `pk` None where marks of readers make it (`n_readers` of them). `document` comes without its text.

    `why` is a list of `{"code", "words"}`; `ruled_by` a user's primary key.
    """

    pk: int | None
    uuid: uuid.UUID
    document: Document
    kind: str
    start: int
    end: int
    outlet: Outlet | None
    title: str
    author: str
    published_on: str
    source: Document | None
    reason: str
    why: tuple[dict[str, str], ...]
    strength: float
    state: str
    version: int
    ruled_start: int | None = None
    ruled_end: int | None = None
    ruled_by: int | None = None
    ruled_at: datetime | None = None
    note: str = ""
    n_readers: int = 0

    @property
    def span(self) -> Span:
        """The range as proposed."""
        return Span(self.start, self.end)


def open_proposals(viewer: Viewer, document: Document | None = None) -> list[Proposed]:
    """What nobody has ruled on yet, of one document or of all that count, in the order of keys and texts. Five queries
    at most, whatever the number."""
    rows = [_of_row(row) for row in _stored(viewer, document).filter(state=ProposalState.OPEN)]
    marks = _marked(viewer, document)
    return sorted(_with_marks(rows, marks), key=lambda row: (row.document.key, row.start, row.end, row.kind))


def proposals(viewer: Viewer, document: Document) -> list[Proposed]:
    """All proposals of a document: the open ones, and those that were ruled on, in the order of the text."""
    rows = _stored(viewer, document).exclude(state=ProposalState.OPEN)
    ruled = [row for row in map(_of_row, rows) if _may_know(viewer, document, row)]
    return sorted([*open_proposals(viewer, document), *ruled], key=lambda row: (row.start, row.end, row.kind))


def proposed(viewer: Viewer, document: Document, name: uuid.UUID) -> Proposed:
    """One proposal, whatever its state. `NotFound` where there is none for the viewer, or none any more."""
    row = _stored(viewer, document).filter(uuid=name).first()
    found = _of_row(row) if row else None
    if found is None:
        found = next((one for one in _with_marks([], _marked(viewer, document)) if one.uuid == name), None)
    if found is None or not _may_know(viewer, document, found):
        raise NotFound("This proposal is not made any more. Look at the article as it is now.", "unknown_proposal")
    return found


def ruled_on(viewer: Viewer, row: Proposal) -> Proposed:
    """A proposal after the viewer's ruling; one that is not made any more as it was when the ruling was taken back."""
    try:
        return proposed(viewer, row.document, row.uuid)
    except NotFound:
        return _of_row(row)


def _may_know(viewer: Viewer, document: Document, row: Proposed) -> bool:
    """A ruling on what readers marked is known to whoever may see all readings, as rulings on marks are."""
    rests_on_marks = row.pk is not None and any(why.get("code") == "marks" for why in row.why)
    return not rests_on_marks or not is_withheld(viewer, document)


def _stored(viewer: Viewer, document: Document | None) -> QuerySet[Proposal]:
    rows = Proposal.objects.filter(~masked(viewer, "document"), document__project=viewer.project)
    rows = rows.filter(document__is_current=True) if document is None else rows.filter(document=document.pk)
    hidden = Document.objects.filter(masked(viewer, "pk"), pk=OuterRef("source"))
    rows = rows.annotate(hides_source=Exists(hidden))
    return rows.select_related("document", "outlet", "source").defer("document__text", "source__text")


def _of_row(row: Any) -> Proposed:
    """One that rests on a masked document does not tell what that one is."""
    found = Proposed(
        row.pk, row.uuid, row.document, row.kind, row.start, row.end, row.outlet, row.title, row.author,
        row.published_on, row.source, row.reason, tuple(row.why), row.strength, row.state, row.version,
        row.ruled_start, row.ruled_end, row.ruled_by_id, row.ruled_at, row.note,
    )  # fmt: skip
    if not getattr(row, "hides_source", False):
        return found
    return replace(found, outlet=None, title="", author="", published_on="", source=None, why=())


def _marked(viewer: Viewer, document: Document | None) -> list[Proposed]:
    """What the readers whose marks the viewer sees marked as not part of an article, and nobody has ruled on."""
    marks = visible_annotations(viewer).filter(~masked(viewer, "document"), label__counted=False)
    marks = marks.filter(reading__practice=False)
    marks = marks.filter(document__is_current=True) if document is None else marks.filter(document=document.pk)
    found = list(
        marks.select_related("document", "reading").defer("document__text").order_by("document", "start", "end")
    )
    groups = [group for group in _groups(found) if group]
    settled = _settled({row.document_id for row in found}) if found else {}
    return [
        made for made in map(_of_marks, groups)
        if not any(_says_same(made.span, span) for span in settled.get(made.document.pk, ()))
    ]  # fmt: skip


def _says_same(span: Span, other: Span) -> bool:
    return span.overlap(other) >= SAME_IOU * len(span)


def _settled(documents: Iterable[int]) -> dict[int, list[Span]]:
    """By document: what stands as excluded, and what was ruled on as such. Two queries."""
    found: dict[int, list[Span]] = {}
    for pk, start, end in Excluded.objects.filter(document__in=documents).values_list("document", "start", "end"):
        found.setdefault(pk, []).append(Span(start, end))
    ruled = Proposal.objects.filter(document__in=documents, kind=ProposalKind.EXCLUDED).exclude(
        state=ProposalState.OPEN
    )
    for pk, start, end in ruled.values_list("document", "start", "end"):
        found.setdefault(pk, []).append(Span(start, end))
    return found


def _groups(marks: Sequence[Annotation]) -> list[list[Annotation]]:
    """Marks on much the same words of one document."""
    groups: list[list[Annotation]] = []
    for mark in marks:
        span = Span(mark.start, mark.end)
        near = (
            group for group in groups
            if group[0].document_id == mark.document_id and Span(group[0].start, group[0].end).iou(span) >= SAME_IOU
        )  # fmt: skip
        group = next(near, None)
        if group is None:
            groups.append([mark])
        else:
            group.append(mark)
    return groups


def _of_marks(marks: Sequence[Annotation]) -> Proposed:
    """The range that most of the readers marked, and what they called it."""
    (start, end), _ = Counter((mark.start, mark.end) for mark in marks).most_common(1)[0]
    named = Counter(mark.facets["subtype"].replace("-", " ") for mark in marks if mark.facets.get("subtype"))
    reason = named.most_common(1)[0][0] if named else "not part of the article"
    n = len({mark.reading_id for mark in marks})
    words = f"{n} {'reader has' if n == 1 else 'readers have'} marked this as not part of the article."
    document = marks[0].document
    return Proposed(
        None, uuid.uuid5(_OF_MARKS, f"{document.pk}/{start}/{end}"), document, ProposalKind.EXCLUDED, start, end, None,
        "", "", "", None, reason[:100], ({"code": "marks", "words": words},), min(0.95, 0.5 + 0.15 * n),
        ProposalState.OPEN, 1, n_readers=n,
    )  # fmt: skip


def _with_marks(rows: Sequence[Proposed], marked: Sequence[Proposed]) -> list[Proposed]:
    """Both together: what marks say of a range that is proposed already becomes one of its reasons."""
    found = list(rows)
    for made in marked:
        at = next((
            place for place, row in enumerate(found)
            if row.kind == made.kind and row.document.pk == made.document.pk and row.span.iou(made.span) >= SAME_IOU
        ), None)  # fmt: skip
        if at is None:
            found.append(made)
        else:
            row = found[at]
            strength = min(0.99, max(row.strength, made.strength))
            found[at] = replace(row, why=(*row.why, *made.why), strength=strength, n_readers=made.n_readers)
    return found


@dataclass(frozen=True)
class Standing:
    """A section or excluded range as it stands, and the number of its last change."""

    row: Any
    version: int


def standing_sections(viewer: Viewer, document: Document) -> list[Standing]:
    """The sections of a document with outlets, in the order of the text; none of a masked one. Two queries, or three
    where sources may be hidden: a copy of a masked text does not name it."""
    if is_masked(viewer, document):
        return []
    rows = Section.objects.filter(document=document.pk).select_related("outlet", "copy_of").defer("copy_of__text")
    found = _standing(rows, "SectionHistory")
    hide_masked_copies(viewer, [one.row for one in found])
    return found


def standing_excluded(viewer: Viewer, document: Document) -> list[Standing]:
    """The excluded ranges of a document, as `standing_sections`."""
    rows = Excluded.objects.filter(document=document.pk)
    return [] if is_masked(viewer, document) else _standing(rows, "ExcludedHistory")


def _standing(rows: QuerySet[Any], history: str) -> list[Standing]:
    found = list(rows.order_by("start"))
    changes: Any = apps.get_model("core", history).objects.filter(pgh_obj__in=[row.pk for row in found])
    last = dict(changes.values_list("pgh_obj").annotate(last=Max("pgh_id")).order_by())
    return [Standing(row, last[row.pk]) for row in found]


def last_change(row: Any) -> int:
    """The number of a range's last change: what a change by hand says it has seen. One query."""
    return int(row.history.order_by("-pgh_id").values_list("pgh_id", flat=True).first() or 0)
