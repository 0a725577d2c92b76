"""Who is in a project, under which name they are shown, which ways in are open, and what leaving would undo."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.access import Viewer
from core.errors import NotFound
from core.models import (
    Annotation,
    Comment,
    DecisionBasis,
    Guest,
    Invitation,
    InvitationKind,
    Membership,
    Project,
    Reading,
    Reviewer,
    Role,
    User,
)
from core.queries.releases import in_a_release

GUEST_PREFIX = "guest-"


def members(viewer: Viewer) -> QuerySet[Membership]:
    """Standing memberships of the viewer's project with account and guest, by user name. One query."""
    rows = Membership.objects.filter(project=viewer.project, removed_at__isnull=True, user__is_active=True)
    return rows.select_related("user__guest").order_by("user__username")


def member(viewer: Viewer, username: str) -> Membership:
    """One standing membership; `NotFound` for all else."""
    found = None if "\x00" in username else members(viewer).filter(user__username=username).first()
    if found is None:
        raise NotFound("There is no such member in this project.")
    return found


def owners(project: Project) -> QuerySet[Membership]:
    """Who owns the project now."""
    return Membership.objects.filter(
        project=project, role=Role.OWNER, removed_at__isnull=True, user__is_active=True
    )  # fmt: skip


def guest_of(user: User) -> Guest | None:
    """What somebody is who came by a code; None for an account. No query for user names that no guest has."""
    if not user.username.startswith(GUEST_PREFIX):
        return None
    rows = Guest.objects.select_related("invitation__project", "invitation__session__document")
    return rows.filter(user=user).first()


def name_today(guest: Guest, today: date | None = None) -> str:
    """The name a guest is shown under, nothing once it is erased or past its date: also before it is erased."""
    return guest.name if (today or timezone.localdate()) <= guest.names_until else ""


def guest_name(guest: Guest) -> str:
    """What a guest is called on their own pages: the name while it lasts, then the code name. One query at most."""
    if name := name_today(guest):
        return name
    rows = Reviewer.objects.filter(project=guest.invitation.project_id, user=guest.user_id)
    return rows.values_list("code_name", flat=True).first() or "Guest"


def shown_names(project: Project, users: Iterable[User]) -> dict[int, str]:
    """User id -> the name to show: a guest's own while it lasts, then the code name; an account's user name.

    Two queries. For owners, and for those who are in one session room: nobody else is told names.
    """
    by_id = {user.pk: user.username for user in users}
    guests = {row.user_id: row for row in Guest.objects.filter(user__in=by_id)}
    nameless = [pk for pk, guest in guests.items() if not name_today(guest)]
    if nameless:
        rows = Reviewer.objects.filter(project=project, user__in=nameless)
        by_id |= {pk: code_name for pk, code_name in rows.values_list("user_id", "code_name") if pk is not None}
    return by_id | {pk: name for pk, guest in guests.items() if (name := name_today(guest))}


def open_invitations(viewer: Viewer) -> QuerySet[Invitation]:
    """The ways in that are not closed, by id; also those that are full or over, until somebody closes them."""
    rows = Invitation.objects.filter(project=viewer.project, closed_at__isnull=True)
    return rows.select_related("session__document", "project").order_by("pk")


def ways_known(viewer: Viewer) -> QuerySet[Invitation]:
    """Those of the ways in that the viewer may see: an owner all, whoever may host the codes for the wall."""
    rows = open_invitations(viewer)
    return rows if viewer.may("manage") else rows.filter(kind=InvitationKind.CODE)


def invitation(viewer: Viewer, pk: int) -> Invitation:
    """A way in that is not closed: an owner has all, whoever may host the codes. `NotFound` for all else."""
    rows = ways_known(viewer)
    found = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise NotFound("There is no such way in, or it was closed.")
    return found


def is_open(invitation: Invitation) -> bool:
    """Whether somebody could come in now."""
    is_full = invitation.n_used >= invitation.max_uses
    return invitation.closed_at is None and not is_full and invitation.expires_at > timezone.now()


@dataclass(frozen=True)
class AtStake:
    """What leaving is about: one's own marks, those of them that stay in any case, readings and comments."""

    n_marks: int
    n_bound: int
    n_readings: int
    n_comments: int


def own_marks(viewer: Viewer) -> QuerySet[Annotation]:
    """The viewer's own standing marks in this project, practice too."""
    return Annotation.objects.filter(
        project=viewer.project, reading__reviewer__user=viewer.user, deleted_at__isnull=True
    )  # fmt: skip


def is_bound() -> Q:
    """Whether a ruling rests on a mark or a release holds it, so that it stays whatever its reader wishes.

    A claim does not bind the marks that state it, nor does what a colleague found in the source that a mark cites: both
    go out of sight with the mark, nothing was decided or given away by them, and their history stays.
    """
    return Q(Exists(DecisionBasis.objects.filter(annotation=OuterRef("pk")))) | Q(in_a_release())


def at_stake(viewer: Viewer) -> AtStake:
    """What the viewer is told before leaving. Four queries."""
    marks = own_marks(viewer).filter(reading__practice=False)
    own = {"reviewer__project": viewer.project, "reviewer__user": viewer.user}
    said = Comment.objects.filter(
        thread__project=viewer.project, author__user=viewer.user, deleted_at__isnull=True
    )  # fmt: skip
    return AtStake(
        marks.count(), marks.filter(is_bound()).count(), Reading.objects.filter(practice=False, **own).count(),
        said.count(),
    )  # fmt: skip
