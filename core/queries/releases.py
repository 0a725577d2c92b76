"""Releases: who sees which, what a new one would hold, and where its files lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from core.access import Viewer
from core.errors import Gone, NotFound
from core.models import (
    Document,
    Job,
    JobKind,
    Layers,
    Reading,
    Release,
    ReleaseDocument,
    ReleaseFile,
    ReleaseName,
    ReleaseReading,
)
from core.queries.visibility import withheld_documents

FIRST = "corpus.jsonl"  # what a release is frozen as: all that is written later is written from it


def releases(viewer: Viewer) -> QuerySet[Release]:
    """Those that the viewer may know of, newest first: frozen ones, withdrawn ones too, none of whose documents is
    withheld; for whoever may make releases also those under way. One query."""
    withheld = withheld_documents(viewer).order_by().values("pk")
    hidden = Exists(ReleaseDocument.objects.filter(release=OuterRef("pk"), document__in=withheld))
    seen = Q(frozen_at__isnull=False) & ~Q(hidden)
    if viewer.may("release"):
        seen |= Q(frozen_at__isnull=True)
    rows = Release.objects.filter(seen, project=viewer.project).select_related("project", "created_by", "withdrawn_by")
    return rows.order_by("-number")


def release(viewer: Viewer, number: int) -> Release:
    """One of them; `NotFound` for all others alike. One query."""
    found = releases(viewer).filter(number=number).first() if number < 2**31 else None
    if found is None:
        raise NotFound("There is no such release, or you may not see it yet.")
    return found


def files(viewer: Viewer, number: int) -> tuple[Release, list[ReleaseFile]]:
    """A frozen release with its files by name. `Gone` (`release_withdrawn`) with the reason when it was withdrawn."""
    found = release(viewer, number)
    if found.frozen_at is None:
        raise NotFound("This release is not made yet.")
    if found.withdrawn_at is not None:
        raise Gone(f"Release {number} was withdrawn on {found.withdrawn_at:%Y-%m-%d}: {found.reason}",
                   "release_withdrawn")  # fmt: skip
    return found, list(ReleaseFile.objects.filter(release=found).order_by("name"))


def file(viewer: Viewer, number: int, name: str) -> tuple[ReleaseFile, Path]:
    """One file, and where it lies. `NotFound` for a name that the release does not have."""
    found, rows = files(viewer, number)
    row = next((row for row in rows if row.name == name), None)
    if row is None:
        raise NotFound(f"Release {number} has no file of this name.")
    return row, folder_of(found) / row.name


def folder_of(release: Release) -> Path:
    """Where the files of a frozen release lie; beside it, `.part`, those of one that is being made."""
    return Path(settings.RELEASES) / str(release.pk)


@dataclass(frozen=True)
class NameKey:
    """Whose random name this is in one release; `n_readings` of theirs are in it."""

    name: str
    code_name: str
    kind: str
    n_readings: int


def key_of(viewer: Viewer, number: int) -> list[NameKey]:
    """The key of a release, by name. For whoever may make releases. Two queries."""
    viewer.require("release")
    found = release(viewer, number)
    of_release = Count("reviewer__readings", filter=Q(reviewer__readings__releases__release=found), distinct=True)
    rows = ReleaseName.objects.filter(release=found).annotate(n=of_release).order_by("name")
    return [NameKey(*row) for row in rows.values_list("name", "reviewer__code_name", "reviewer__kind", "n")]


@dataclass(frozen=True)
class Chosen:
    """What a new release would speak of, and the keys of what is left out: what its maker still reads blind, and what
    nobody has submitted a reading of."""

    documents: frozenset[int]
    withheld: Sequence[str]
    unread: Sequence[str]


def chosen(viewer: Viewer, layers: str, kind: str = "") -> Chosen:
    """The documents of a release that this viewer makes now. Three queries.

    All that were ever submitted, also what is being revised: figures of agreement count them.
    """
    withheld = set(withheld_documents(viewer).order_by().values_list("pk", flat=True))
    read = Reading.objects.filter(document=OuterRef("pk"), practice=False, first_submitted_at__isnull=False)
    is_read = Exists(read.filter(reviewer__kind=kind) if kind else read)
    spoken_of = {
        Layers.READERS: Q(is_read), Layers.ADJUDICATED: Q(adjudicated_at__isnull=False),
        Layers.BOTH: Q(is_read) | Q(adjudicated_at__isnull=False),
    }[Layers(layers)]  # fmt: skip
    rows = Document.objects.filter(project=viewer.project, is_current=True)
    wanted = set(rows.filter(spoken_of).values_list("pk", flat=True)) - withheld
    keys = dict(rows.exclude(pk__in=wanted).order_by("key").values_list("pk", "key"))
    return Chosen(
        frozenset(wanted), [key for pk, key in keys.items() if pk in withheld],
        [key for pk, key in keys.items() if pk not in withheld],
    )  # fmt: skip


def job_of(release: Release) -> Job | None:
    """The job that makes a release, the last one. One query."""
    rows = Job.objects.filter(project=release.project_id, kind=JobKind.RELEASE, asked__release=release.number)
    return rows.filter(created_at__gte=release.created_at).order_by("-created_at").first()


def in_a_release() -> Exists:
    """Whether a mark stands in a release that was given away and not taken back."""
    return Exists(
        ReleaseReading.objects.filter(
            reading=OuterRef("reading"), release__frozen_at__gte=OuterRef("created_at"),
            release__withdrawn_at__isnull=True,
        )
    )  # fmt: skip
