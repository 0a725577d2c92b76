"""Role x action -> allowed: the one table. Pages, interface and commands ask here and nowhere else."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from core.errors import Forbidden, NotFound
from core.models import Membership, Participant, Project, Role, SessionState, User

_EVERYBODY = frozenset(Role.values)
_READERS = frozenset({Role.OWNER, Role.ADJUDICATOR, Role.REVIEWER})
_KEEPERS = frozenset({Role.OWNER, Role.ADJUDICATOR})
_OWNERS = frozenset({Role.OWNER})

ALLOWED: dict[str, frozenset[str]] = {
    "see": _EVERYBODY,  # texts, outlets, codebook; figures and marks within `queries.visibility`
    "practise": _EVERYBODY,  # a practice reading never counts
    "mark": _READERS,
    "add_documents": _KEEPERS,
    "add_outlets": _KEEPERS,
    "import": _KEEPERS,  # files with documents and marks of readers without an account
    "release": _OWNERS,  # make and withdraw data sets, and see whose random names are whose
    "export": _EVERYBODY,  # what the caller may see
    "discuss": _READERS,
    "cite": _READERS,  # file sources, cite them from marks, say what was found there
    "join_claims": _READERS,  # say that marks which one sees state the same, or do not
    "assess": _READERS,  # a document's credibility indicators
    "provenance": _KEEPERS,  # rule on proposals, set sections and fidelity, add versions, keep speakers and cards
    "host": _KEEPERS,  # sessions: open one, reveal, close
    "adjudicate": _KEEPERS,
    "manage": _OWNERS,  # members and ways in, settings, who reads what, codebook
}


@dataclass(frozen=True)
class Viewer:
    """Somebody in a project: who asks, and as what.

    `in_blind_session`: takes part in a session in which nobody but keepers knows where the text is from.
    """

    user: User
    project: Project
    role: str
    in_blind_session: bool = False

    @property
    def hides_sources(self) -> bool:
        """Whether there may be a document whose source the viewer must not know (see `queries.sources`)."""
        by_project = self.project.source_blind and self.role == Role.REVIEWER
        return by_project or (self.in_blind_session and self.role not in _KEEPERS)

    def may(self, action: str) -> bool:
        """Whether the role allows the action (an unknown action is a programming error)."""
        return self.role in ALLOWED[action]

    def require(self, action: str) -> None:
        """Raise `Forbidden` unless the role allows the action."""
        if not self.may(action):
            raise Forbidden(f"Your role in this project ({self.role}) does not allow this.", "role_required")


# Asked at every request: the columns that requests read, no more.
_OF_THE_PROJECT = tuple(
    f"project__{name}"
    for name in (
        "slug",
        "name",
        "visibility",
        "assignment",
        "figures_from",
        "invented",
        "codebook__revision",
        "n_readings",
        "tentative_alpha",
        "enough_alpha",
        "source_blind",
        "hidden_names",
    )
)


def viewer(user: User, slug: str) -> Viewer:
    """The user as a member of the project; an outsider gets `NotFound`, as for a project that is not there.

    One query. Superusers get no way in: what they may see of a project is what a member may see.
    """
    found = standing_memberships(user).only("role", "project", *_OF_THE_PROJECT).filter(project__slug=slug)
    membership = next(iter(found), None)
    if membership is None:
        raise NotFound("There is no such project, or you are not a member of it.")
    return viewer_of(user, membership)


def standing_memberships(user: User) -> QuerySet[Membership]:
    """The account's memberships with their projects, and whether in a source-blind session."""
    blind = Participant.objects.filter(
        user=OuterRef("user"), session__project=OuterRef("project"), session__source_blind=True,
        session__state__in=(SessionState.LOBBY, SessionState.MARKING),
    )  # fmt: skip
    rows = Membership.objects.filter(user_id=user.pk, user__is_active=True, removed_at__isnull=True)
    return rows.select_related("project", "project__codebook").annotate(in_blind_session=Exists(blind))


def viewer_of(user: User, membership: Membership) -> Viewer:
    """The user as this membership (one of `standing_memberships`) has them. No query."""
    return Viewer(user, membership.project, membership.role, membership.in_blind_session)  # type: ignore[attr-defined]


def standing(users: Collection[int], projects: Collection[int]) -> dict[tuple[int, int], tuple[str, str, str]]:
    """By user and project: role, the project's visibility and the user's password hash, of active members. One query.

    For who lets many people in for long, and asks again whether they still belong.
    """
    rows = Membership.objects.filter(
        user__in=users, project__in=projects, user__is_active=True, removed_at__isnull=True
    ).values_list("user", "project", "role", "project__visibility", "user__password")
    return {(user, project): (role, visibility, password) for user, project, role, visibility, password in rows}


def keeper(project: Project) -> Viewer:
    """Who asks at the shell: sees what an owner without a reading of their own sees. User id 0 is nobody's."""
    return Viewer(User(pk=0, username="shell"), project, Role.OWNER)
