"""The work list: one's projects, and in each what is begun, due and submitted; above all what to continue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone

from annotator.pages import words
from annotator.pages.session import session_name
from core.access import Viewer, viewer_of
from core.models import Bookmark, Document, Membership, Project, Reading, Role, User
from core.queries.assignments import own_assignments
from core.queries.bookmarks import bookmarks
from core.queries.documents import latest, memberships_of
from core.queries.sessions import running_sessions
from core.queries.sources import seen_documents

SHOWN = 6
AT_THE_END = 0.97  # the last lines stand on the screen before the bookmark reaches them
ROLE_WORDS: dict[str, str] = {
    Role.OWNER: "You own this project",
    Role.ADJUDICATOR: "You adjudicate here",
    Role.REVIEWER: "You review here",
    Role.VIEWER: "You read along here",
}


@dataclass(frozen=True)
class WorkEntry:
    """One article of the work list; `facts` say how far one is."""

    title: str
    language: str
    outlet: str
    facts: str
    url: str
    report_url: str
    project: str
    overlap: bool = False


@dataclass(frozen=True)
class ProjectEntry:
    """One project with what is one's own in it. `n_more`: due and not in the list; `nothing`: why none is due.

    `n_own`: how many articles are one's own to read. `next_url`: where one takes the next, at one's own pace.
    `sessions`: those that run, by what they are called and where they are.
    """

    name: str
    role: str
    invented: bool
    begun: Sequence[WorkEntry]
    due: Sequence[WorkEntry]
    n_due: int
    n_more: int
    submitted: Sequence[WorkEntry]
    n_documents: int
    n_own: int
    reads: bool
    next_url: str
    nothing: str
    compare_url: str
    articles_url: str
    data_url: str
    sessions: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class HomePage:
    """All projects of one person, the last touched first, and the article last touched of all."""

    go_on: WorkEntry | None
    projects: Sequence[ProjectEntry]


def home_page(user: User, now: datetime | None = None) -> HomePage:
    """Five queries whatever the number of projects and articles."""
    now = now or timezone.now()
    memberships = list(memberships_of(user))
    work = _Work(user, [viewer_of(user, row) for row in memberships], now)
    memberships.sort(key=lambda row: row.project.name)
    memberships.sort(key=lambda row: work.touched_in(row.project_id), reverse=True)
    projects = [_project(row, work) for row in memberships]
    latest = max(work.unfinished(), key=work.touched, default=None)
    by_id = {row.project_id: row.project for row in memberships}
    return HomePage(work.entry(by_id[latest.project_id], latest) if latest else None, projects)


class _Work:
    """By document: one's readings, marks and bookmarks, what one is asked to read, sessions that run. Five queries."""

    def __init__(self, user: User, viewers: Sequence[Viewer], now: datetime) -> None:
        self.now = now
        projects = [viewer.project.pk for viewer in viewers]
        own = Reading.objects.filter(reviewer__user=user, practice=False, document__project__in=projects)
        standing = Q(annotations__deleted_at__isnull=True)
        counted = own.annotate(n_marks=Count("annotations", filter=standing), marked_at=Max("annotations__updated_at"))
        self.readings = {row.document_id: row for row in counted}
        self.bookmarks: Mapping[int, Bookmark] = {row.document_id: row for row in bookmarks(user)}
        self.sessions = running_sessions(projects)
        self.documents: dict[int, list[Document]] = {project: [] for project in projects}
        rows = seen_documents(Document.objects.filter(latest(), project__in=projects), *viewers)
        for document in rows.select_related("outlet").defer("text"):
            self.documents[document.project_id].append(document)
        self.asked = {row.document_id: row for row in own_assignments(user)}

    def state(self, document: Document) -> str:
        """`open`, `submitted`, or nothing where one has no reading."""
        reading = self.readings.get(document.pk)
        return reading.state if reading else ""

    def touched(self, document: Document) -> datetime:
        """When one last read or marked it; the beginning of time for never."""
        reading, bookmark = self.readings.get(document.pk), self.bookmarks.get(document.pk)
        times = [bookmark.updated_at] if bookmark else []
        if reading is not None:
            times += [reading.opened_at, reading.marked_at or reading.opened_at]
        return max(times, default=datetime.min.replace(tzinfo=self.now.tzinfo))

    def touched_in(self, project: int) -> datetime:
        """When one last did anything in a project."""
        never = datetime.min.replace(tzinfo=self.now.tzinfo)
        return max((self.touched(row) for row in self.documents[project]), default=never)

    def unfinished(self) -> list[Document]:
        """What one has begun to read or mark and has not submitted."""
        every = [row for rows in self.documents.values() for row in rows]
        known = {*self.readings, *self.bookmarks}
        return [row for row in every if row.pk in known and self.state(row) != Reading.State.SUBMITTED]

    def entry(self, project: Project, document: Document) -> WorkEntry:
        """One article with how far one is."""
        address = [project.slug, document.key]
        return WorkEntry(
            document.title or document.key, document.language, document.outlet.name, self.facts(document),
            reverse("read", args=address), reverse("report", args=address) if self.state(document) else "",
            project.name, document.pk in self.asked and self.asked[document.pk].overlap,
        )  # fmt: skip

    def facts(self, document: Document) -> str:
        """`14 marks · last read at 43 %, yesterday`; of a submitted one when that was."""
        reading, bookmark = self.readings.get(document.pk), self.bookmarks.get(document.pk)
        n_marks = words.count(reading.n_marks, "mark", "marks") if reading else ""
        if reading and reading.state == Reading.State.SUBMITTED and reading.submitted_at:
            return f"{n_marks} · submitted {ago(reading.submitted_at, self.now)}"
        last = f"{_place(bookmark, document)}, {ago(bookmark.updated_at, self.now)}" if bookmark else ""
        return " · ".join(fact for fact in (n_marks, last, "" if reading else self._lease(document)) if fact)

    def _lease(self, document: Document) -> str:
        """Until when a drawn article is kept for one who has not begun."""
        asked = self.asked.get(document.pk)
        if asked is None or asked.expires_at is None:
            return ""
        local = timezone.localtime(asked.expires_at)
        return f"kept for you until {words.date(local.date().isoformat())}, {local:%H:%M}"

    def due(self, membership: Membership, latest: Sequence[Document]) -> list[Document]:
        """What one is to read and has not begun: all where one chooses, else what one is asked, the oldest first."""
        unread = [row for row in latest if not self.state(row)]
        if membership.project.assignment == Project.Assignment.FREE:
            return unread if membership.role == Role.REVIEWER else []
        order = {pk: place for place, pk in enumerate(self.asked)}
        return sorted((row for row in unread if row.pk in order), key=lambda row: order[row.pk])


def _place(bookmark: Bookmark, document: Document) -> str:
    share = bookmark.at / document.length
    return "read to the end" if share >= AT_THE_END else f"last read at {words.percent(share)}"


def ago(at: datetime, now: datetime) -> str:
    """When something was, as people say it: minutes and hours of today, yesterday, then the date.

    >>> from datetime import UTC
    >>> now = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    >>> [ago(datetime(2026, 11, day, hour, tzinfo=UTC), now) for day, hour in ((22, 9), (22, 7), (21, 23), (3, 1))]
    ['30 minutes ago', '2 hours ago', 'yesterday', 'on 3 November 2026']
    """
    local, today = timezone.localtime(at), timezone.localtime(now)
    minutes = int((now - at) / timedelta(minutes=1))
    if local.date() == today.date():
        if minutes < 2:
            return "just now"
        return f"{minutes} minutes ago" if minutes < 60 else f"{words.count(minutes // 60, 'hour', 'hours')} ago"
    if local.date() == today.date() - timedelta(days=1):
        return "yesterday"
    return f"on {words.date(local.date().isoformat())}"


def _project(membership: Membership, work: _Work) -> ProjectEntry:
    project, slug = membership.project, membership.project.slug
    documents = work.documents[project.pk]
    latest = sorted(documents, key=work.touched, reverse=True)
    begun = [row for row in latest if work.state(row) == Reading.State.OPEN]
    submitted = [row for row in latest if work.state(row) == Reading.State.SUBMITTED]
    due = work.due(membership, latest)
    chooses = project.assignment == Project.Assignment.FREE
    return ProjectEntry(
        name=project.name, role=ROLE_WORDS[membership.role], invented=project.invented,
        begun=[work.entry(project, row) for row in begun], due=[work.entry(project, row) for row in due[:SHOWN]],
        n_due=len(due), n_more=max(0, len(due) - SHOWN), submitted=[work.entry(project, row) for row in submitted],
        n_documents=len(documents), n_own=len(documents) if chooses else len(begun) + len(due) + len(submitted),
        reads=bool(begun or submitted or due), nothing=_nothing(membership, documents, [*begun, *due]),
        next_url=reverse("next_article", args=[slug]) if _draws(membership) and not begun and not due else "",
        compare_url=reverse("compare", args=[slug]), articles_url=reverse("articles", args=[slug]),
        data_url=reverse("data", args=[slug]),
        sessions=[
            (session_name(session), reverse("session", args=[slug, row.key]))
            for row in documents if (session := work.sessions.get(row.pk))
        ],
    )  # fmt: skip


def _draws(membership: Membership) -> bool:
    """Whether this member takes the next article when done with the last."""
    return membership.role == Role.REVIEWER and membership.project.assignment == Project.Assignment.DRAWN


def _nothing(membership: Membership, documents: Sequence[Document], left: Sequence[Document]) -> str:
    """Why there is nothing to do, in words; nothing when there is."""
    if left or membership.role == Role.VIEWER or (documents and _draws(membership)):
        return ""
    if not documents:
        return "It has no article yet."
    if membership.role != Role.REVIEWER:
        return "You have begun no reading here."
    if membership.project.assignment == Project.Assignment.FREE:
        return "Nothing is left to read: all of it is submitted."
    return "Nothing is assigned to you."
