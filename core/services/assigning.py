"""Who reads what: planned for everybody, one by one, or drawn by readers at their own pace.

Whatever changes assignments locks the project's row first and then, where a reading may begin meanwhile, the
document's: so a document never gets more readers by drawing than the project asks for.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from core.access import Viewer
from core.errors import Conflict, Invalid, NotFound
from core.models import Assignment, Document, Project, Reading, Reviewer, ReviewerKind, User
from core.queries.assignments import own_assignments, standing
from core.queries.documents import document as document_of
from core.queries.documents import latest
from core.queries.progress import TAKEN, Progress, Reader, progress, readers_of
from core.services.event_log import lock_document
from core.services.latest import require_latest
from core.services.planning import Pair, Wish, balanced
from core.services.projects import reviewer_of
from core.services.waking import wake

LEASE = timedelta(days=3)
MAX_READINGS = 100


@dataclass(frozen=True)
class PlanWish:
    """What the owner asks of a plan: readers by code name or user name, documents and overlap by key.

    None stands for all readers whose role is reviewer, and for all documents.
    """

    reviewers: Sequence[str] | None = None
    documents: Sequence[str] | None = None
    n_readings: int = 2
    overlap: Sequence[str] = ()


@dataclass(frozen=True)
class Plan:
    """What would be assigned besides what is. `added` are (document, user) primary keys, `short` lack readers."""

    before: Progress
    readers: Sequence[Reader]
    documents: Sequence[Document]
    overlap: Collection[int]
    added: Sequence[Pair]
    short: Sequence[Document]

    @property
    def fingerprint(self) -> str:
        """Tells whether a plan is still the one that was looked at."""
        return sha256(repr((list(self.added), sorted(self.overlap))).encode()).hexdigest()[:16]

    def n_of(self, reader: Reader) -> int:
        """How many documents the reader would have in all, over the whole project."""
        return self.before.of_reader(reader).n_all + sum(user == reader.user_id for _, user in self.added)


def plan(viewer: Viewer, wish: PlanWish, *, seed: int = 0) -> Plan:
    """Who would read what; nothing is stored. Standing assignments and readings count and stay. Four queries.

    Errors: `Invalid` (`unknown_reviewer`, `unknown_document`, `plan_invalid`), `Forbidden`.
    """
    before = progress(viewer)
    if type(wish.n_readings) is not int or not 1 <= wish.n_readings <= MAX_READINGS:
        raise Invalid(f"A document gets 1 to {MAX_READINGS} readings.", "plan_invalid",
                      errors={"n_readings": ["Out of range."]})  # fmt: skip
    readers = _readers(before.readers, wish.reviewers)
    overlap = {row.pk for row in _documents(before.documents, wish.overlap, "overlap")}
    documents = before.documents
    if wish.documents is not None:
        documents = _documents(documents, [*dict.fromkeys([*wish.documents, *wish.overlap])], "documents")
    chosen = {row.user_id for row in readers}
    known = [pair for pair, cell in before.cells.items() if cell.state in TAKEN]
    elsewhere = dict(before.elsewhere)
    for document, user in known:
        if user not in chosen:
            elsewhere[document] = elsewhere.get(document, 0) + 1
    asked = Wish(
        [row.user_id for row in readers], [row.pk for row in documents], wish.n_readings, overlap,
        [pair for pair in known if pair[1] in chosen], elsewhere,
    )  # fmt: skip
    added = balanced(asked, seed=seed)
    have = dict.fromkeys((row.pk for row in documents), 0)
    for document, _ in (*asked.known, *added):
        if document in have:
            have[document] += 1
    short = [row for row in documents if have[row.pk] + elsewhere.get(row.pk, 0) < wish.n_readings]
    return Plan(before, readers, documents, overlap, added, short)


@transaction.atomic
def apply_plan(viewer: Viewer, wish: PlanWish, *, seed: int = 0, expected: str = "") -> Plan:
    """Store a plan as `plan` makes it now. `Conflict` (`plan_changed`) when it is not the `expected` one any more."""
    viewer.require("manage")
    _lock(viewer.project)
    made = plan(viewer, wish, seed=seed)
    if expected and made.fingerprint != expected:
        raise Conflict("Somebody has begun or was assigned meanwhile. Look at the plan again.", "plan_changed")
    reviewers = {row.user_id: _reviewer(viewer, row) for row in made.readers}
    rows = [
        Assignment(document_id=pk, reviewer=reviewers[user], overlap=pk in made.overlap, created_by=viewer.user)
        for pk, user in made.added
    ]
    read = Reading.objects.filter(document=OuterRef("document"), reviewer=OuterRef("reviewer"), practice=False)
    lapsed = Assignment.objects.filter(~standing(), ~Exists(read), document__project=viewer.project)
    lapsed.delete()
    Assignment.objects.bulk_create(rows)
    Assignment.objects.filter(
        document__in=made.overlap, reviewer__in=[row.pk for row in reviewers.values()], overlap=False
    ).update(overlap=True)
    for user in {user for _, user in made.added}:
        wake(account=user)
    return made


@transaction.atomic
def assign(viewer: Viewer, key: str, reviewer: str) -> tuple[Assignment, bool]:
    """Ask one reader to read one document, and whether that is new. The same again changes nothing.

    Errors: `NotFound` for the document, `Invalid` (`unknown_reviewer`), `Conflict` (`later_version`), `Forbidden`.
    """
    viewer.require("manage")
    document = document_of(viewer, key)
    _lock(viewer.project)
    require_latest(viewer, document)
    row = _reviewer(viewer, _readers(readers_of(viewer), [reviewer])[0])
    known = Assignment.objects.filter(document=document, reviewer=row).first()
    if known is not None and known.expires_at is None:
        return known, False
    if known is not None:  # drawn: from now on planned
        known.expires_at, known.created_by = None, viewer.user
        known.save()
    else:
        known = Assignment.objects.create(document=document, reviewer=row, created_by=viewer.user)
    wake(account=row.user_id or 0)
    return known, True


@transaction.atomic
def unassign(viewer: Viewer, key: str, reviewer: str) -> None:
    """Take back what a reader is asked to read. Errors: `Conflict` (`reading_begun`), `NotFound`, `Forbidden`."""
    viewer.require("manage")
    document = lock_document(document_of(viewer, key).pk)
    rows = Assignment.objects.filter(document=document).select_related("reviewer")
    found = rows.filter(Q(reviewer__code_name=reviewer) | Q(reviewer__user__username=reviewer)).first()
    if found is None:
        raise NotFound("This document is not assigned to this reader.")
    if Reading.objects.filter(document=document, reviewer=found.reviewer, practice=False).exists():
        raise Conflict("This reader has begun. What was begun stays with them.", "reading_begun")
    found.delete()
    wake(account=found.reviewer.user_id or 0)


@transaction.atomic
def draw_next(viewer: Viewer) -> Document | None:
    """The next document for the viewer, assigned for three days unless begun; None when none lacks a reader.

    Whoever has one that is not finished gets that one again. First those that fewest readings lack, so that documents
    are done one after the other. The answer is the document as the viewer sees it, without its text. Errors:
    `Conflict` (`not_drawn`) where readers do not draw, `Forbidden`.
    """
    viewer.require("mark")
    if viewer.project.assignment != Project.Assignment.DRAWN:
        raise Conflict("In this project articles are not drawn.", "not_drawn")
    project = _lock(viewer.project)
    unfinished = _unfinished(viewer)
    if unfinished is not None:
        return document_of(viewer, unfinished)
    reviewer = reviewer_of(viewer)
    now = timezone.now()
    for key in _candidates(viewer, reviewer):
        document = document_of(viewer, key)
        locked = lock_document(document.pk)  # whoever begins it now, by a lease that ends, is counted
        if _n_taken(locked) < project.n_readings:
            Assignment.objects.update_or_create(
                document_id=locked.pk, reviewer=reviewer,
                defaults={"expires_at": now + LEASE, "created_by": viewer.user, "created_at": now},
            )  # fmt: skip
            return document
    return None


def _unfinished(viewer: Viewer) -> str | None:
    """The neutral key of the document that the viewer has begun, or has been asked to read, first."""
    begun = Reading.objects.filter(
        document__in=Document.objects.filter(latest(), project=viewer.project),
        reviewer__user=viewer.user,
        practice=False,
        first_submitted_at__isnull=True,
    )
    keys = begun.order_by("opened_at").values_list("document__neutral_key", flat=True)
    asked = own_assignments(viewer.user).filter(document__project=viewer.project)
    return keys.first() or asked.values_list("document__neutral_key", flat=True).first()


def _candidates(viewer: Viewer, reviewer: Reviewer) -> list[str]:
    """Neutral keys of documents that lack readers and are new to this one; the nearest to done first, else by chance
    (neutral keys are random)."""
    own = Reading.objects.filter(document=OuterRef("pk"), reviewer=reviewer, practice=False)
    person = Q(readings__practice=False, readings__reviewer__kind=ReviewerKind.PERSON)
    rows = Document.objects.filter(~Exists(own), latest(), project=viewer.project)
    rows = rows.annotate(n_read=Count("readings", filter=person, distinct=True))
    return list(rows.order_by("-n_read", "neutral_key").values_list("neutral_key", flat=True))


def _n_taken(document: Document) -> int:
    """How many people read the document, have read it, or are asked to."""
    readings = Reading.objects.filter(document=document, practice=False, reviewer__kind=ReviewerKind.PERSON)
    asked = Assignment.objects.filter(standing(), document=document)
    return len({*readings.values_list("reviewer", flat=True), *asked.values_list("reviewer", flat=True)})


def _lock(project: Project) -> Project:
    return Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def _readers(members: Sequence[Reader], names: Sequence[str] | None) -> list[Reader]:
    """The members of these code names or user names; of none given, those whose role is reviewer."""
    if names is None:
        return [row for row in members if row.role == "reviewer"]
    by_name = {row.username: row for row in members} | {row.code_name: row for row in members if row.code_name}
    unknown = [name for name in names if name not in by_name]
    if unknown:
        raise Invalid(f"There is no reader {unknown[0]!r:.80} here.", "unknown_reviewer",
                      errors={"reviewer": ["Unknown."]})  # fmt: skip
    return list({by_name[name].user_id: by_name[name] for name in names}.values())


def _documents(documents: Sequence[Document], keys: Sequence[str], field: str) -> list[Document]:
    by_key = {row.key: row for row in documents}
    unknown = [key for key in keys if key not in by_key]
    if unknown:
        raise Invalid(f"There is no document {unknown[0]!r:.80} here.", "unknown_document",
                      errors={field: ["Unknown."]})  # fmt: skip
    return list({key: by_key[key] for key in keys}.values())


def _reviewer(viewer: Viewer, reader: Reader) -> Reviewer:
    return reviewer_of(Viewer(User(pk=reader.user_id), viewer.project, reader.role))
