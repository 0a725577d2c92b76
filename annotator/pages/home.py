"""The work list: one's projects, and in each what is begun and what is not read yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from core.models import Document, Membership, Reading, User

SHOWN = 6


@dataclass(frozen=True)
class WorkEntry:
    """One article of the work list and the state of one's own reading."""

    title: str
    outlet: str
    state: str
    url: str


@dataclass(frozen=True)
class ProjectEntry:
    """One project with what is due in it."""

    name: str
    role: str
    invented: bool
    url: str
    articles_url: str
    n_documents: int
    n_submitted: int
    work: Sequence[WorkEntry]
    n_more: int


@dataclass(frozen=True)
class HomePage:
    """All projects of one person."""

    projects: Sequence[ProjectEntry]


def home_page(user: User) -> HomePage:
    """Three queries whatever the number of projects."""
    memberships = list(
        Membership.objects.filter(user=user, removed_at__isnull=True)
        .select_related("project")
        .order_by("project__name")
    )
    documents: dict[int, list[Document]] = {}
    rows = Document.objects.filter(project__in=[row.project_id for row in memberships])
    for document in rows.select_related("outlet").defer("text").order_by("key"):
        documents.setdefault(document.project_id, []).append(document)
    own = Reading.objects.filter(reviewer__user=user, practice=False)
    states = dict(own.values_list("document_id", "state"))
    return HomePage([_project(row, documents.get(row.project_id, []), states) for row in memberships])


def _project(membership: Membership, documents: Sequence[Document], states: dict[int, str]) -> ProjectEntry:
    project = membership.project
    begun = [row for row in documents if states.get(row.pk) == Reading.State.OPEN]
    unread = [row for row in documents if row.pk not in states] if membership.role == "reviewer" else []
    work = [_entry(project.slug, row, "begun") for row in begun] + [
        _entry(project.slug, row, "not read yet") for row in unread
    ]
    return ProjectEntry(
        project.name, membership.role, project.invented, reverse("compare", args=[project.slug]),
        reverse("articles", args=[project.slug]), len(documents),
        sum(1 for row in documents if states.get(row.pk) == Reading.State.SUBMITTED),
        work[:SHOWN], max(0, len(work) - SHOWN),
    )  # fmt: skip


def _entry(slug: str, document: Document, state: str) -> WorkEntry:
    url = reverse("read", args=[slug, document.key])
    return WorkEntry(document.title or document.key, document.outlet.name, state, url)
