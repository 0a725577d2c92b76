"""The work list: one's projects, and in each what is begun, due and submitted; above all what to continue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone

from annotator.pages import words
from annotator.pages.session import session_name
from core.models import Bookmark, Document, Membership, Project, Reading, Role, User
from core.queries.bookmarks import bookmarks
from core.queries.documents import memberships_of
from core.queries.sessions import running_sessions

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


@dataclass(frozen=True)
class ProjectEntry:
    """One project with what is one's own in it. `n_more`: due and not in the list; `nothing`: why none is due.

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
    reads: bool
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
    work = _Work(user, [row.project_id for row in memberships], now)
    memberships.sort(key=lambda row: row.project.name)
    memberships.sort(key=lambda row: work.touched_in(row.project_id), reverse=True)
    projects = [_project(row, work) for row in memberships]
    latest = max(work.unfinished(), key=work.touched, default=None)
    by_id = {row.project_id: row.project for row in memberships}
    return HomePage(work.entry(by_id[latest.project_id], latest) if latest else None, projects)


class _Work:
    """One's readings, marks and bookmarks, and the sessions that run, by document. Four queries."""

    def __init__(self, user: User, projects: Sequence[int], now: datetime) -> None:
        self.now = now
        own = Reading.objects.filter(reviewer__user=user, practice=False, document__project__in=projects)
        standing = Q(annotations__deleted_at__isnull=True)
        counted = own.annotate(n_marks=Count("annotations", filter=standing), marked_at=Max("annotations__updated_at"))
        self.readings = {row.document_id: row for row in counted}
        self.bookmarks: Mapping[int, Bookmark] = {row.document_id: row for row in bookmarks(user)}
        self.sessions = running_sessions(projects)
        self.documents: dict[int, list[Document]] = {project: [] for project in projects}
        rows = Document.objects.filter(project__in=projects).select_related("outlet").defer("text")
        for document in rows.order_by("key"):
            self.documents[document.project_id].append(document)

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
            project.name,
        )  # fmt: skip

    def facts(self, document: Document) -> str:
        """`14 marks · last read at 43 %, yesterday`; of a submitted one when that was."""
        reading, bookmark = self.readings.get(document.pk), self.bookmarks.get(document.pk)
        n_marks = words.count(reading.n_marks, "mark", "marks") if reading else ""
        if reading and reading.state == Reading.State.SUBMITTED and reading.submitted_at:
            return f"{n_marks} · submitted {ago(reading.submitted_at, self.now)}"
        last = f"{_place(bookmark, document)}, {ago(bookmark.updated_at, self.now)}" if bookmark else ""
        return " · ".join(fact for fact in (n_marks, last) if fact)


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
    due = [row for row in latest if not work.state(row)] if _is_asked(membership) else []
    return ProjectEntry(
        name=project.name, role=ROLE_WORDS[membership.role], invented=project.invented,
        begun=[work.entry(project, row) for row in begun], due=[work.entry(project, row) for row in due[:SHOWN]],
        n_due=len(due), n_more=max(0, len(due) - SHOWN), submitted=[work.entry(project, row) for row in submitted],
        n_documents=len(documents), reads=bool(begun or submitted or due),
        nothing=_nothing(membership, documents, [*begun, *due]),
        compare_url=reverse("compare", args=[slug]), articles_url=reverse("articles", args=[slug]),
        data_url=reverse("data", args=[slug]),
        sessions=[
            (session_name(session), reverse("session", args=[slug, row.key]))
            for row in documents if (session := work.sessions.get(row.pk))
        ],
    )  # fmt: skip


def _is_asked(membership: Membership) -> bool:
    """Whether every article is this member's to read: a reviewer's, where reviewers choose for themselves."""
    return membership.role == Role.REVIEWER and membership.project.assignment == Project.Assignment.FREE


def _nothing(membership: Membership, documents: Sequence[Document], left: Sequence[Document]) -> str:
    """Why there is nothing to do, in words; nothing when there is."""
    if left or membership.role == Role.VIEWER:
        return ""
    if not documents:
        return "It has no article yet."
    if membership.role != Role.REVIEWER:
        return "You have begun no reading here."
    return (
        "Nothing is left to read: all of it is submitted." if _is_asked(membership) else "Nothing is assigned to you."
    )
