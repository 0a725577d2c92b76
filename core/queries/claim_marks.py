"""Marks that state claims, as one viewer sees them: what each says, in whose voice, and on what basis.

Of a document whose source is hidden from the viewer no mark states anything here: who else says the same, and who
copied it, would tell where the text is from.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, NullIf

from core.access import Viewer
from core.models import Annotation, Citation, Excluded, Link
from core.queries.sources import masked
from core.queries.versions import carried_on
from core.queries.visibility import visible_annotations
from core.text.spans import Span

ALIKE_IOU = 0.5  # marks of several readers that share so much are one passage


@dataclass(frozen=True)
class Basis:
    """What a mark rests on: a mark tied to it (`kind` supports or contradicts), or a citation with its `finding`: its
    own, or one of a mark that supports it (`through_evidence`). `key` is that of the cited card."""

    kind: str
    text: str
    finding: str = ""
    mark: UUID | None = None
    source: int | None = None
    key: str = ""
    through_evidence: bool = False


class Stated(NamedTuple):
    """One mark as far as claims go. `origin` wrote the words; `via` carries them, where that is another outlet.

    `article`: the first version of its document, `copy_of` that of what its section copies. `is_outside`: it stands in
    no article (in an excluded range, or its label says so), and is no statement of anybody's.
    """

    pk: int
    uuid: UUID
    claim: int | None
    document: int
    article: int
    is_current: bool
    is_outside: bool
    document_key: str
    title: str
    published_on: str
    start: int
    end: int
    quote: str
    label: str
    voice: str
    speaker: str
    target: str
    role: str
    stance: str
    unsure: str
    origin: str
    origin_name: str
    via: str
    copy_of: int | None
    reading: int
    reviewer: str
    kind: str


_VALUES = (
    "pk", "uuid", "claim_mark__claim", "document_id", "article", "document__is_current", "outside", "document__key",
    "document__title", "dated", "start", "end", "quote", "label__key", "voice", "said_by", "target", "role",
    "stance", "unsure", "origin_key", "origin_name", "carrier", "copied", "reading_id",
    "reading__reviewer__code_name", "reading__reviewer__kind",
)  # fmt: skip


def stating_marks(viewer: Viewer) -> QuerySet[Annotation]:
    """Marks that the viewer may join and see joined: visible ones, practice, documents with a hidden source, and marks
    that were carried to a later version out."""
    rows = visible_annotations(viewer).filter(~masked(viewer, "document"), ~carried_on(), reading__practice=False)
    return rows.order_by()


def stated(rows: QuerySet[Any]) -> list[Stated]:
    """The marks of a query of `stating_marks`, in the order of documents and text. One query."""
    excluded = Excluded.objects.filter(
        document=OuterRef("document"), start__lte=OuterRef("start"), end__gt=OuterRef("start")
    )
    rows = rows.annotate(
        article=Coalesce("document__version_of", "document"),
        copied=Coalesce("part__section__copy_of__version_of", "part__section__copy_of"),
        outside=ExpressionWrapper(Q(label__counted=False) | Exists(excluded), BooleanField()),
        origin_key=Coalesce("part__outlet__key", "document__outlet__key"),
        origin_name=Coalesce("part__outlet__name", "document__outlet__name"),
        said_by=Coalesce(KeyTextTransform("speaker", "facets"), Value(""), output_field=TextField()),
        carrier=Coalesce(
            NullIf("document__outlet__name", Coalesce("part__outlet__name", "document__outlet__name")), Value("")
        ),
        dated=Coalesce("part__published_on", "document__published_on"),
    )
    found = rows.order_by("document__key", "start", "end", "reading__reviewer__code_name", "target").values_list(
        *_VALUES
    )
    return list(map(Stated._make, found))


def bases_of(viewer: Viewer, marks: Collection[int]) -> dict[int, list[Basis]]:
    """By mark (primary key): what is tied to it that the viewer sees, then what it cites, then what its evidence cites.
    Two queries."""
    found: dict[int, list[Basis]] = {}
    supported: dict[int, list[int]] = {}
    links = Link.objects.filter(to_annotation__in=marks, from_annotation__in=visible_annotations(viewer).values("pk"))
    tied = links.order_by("pk").values_list(
        "to_annotation", "kind", "from_annotation__quote", "from_annotation__uuid", "from_annotation"
    )
    for to, kind, quote, uuid, evidence in tied:
        found.setdefault(to, []).append(Basis(kind, quote, mark=uuid))
        if kind == Link.Kind.SUPPORTS:
            supported.setdefault(evidence, []).append(to)
    cited = citations_of({*marks, *supported})
    for mark, card in cited:
        if mark in marks:
            found.setdefault(mark, []).append(card)
    for mark, card in cited:
        for to in supported.get(mark, ()):
            found.setdefault(to, []).append(replace(card, through_evidence=True))
    return found


def citations_of(marks: Collection[int]) -> list[tuple[int, Basis]]:
    """What marks that the viewer sees cite. A card that was merged is the one that stands for it. One query."""
    rows = Citation.objects.filter(annotation__in=marks).order_by("pk").annotate(
        card=Coalesce("source__merged_into", "source"), stands=Coalesce("source__merged_into__key", "source__key"),
        title=F("source__title"), producer=F("source__producer"), key=F("source__key"),
    )  # fmt: skip
    return [
        (to, Basis("cites", ", ".join(filter(None, (producer, title))) or key, finding, source=card, key=stands))
        for to, card, stands, title, producer, key, finding in rows.values_list(
            "annotation", "card", "stands", "title", "producer", "key", "finding"
        )
    ]


def passages_among(marks: Sequence[Stated]) -> list[list[Stated]]:
    """Marks of the same words together, in the order of documents and text: IoU of a half."""
    found: list[list[Stated]] = []
    near: list[list[Stated]] = []  # those that the next mark may be one of
    for mark in sorted(marks, key=attrgetter("document", "start", "end")):
        near = [row for row in near if row[0].document == mark.document and row[0].end > mark.start]
        ious = [_iou(row[0], mark) for row in near]
        if max(ious, default=0.0) >= ALIKE_IOU:
            near[ious.index(max(ious))].append(mark)
        else:
            found.append([mark])
            near.append(found[-1])
    return found


def _iou(one: Stated, later: Stated) -> float:
    """As `Span.iou` of two marks that meet, the first of which begins first, without making spans of them."""
    n_shared = min(one.end, later.end) - later.start
    return n_shared / (max(one.end, later.end) - one.start)


def on_the_same_words(viewer: Viewer, uuid: UUID) -> list[Stated]:
    """The mark, then those of others on the same words, that the viewer may join. Two queries; nothing for no mark."""
    rows = stating_marks(viewer)
    for mark in stated(rows.filter(uuid=uuid)):
        near = stated(rows.filter(document=mark.document, start__lt=mark.end, end__gt=mark.start).exclude(pk=mark.pk))
        span = Span(mark.start, mark.end)
        return [mark, *(row for row in near if span.iou(Span(row.start, row.end)) >= ALIKE_IOU)]
    return []
