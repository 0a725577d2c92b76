"""Members of a project: added, given another role, renamed, removed. A project always keeps an owner."""

from django.db import transaction
from django.utils import timezone
from knox.models import get_token_model

from core.access import Viewer
from core.errors import Conflict, Invalid
from core.models import Assignment, Bookmark, Guest, Membership, Participant, Project, Reading, Role, User
from core.queries.members import GUEST_PREFIX, member, members, owners
from core.services.projects import add_member
from core.services.waking import wake
from core.text import codes


@transaction.atomic
def add_account(viewer: Viewer, username: str, role: str) -> tuple[Membership, str | None]:
    """An account made a member, with a one-time password when it is new. The viewer owns the project.

    Errors: `Conflict` (`already_member`), `Invalid` (`unknown_role`, `username_invalid`).
    """
    viewer.require("manage")
    if not isinstance(username, str) or "\x00" in username or username.startswith(GUEST_PREFIX):
        raise Invalid("This cannot be a user name.", "username_invalid", errors={"username": ["Not a user name."]})
    if members(viewer).filter(user__username=username).exists():
        raise Conflict(f"{username} is a member already.", "already_member", errors={"username": ["A member."]})
    membership, password = add_member(viewer.project, username, role)
    wake(account=membership.user_id)
    return membership, password


@transaction.atomic
def change_role(viewer: Viewer, username: str, role: str) -> Membership:
    """The member with another role. Who came by a code has no password and becomes no owner.

    Errors: `Invalid` (`unknown_role`, `guest_owner`), `Conflict` (`last_owner`), `NotFound`.
    """
    viewer.require("manage")
    if role not in Role.values:
        raise Invalid(f"Roles are {', '.join(Role.values)}.", "unknown_role", errors={"role": ["Unknown."]})
    membership = locked_member(viewer, username)
    if role == Role.OWNER and hasattr(membership.user, "guest"):
        raise Invalid("Who came by a code cannot own a project.", "guest_owner", errors={"role": ["Not for guests."]})
    if role != Role.OWNER:
        require_another_owner(membership)
    if membership.role != role:
        membership.role = role
        membership.save(update_fields=["role"])
        wake(account=membership.user_id)
    return membership


@transaction.atomic
def rename_guest(viewer: Viewer, username: str, name: str) -> Membership:
    """The guest under another name. Errors: `Invalid` (`name_invalid`, `not_a_guest`), `Conflict` (`name_taken`)."""
    viewer.require("manage")
    membership = locked_member(viewer, username)
    guest = getattr(membership.user, "guest", None)
    if guest is None:
        raise Invalid("Only somebody who came by a code is renamed here.", "not_a_guest")
    if timezone.localdate() > guest.names_until:
        raise Conflict("The day is past until which names are kept here.", "names_erased")
    own_name = codes.own_name(name)
    others = Guest.objects.filter(invitation=guest.invitation_id, left_at__isnull=True).exclude(pk=guest.pk)
    if own_name.casefold() in {other.casefold() for other in others.values_list("name", flat=True)}:
        message = f"There is a “{own_name}” here already. Add a letter."
        raise Conflict(message, "name_taken", errors={"name": [message]})
    guest.name = own_name
    guest.save(update_fields=["name"])
    return membership


@transaction.atomic
def remove_member(viewer: Viewer, username: str) -> None:
    """The member is out at once; what they marked stays under the code name. A guest's name is erased.

    Errors: `Conflict` (`last_owner`), `NotFound`.
    """
    viewer.require("manage")
    membership = locked_member(viewer, username)
    require_another_owner(membership)
    end_membership(membership)


def locked_member(viewer: Viewer, username: str) -> Membership:
    """The membership; who changes members of one project queues here. The caller is in a transaction."""
    Project.objects.select_for_update(no_key=True).only("pk").get(pk=viewer.project.pk)
    return member(viewer, username)


def require_another_owner(membership: Membership) -> None:
    """`Conflict` (`last_owner`) when nobody would own the project any more."""
    if membership.role == Role.OWNER and not owners(membership.project).exclude(pk=membership.pk).exists():
        raise Conflict("A project needs an owner. Make somebody else one first.", "last_owner")


def end_membership(membership: Membership) -> None:
    """Out of the project and its rooms; what was asked of them and not begun is free for others again.

    Somebody who came by a code has no other place: the name is erased, the key void, sessions and tokens end.
    """
    now, user, project = timezone.now(), membership.user, membership.project
    membership.removed_at = now
    membership.save(update_fields=["removed_at"])
    Participant.objects.filter(user=user, session__project=project, left_at__isnull=True).update(left_at=now)
    Bookmark.objects.filter(user=user, document__project=project).delete()
    own = {"reviewer__project": project, "reviewer__user": user}
    begun = Reading.objects.filter(practice=False, **own).values("document")
    Assignment.objects.filter(**own).exclude(document__in=begun).delete()
    _end_guest(user, project)
    wake(account=user.pk)


def _end_guest(user: User, project: Project) -> None:
    guests = Guest.objects.filter(user=user, invitation__project=project)
    ended = guests.update(name="", return_key_sha256="", left_at=timezone.now())
    elsewhere = Membership.objects.filter(user=user, removed_at__isnull=True)
    if ended and not elsewhere.exists():
        User.objects.filter(pk=user.pk).update(is_active=False)
        get_token_model().objects.filter(user=user).delete()
