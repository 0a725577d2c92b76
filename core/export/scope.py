"""What an export holds: all of a project for the command, for a member what the member may see."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Collate

from core.access import Viewer
from core.errors import Invalid
from core.models import (
    Annotation,
    Assessment,
    Citation,
    ClaimMark,
    Codebook,
    Decision,
    DecisionBasis,
    Document,
    Layers,
    Link,
    Outlet,
    Part,
    Project,
    Reading,
    Reviewer,
    Source,
    Speaker,
    Texts,
)
from core.queries.assessments import visible_assessments
from core.queries.cards import standing_card
from core.queries.documents import outlets
from core.queries.rulings import adjudicated_documents
from core.queries.sources import masked
from core.queries.visibility import visible_decisions, visible_readings
from core.text.names import name_key

CHUNK = 2_000


@dataclass(frozen=True)
class Choice:
    """What of a corpus is wanted. `kind`: of one kind of reviewer only; `submitted`: no readings under way.

    `names`: reviewer -> the name that stands for them in the files, others being left out; None for their code names.
    `documents`: primary keys, others being left out; None for all.
    """

    texts: str = Texts.FULL
    layers: str = Layers.BOTH
    kind: str = ""
    submitted: bool = False
    names: Mapping[int, str] | None = None
    documents: Collection[int] | None = None


@dataclass(frozen=True)
class Scope:
    """The rows of one export. Practice readings, and marks that were deleted, are in none.

    `viewer` None: all of the project.
    """

    project: Project
    viewer: Viewer | None
    choice: Choice = field(default_factory=Choice)

    @property
    def codebook(self) -> Codebook:
        """The codebook in force; every project has one from its creation on."""
        if self.project.codebook is None:
            raise Invalid("The project has no codebook.", "codebook_missing")
        return self.project.codebook

    def outlets(self) -> QuerySet[Outlet]:
        """Outlets by key."""
        rows = Outlet.objects.filter(project=self.project) if self.viewer is None else outlets(self.viewer)
        if self.choice.documents is not None:
            parts = Part.objects.filter(self._chosen("document"), outlet=OuterRef("pk"))
            rows = rows.filter(Exists(parts) | Exists(self.documents().order_by().filter(outlet=OuterRef("pk"))))
        return rows.order_by(bytewise("key"))

    def _chosen(self, document: str) -> Q:
        """Whether the document that the field names is one of those asked for."""
        wanted = self.choice.documents
        return Q() if wanted is None else Q(**{f"{document}__in": sorted(wanted)})

    def _named(self, reviewer: str) -> Q:
        """Whether there is a name for the reviewer."""
        names = self.choice.names
        return Q() if names is None else Q(**{f"{reviewer}__in": sorted(names)})

    def documents(self) -> QuerySet[Document]:
        """Documents by key, with outlet."""
        rows = Document.objects.filter(self._open_source("pk"), self._chosen("pk"), project=self.project)
        rows = rows.select_related("outlet", "version_of").defer("version_of__text")
        rows = rows if self.choice.texts == Texts.FULL else rows.defer("text")
        return rows.order_by(bytewise("key"))

    def _open_source(self, document: str) -> Q:
        """Whether the viewer may know where a document is from: one that is masked for them is in no export."""
        return ~masked(self.viewer, document) if self.viewer is not None else Q()

    def masked_copies(self) -> QuerySet[Document]:
        """Documents that no section of the export may name as what it is a copy of."""
        rows = Document.objects.filter(project=self.project)
        unnamed = ~self._chosen("pk") if self.choice.documents is not None else Q(pk__in=())
        if self.viewer is not None:
            unnamed |= masked(self.viewer, "pk")
        return rows.filter(unnamed)

    def readings(self) -> QuerySet[Reading]:
        """Readings by document and reviewer."""
        if self.viewer is not None:
            rows = visible_readings(self.viewer).filter(self._open_source("document"))
        else:
            rows = Reading.objects.filter(document__project=self.project)
        if self.choice.layers == Layers.ADJUDICATED:
            return rows.none()
        rows = rows.filter(state=Reading.State.SUBMITTED) if self.choice.submitted else rows
        rows = rows.filter(reviewer__kind=self.choice.kind) if self.choice.kind else rows
        return (
            rows.filter(self._chosen("document"), self._named("reviewer"), practice=False)
            .select_related("document", "reviewer")
            .defer("document__text")
            .order_by(bytewise("document__key"), bytewise("reviewer__code_name"))
        )

    def reviewers(self) -> QuerySet[Reviewer]:
        """Whoever read, ruled, opened a source or assessed in the export; for the command also imported reviewers who
        did nothing of it."""
        reads = Exists(self.readings().order_by().filter(reviewer=OuterRef("pk")))
        rules = Exists(self.decisions().order_by().filter(decided_by=OuterRef("pk")))
        checks = Exists(self.citations().filter(self._named("checked_by"), checked_by=OuterRef("pk")))
        assesses = Exists(self.assessments().filter(reviewer=OuterRef("pk")))
        wanted = Q(reads) | Q(rules) | Q(checks) | Q(assesses)
        if self.viewer is None and self.choice == Choice():
            wanted |= Q(user__isnull=True)
        return Reviewer.objects.filter(wanted, project=self.project).order_by(bytewise("code_name"))

    @cached_property
    def names(self) -> Mapping[int, str]:
        """Reviewer -> the name that stands for them in the files, in order of the names. One query."""
        given = self.choice.names
        rows = {
            pk: code if given is None else given[pk] for pk, code in self.reviewers().values_list("pk", "code_name")
        }
        return dict(sorted(rows.items(), key=lambda row: row[1]))

    def annotations(self) -> QuerySet[Annotation]:
        """Marks by document, reviewer, start, end, id."""
        readings = self.readings().order_by().values("pk")
        return Annotation.objects.filter(project=self.project, deleted_at__isnull=True, reading__in=readings).order_by(
            bytewise("document__key"), bytewise("reading__reviewer__code_name"), "start", "end", "uuid"
        )

    def links(self) -> QuerySet[Link]:
        """Links between marks of the export, in the order of the marks that they leave from."""
        return Link.objects.filter(
            from_annotation__in=self.annotations().order_by().values("pk"), to_annotation__deleted_at__isnull=True
        ).order_by(
            bytewise("from_annotation__document__key"),
            bytewise("from_annotation__reading__reviewer__code_name"),
            "from_annotation__start", "from_annotation__end", "from_annotation__uuid",
            "to_annotation__start", "to_annotation__end", "to_annotation__uuid",
        )  # fmt: skip

    def citations(self) -> QuerySet[Citation]:
        """Which sources marks of the export name, in no order."""
        return Citation.objects.filter(annotation__in=self.annotations().order_by().values("pk"))

    def claim_marks(self) -> QuerySet[ClaimMark]:
        """Which claims marks of the export state, by claim."""
        rows = ClaimMark.objects.filter(annotation__in=self.annotations().order_by().values("pk"))
        return rows.order_by("claim__uuid", "annotation__uuid")

    @property
    def _is_whole(self) -> bool:
        """Whether all of a project is meant, not only what hangs on the marks that were chosen."""
        return self.viewer is None and replace(self.choice, texts=Texts.FULL) == Choice()

    @cached_property
    def cards(self) -> Mapping[int, str]:
        """Cards by primary key: the key of the one that stands for it, itself unless it was merged. One query."""
        rows = {row.pk: row for row in Source.objects.filter(project=self.project).only("key", "merged_into")}
        return {pk: standing_card(row, rows).key for pk, row in rows.items()}

    def sources(self) -> QuerySet[Source]:
        """Cards by key; merged ones are left out. Of a release those that its marks cite, for a member also those that
        were filed for all to see."""
        rows = Source.objects.filter(project=self.project, merged_into__isnull=True).order_by(bytewise("key"))
        if self._is_whole:
            return rows
        cited = self.citations().order_by().values_list("source", flat=True).distinct()
        wanted = Q(key__in={self.cards[pk] for pk in cited})
        return rows.filter(wanted if self.choice.documents is not None else wanted | Q(filed_openly=True))

    @property
    def has_every_speaker(self) -> bool:
        """Whether the whole list of speakers is told: of a project, and to who keeps the list."""
        return self._is_whole or (
            self.choice.documents is None and self.viewer is not None and self.viewer.may("provenance")
        )

    def speakers(self) -> QuerySet[Speaker]:
        """Speakers by name: those whom marks of the export name; for who keeps the list all of it."""
        rows = Speaker.objects.filter(project=self.project).order_by(bytewise("name"))
        if self.choice.texts == Texts.NONE:  # what a speaker is called is free text, as it is in marks
            return rows.none()
        if self.has_every_speaker:
            return rows
        said = self.annotations().order_by().filter(facets__has_key="speaker")
        named = set(map(name_key, said.values_list("facets__speaker", flat=True).distinct()))
        found = [row.pk for row in rows if named & set(map(name_key, (row.name, *row.aliases)))]
        return rows.filter(pk__in=found)

    def assessments(self) -> QuerySet[Assessment]:
        """What readers say of whole documents, in no order."""
        if self.viewer is not None:
            rows = visible_assessments(self.viewer).filter(self._open_source("document"))
        else:
            rows = Assessment.objects.filter(document__project=self.project)
        if self.choice.layers == Layers.ADJUDICATED:
            return rows.none()
        rows = rows.filter(state=Assessment.State.SUBMITTED) if self.choice.submitted else rows
        rows = rows.filter(reviewer__kind=self.choice.kind) if self.choice.kind else rows
        return rows.filter(self._chosen("document"), self._named("reviewer"))

    def finished(self) -> dict[int, datetime]:
        """Documents whose rulings are finished -> since when."""
        if self.choice.layers == Layers.READERS:
            return {}
        if self.viewer is not None:
            rows = adjudicated_documents(self.viewer)
        else:
            rows = Document.objects.filter(project=self.project, adjudicated_at__isnull=False)
        return {pk: at for pk, at in rows.filter(self._chosen("pk")).values_list("pk", "adjudicated_at") if at}

    def decisions(self) -> QuerySet[Decision]:
        """Rulings, superseded ones too, by document, adjudicator, start, end, id."""
        if self.viewer is not None:
            rows = visible_decisions(self.viewer)
        else:
            rows = Decision.objects.filter(project=self.project)
        if self.choice.layers == Layers.READERS:
            return rows.none()
        if self.choice.layers == Layers.ADJUDICATED:
            rows = rows.filter(document__in=list(self.finished()))
        rows = rows.filter(self._chosen("document"), self._named("decided_by"))
        return (
            rows.select_related("document", "label", "decided_by", "supersedes")
            .defer("document__text")
            .order_by(bytewise("document__key"), bytewise("decided_by__code_name"), "start", "end", "uuid")
        )

    def basis(self, decisions: Sequence[Decision]) -> QuerySet[DecisionBasis]:
        """The marks of the export that these rulings rest on."""
        return DecisionBasis.objects.filter(
            decision__in=decisions, annotation__in=self.annotations().order_by().values("pk")
        )


def bytewise(field: str) -> Collate:
    """Order as Python orders strings of ASCII, whatever the database's language."""
    return Collate(field, "C")


def scope_of(whose: Project | Viewer, choice: Choice | None = None) -> Scope:
    """The scope for a whole project, or for what a viewer may see of it. `Forbidden` without the right."""
    choice = choice or Choice()
    if isinstance(whose, Viewer):
        whose.require("export")
        return Scope(whose.project, whose, choice)
    return Scope(whose, None, choice)
