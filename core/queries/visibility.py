"""Who sees which mark: the one rule, as SQL. Everything that shows or counts marks passes through here.

Blind (the default): whoever has a reading of their own on a document sees a colleague's marks only once
both have first submitted it, and this never falls back. Without a reading of their own, owners,
adjudicators and viewers see submitted readings, but of no version of an article while they read another of its
versions blind: what stands in one was carried on to the next. Open: everybody at once.

While a session is open on a document, its participants' readings are seen by nobody else, whatever the rule above
says, until the host reveals. Whoever came too late to mark sees what was revealed in a session they take part in.
Of a document whose source is hidden (`queries.sources`) nobody else's reading is seen, in an open project either.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from core.access import Viewer
from core.models import (
    Annotation,
    Comment,
    Decision,
    Document,
    Participant,
    Project,
    Reading,
    ReviewerKind,
    Role,
    SessionState,
)
from core.queries.documents import latest
from core.queries.sources import is_masked, masked, seen_annotations, seen_documents

SEE_WITHOUT_READING = frozenset({Role.OWNER, Role.ADJUDICATOR, Role.VIEWER})


def own_reading(viewer: Viewer, document: Document) -> Reading | None:
    """The viewer's own counting reading of the document, open or submitted."""
    return Reading.objects.filter(document=document, reviewer__user=viewer.user, practice=False).first()


def _own_readings(viewer: Viewer, document: str = "document", **conditions: object) -> QuerySet[Reading]:
    return Reading.objects.filter(document=OuterRef(document), reviewer__user=viewer.user, practice=False, **conditions)


def _reads_nothing(viewer: Viewer, document: str = "document") -> Q:
    """Whether the viewer has no reading of the document, nor one of another version of its article that they have never
    submitted."""
    article = Coalesce("document__version_of", "document")
    here = Coalesce(OuterRef(f"{document}__version_of"), OuterRef(document))
    blind = Reading.objects.filter(reviewer__user=viewer.user, practice=False, first_submitted_at__isnull=True)
    return ~Q(Exists(_own_readings(viewer, document))) & ~Q(Exists(blind.alias(article=article).filter(article=here)))


def is_veiled(document: str = "document", user: str = "reviewer__user") -> Exists:
    """Whether a reading is of a participant of a session on its document that has not been revealed."""
    running = (SessionState.LOBBY, SessionState.MARKING)
    return Exists(
        Participant.objects.filter(
            session__document=OuterRef(document), session__state__in=running, user=OuterRef(user)
        )
    )  # fmt: skip


def _was_revealed_to(viewer: Viewer) -> Exists:
    """Whether the viewer takes part in a revealed session in which this reading was made."""
    shared = Participant.objects.filter(session=OuterRef("session"), user=OuterRef(OuterRef("reviewer__user")))
    return Exists(
        Participant.objects.filter(
            Exists(shared), session__document=OuterRef("document"), session__revealed_at__isnull=False,
            user=viewer.user,
        )
    )  # fmt: skip


def visible_readings(viewer: Viewer) -> QuerySet[Reading]:
    """Readings of the viewer's project whose marks the viewer may see; practice only one's own."""
    readings = Reading.objects.filter(document__project=viewer.project)
    own, shown = Q(reviewer__user=viewer.user), ~is_veiled() & ~masked(viewer, "document")
    if viewer.project.visibility == Project.Visibility.OPEN:
        return readings.filter(own | (Q(practice=False) & shown))
    both_submitted = Exists(_own_readings(viewer, first_submitted_at__isnull=False))
    no_own_reading = _reads_nothing(viewer)
    may_see = Q(both_submitted) | (no_own_reading & Q(_was_revealed_to(viewer)))
    if viewer.role in SEE_WITHOUT_READING:
        may_see |= no_own_reading
    return readings.filter(own | (Q(practice=False, first_submitted_at__isnull=False) & may_see & shown))


def counted_readings(viewer: Viewer, kind: str | None = None) -> QuerySet[Reading]:
    """Readings that figures count, as far as this viewer may see them: submitted, of one kind of reviewer.

    One that a session's reveal ended before anything was read counts for nothing; nor does one of a text that is not
    the current version of its article: what was said there was carried on.
    """
    return readings_of_every_kind(viewer).filter(reviewer__kind=kind or viewer.project.figures_from)


def readings_of_every_kind(viewer: Viewer) -> QuerySet[Reading]:
    """The same of people, simulated and machine readers together, who never meet in one figure."""
    readings = visible_readings(viewer).filter(practice=False, state=Reading.State.SUBMITTED, document__is_current=True)
    return readings.exclude(ranges=[])


def visible_annotations(viewer: Viewer) -> QuerySet[Annotation]:
    """Standing (not deleted) marks of the viewer's project that the viewer may see, with the words as they see them."""
    rows = Annotation.objects.filter(
        project=viewer.project, deleted_at__isnull=True, reading__in=visible_readings(viewer)
    )
    return seen_annotations(viewer, rows)


def withheld_documents(viewer: Viewer) -> QuerySet[Document]:
    """Documents of which the viewer may not see every first-submitted reading, or the source, until submitting
    their own; by `shown_key`."""
    hidden = Reading.objects.filter(document=OuterRef("pk"), practice=False, first_submitted_at__isnull=False).exclude(
        pk__in=visible_readings(viewer)
    )
    rows = Document.objects.filter(Q(Exists(hidden)) | masked(viewer, "pk"), project=viewer.project)
    return seen_documents(rows, viewer)


def withheld_keys(viewer: Viewer) -> list[str]:
    """Their keys as the viewer knows them, each article by its newest text, in order. One query."""
    return list(withheld_documents(viewer).filter(latest()).values_list("shown_key", flat=True))  # type: ignore[misc]  # annotated


def sees_all(viewer: Viewer, document: str) -> Q:
    """Whether nothing of the document that the field names is withheld from the viewer."""
    return ~Q(**{f"{document}__in": withheld_documents(viewer).order_by().values("pk")})


@dataclass(frozen=True)
class Sight:
    """What one viewer sees of one document: the rule, asked once. Statements that ask it again inside themselves, for
    comments, rulings and events, take fifty milliseconds to put together.

    `readings`: primary keys, practice left out; `own_practice`: that of the viewer; `is_whole`: nothing is withheld.
    """

    document: Document
    readings: frozenset[int]
    own_practice: frozenset[int]
    is_whole: bool


def sight(viewer: Viewer, document: Document) -> Sight:
    """What the viewer sees of a document now. Two queries, where sources may be hidden three."""
    rows = visible_readings(viewer).filter(document=document).values_list("pk", "practice")
    readings: set[int] = set()
    practice: set[int] = set()
    for pk, is_practice in rows:
        (practice if is_practice else readings).add(pk)
    submitted = Reading.objects.filter(document=document, practice=False, first_submitted_at__isnull=False)
    is_whole = not submitted.exclude(pk__in=readings).exists() and not is_masked(viewer, document)
    return Sight(document, frozenset(readings), frozenset(practice), is_whole)


def visible_comments(viewer: Viewer, on: Sight | None = None) -> QuerySet[Comment]:
    """Standing comments that the viewer may see: a comment is seen as its author's marks on the document are.

    Of an author without a reading of it: by whoever sees all readings and would see a submitted one. A thread on a
    mark is seen with its mark. `on`: those on one document alone.
    """
    return kept_comments(viewer, on).filter(deleted_at__isnull=True)


def kept_comments(viewer: Viewer, on: Sight | None = None) -> QuerySet[Comment]:
    """As `visible_comments`, with those that were deleted: whoever saw one is told that it went."""
    comments = Comment.objects.filter(thread__project=viewer.project)
    if on is not None:
        every = on.readings | on.own_practice
        whole = Q() if on.is_whole else Q(pk__in=())
        return comments.filter(_heard(viewer, on.readings, every, whole), thread__document=on.document)
    counting = visible_readings(viewer).filter(practice=False).values("pk")
    return comments.filter(_heard(viewer, counting, visible_readings(viewer), sees_all(viewer, "thread__document")))


def _heard(viewer: Viewer, counting: Any, every: Any, whole: Q) -> Q:
    """The rule for comments: `counting` and `every` are the readings seen, without and with practice; `whole` is
    whether all of the comment's document is."""
    own = Q(author__user=viewer.user)
    of_author = Reading.objects.filter(
        document=OuterRef("thread__document"), reviewer=OuterRef("author"), practice=False
    )
    by_reader = Q(Exists(of_author.filter(pk__in=counting)))
    by_other = ~Q(Exists(of_author)) & whole & _hears_others(viewer)
    on_seen_mark = Q(thread__annotation__isnull=True) | Q(thread__annotation__reading__in=every)
    return own | ((by_reader | by_other) & on_seen_mark)


def _hears_others(viewer: Viewer) -> Q:
    """Whether the viewer hears on a comment's document whoever has not read it: as a submitted reading is seen."""
    unveiled = ~Q(is_veiled("thread__document", "author__user"))
    if viewer.project.visibility == Project.Visibility.OPEN:
        return unveiled
    own = _own_readings(viewer, "thread__document")
    in_the_room = Participant.objects.filter(
        session__document=OuterRef("thread__document"), session__revealed_at__isnull=False, user=viewer.user
    )
    no_own = _reads_nothing(viewer, "thread__document") & (
        Q() if viewer.role in SEE_WITHOUT_READING else Q(Exists(in_the_room))
    )
    return unveiled & (Q(Exists(own.filter(first_submitted_at__isnull=False))) | no_own)


def visible_decisions(viewer: Viewer) -> QuerySet[Decision]:
    """Rulings on documents of which nothing is withheld from the viewer."""
    return Decision.objects.filter(sees_all(viewer, "document"), project=viewer.project)


def practice_readings(viewer: Viewer, document: Document) -> QuerySet[Reading]:
    """First-submitted readings of others that the viewer is shown after a passage marked for practice.

    With an own reading begun, what the rule above shows and no more. Without one, owners, adjudicators and
    viewers see as above; reviewers see simulated and machine readings only, never a blind colleague's.
    """
    made = Q(reviewer__kind__in=(ReviewerKind.SIMULATED, ReviewerKind.MACHINE))
    shown = Q(pk__in=visible_readings(viewer)) | (made & _reads_nothing(viewer))
    readings = Reading.objects.filter(shown, document=document, practice=False, first_submitted_at__isnull=False)
    return readings.filter(document__project=viewer.project).exclude(reviewer__user=viewer.user)


def practice_annotations(viewer: Viewer, document: Document) -> QuerySet[Annotation]:
    """Standing marks of the readings that `practice_readings` shows."""
    return Annotation.objects.filter(
        document=document, deleted_at__isnull=True, reading__in=practice_readings(viewer, document)
    )
