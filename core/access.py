"""Role x action -> allowed: the one table. Pages, interface and commands ask here and nowhere else."""

from collections.abc import Collection
from dataclasses import dataclass

from core.errors import Forbidden, NotFound
from core.models import Membership, Project, Role, User

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
    "export": _EVERYBODY,  # what the caller may see
    "discuss": _READERS,
    "host": _KEEPERS,  # sessions: open one, reveal, close
    "adjudicate": _KEEPERS,
    "manage": _OWNERS,  # members and ways in, settings, who reads what, codebook
}


@dataclass(frozen=True)
class Viewer:
    """Somebody in a project: who asks, and as what."""

    user: User
    project: Project
    role: str

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
        "source_blind",
        "hidden_names",
    )
)


def viewer(user: User, slug: str) -> Viewer:
    """The user as a member of the project; an outsider gets `NotFound`, as for a project that is not there.

    One query. Superusers get no way in: what they may see of a project is what a member may see.
    """
    found = (
        Membership.objects.select_related("project", "project__codebook")
        .only("role", "project", *_OF_THE_PROJECT)
        .filter(project__slug=slug, user_id=user.pk, user__is_active=True, removed_at__isnull=True)
    )
    membership = next(iter(found), None)
    if membership is None:
        raise NotFound("There is no such project, or you are not a member of it.")
    return Viewer(user, membership.project, membership.role)


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
