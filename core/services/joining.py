"""Ways into a project: codes for a class, links and addresses for accounts; coming in, and coming back.

Uses are counted by compare-and-set, so that a code for twenty lets exactly twenty in, however many ask at once.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from knox.models import get_token_model

from core import access
from core.access import Viewer
from core.errors import Conflict, DomainError, Forbidden, Gone, Invalid, NotFound
from core.models import Guest, Invitation, InvitationKind, Membership, Project, Role, Session, SessionState, User
from core.queries.members import GUEST_PREFIX, guest_of, invitation
from core.services.guessing import count_wrong, refuse_guessing
from core.services.sessions import enter
from core.services.waking import wake
from core.text import codes

# What a way in may give: a code hangs on a wall and a link can be passed on, so neither makes an owner.
ROLES: dict[str, tuple[str, ...]] = {
    InvitationKind.CODE: (Role.REVIEWER, Role.VIEWER),
    InvitationKind.LINK: (Role.REVIEWER, Role.VIEWER, Role.ADJUDICATOR),
    InvitationKind.ADDRESS: (Role.REVIEWER, Role.VIEWER, Role.ADJUDICATOR, Role.OWNER),
}
MOST_USES = 500
MOST_DAYS = 365


@dataclass(frozen=True)
class Joined:
    """Somebody who came in by a code. `return_key` is known now and never again; nothing when they came back."""

    user: User
    name: str
    invitation: Invitation
    return_key: str = ""

    @property
    def project(self) -> Project:
        """Where they are now."""
        return self.invitation.project


def open_invitation(
    viewer: Viewer,
    *,
    kind: str = InvitationKind.CODE,
    role: str = Role.REVIEWER,
    max_uses: int = 40,
    days: int = 7,
    names_days: int = 30,
    session: Session | None = None,
    email: str = "",
) -> Invitation:
    """A way in for `max_uses` people within `days`. Names given with a code are erased `names_days` after its end.

    Into a session whoever may host opens it, else the owner. One for an address works once.
    Errors: `Forbidden`, `Invalid` (`unknown_kind`, `unknown_role`, `limit_invalid`, `email_invalid`),
    `Conflict` (`session_closed`).
    """
    viewer.require("host" if session else "manage")
    if kind not in ROLES:
        raise _invalid("kind", f"A way in is one of {', '.join(ROLES)}.", "unknown_kind")
    if role not in ROLES[kind]:
        raise _invalid("role", f"By {kind} people come in as {' or '.join(ROLES[kind])}.", "unknown_role")
    if session is not None:
        _require_running(viewer, session, role)
    _require_between("max_uses", max_uses, 1, MOST_USES)
    _require_between("days", days, 1, MOST_DAYS)
    _require_between("names_days", names_days, 0, MOST_DAYS)
    is_code, is_address = kind == InvitationKind.CODE, kind == InvitationKind.ADDRESS
    expires_at = timezone.now() + timedelta(days=days)
    return Invitation.objects.create(
        project=viewer.project, session=session, kind=kind, role=role, expires_at=expires_at,
        code=_unused_code() if is_code else secrets.token_urlsafe(24),
        email=_checked_email(email) if is_address else "",
        max_uses=1 if is_address else max_uses,
        names_until=expires_at.date() + timedelta(days=names_days) if is_code else None,
        created_by_id=viewer.user.pk or None,  # nobody at the shell
    )  # fmt: skip


def _require_running(viewer: Viewer, session: Session, role: str) -> None:
    if session.project_id != viewer.project.pk:
        raise NotFound("There is no such session in this project.")
    if session.state == SessionState.CLOSED:
        raise Conflict("This session is closed. Nobody can join it any more.", "session_closed")
    if role not in ROLES[InvitationKind.CODE]:
        raise _invalid("role", "Into a session people come as reviewer or viewer.", "unknown_role")


def _require_between(name: str, value: int, least: int, most: int) -> None:
    if type(value) is not int or not least <= value <= most:
        raise _invalid(name, f"{name} is a whole number from {least} to {most}.", "limit_invalid")


def _checked_email(email: str) -> str:
    address = email.strip() if isinstance(email, str) else ""
    try:
        validate_email(address)
    except ValidationError:
        raise _invalid("email", "This is no e-mail address.", "email_invalid") from None
    return address


def _unused_code() -> str:
    code = codes.new_code()
    while Invitation.objects.filter(code=code).exists():
        code = codes.new_code()
    return code


def _invalid(field: str, message: str, code: str) -> Invalid:
    return Invalid(message, code, errors={field: [message]})


def close_invitation(viewer: Viewer, pk: int) -> Invitation:
    """Nobody comes in by it any more; whoever came stays. `NotFound` when there is none, or it was closed."""
    found = invitation(viewer, pk)
    viewer.require("host" if found.session_id else "manage")
    found.closed_at = timezone.now()
    found.save(update_fields=["closed_at"])
    return found


def join(code: str, name: str, *, came_from: str = "") -> Joined:
    """A new guest of the project, under a name of their own; by the code of a session they are in its room at once.
    `came_from`: the network address, for the limit.

    Errors: `Invalid` (`name_invalid`), `NotFound` (`unknown_code`), `Gone` (`invitation_over`), `Conflict`
    (`invitation_full`, `name_taken`), `TooMany`.
    """
    own_name = codes.own_name(name)
    refuse_guessing(came_from)
    found = Invitation.objects.filter(kind=InvitationKind.CODE, code=codes.normal(code)).first()
    if found is None:
        count_wrong(came_from)
        message = "There is no such code. Look again: it has no zero, no one, no O, I, L or U."
        raise NotFound(message, "unknown_code", errors={"code": [message]})
    return _join(found.pk, own_name)


@transaction.atomic
def _join(invitation_id: int, name: str) -> Joined:
    found = _lock_invitation(invitation_id)
    _use(found)
    known = Guest.objects.filter(invitation=found, left_at__isnull=True).values_list("name", flat=True)
    if name.casefold() in {other.casefold() for other in known}:
        message = f"There is a “{name}” here already. Add a letter."
        raise Conflict(message, "name_taken", errors={"name": [message]})
    user = User(username=GUEST_PREFIX + codes.new_return_key().replace("-", "").lower()[:10])
    user.set_unusable_password()
    user.save()
    return_key = codes.new_return_key()
    Guest.objects.create(
        user=user, invitation=found, name=name, return_key_sha256=codes.key_sha256(return_key),
        names_until=found.names_until or found.expires_at.date(),
    )  # fmt: skip
    Membership.objects.create(project=found.project, user=user, role=found.role)
    if found.session is not None and found.session.state != SessionState.CLOSED:
        # At once: what the room hides is hidden from them, too.
        enter(access.viewer(user, found.project.slug), found.session)
    return Joined(user, name, found, return_key)


def _lock_invitation(pk: int) -> Invitation:
    """The invitation, for one after the other; with what one is told after joining."""
    rows = Invitation.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("project", "session__document").get(pk=pk)


def _use(found: Invitation) -> None:
    """Count one use, in SQL. Errors: `Gone` (`invitation_over`), `Conflict` (`invitation_full`)."""
    still_open = Invitation.objects.filter(pk=found.pk, closed_at__isnull=True, expires_at__gt=timezone.now())
    if not still_open.filter(n_used__lt=F("max_uses")).update(n_used=F("n_used") + 1):
        found.refresh_from_db(fields=["n_used", "closed_at"])
        raise _why_not(found)


def _why_not(found: Invitation) -> DomainError:
    what = "code" if found.kind == InvitationKind.CODE else "invitation"
    if found.closed_at is not None or found.expires_at <= timezone.now():
        ended = "was closed" if found.closed_at is not None else "is too old"
        message = f"This {what} {ended}. Ask whoever gave it to you for a new one."
        return Gone(message, "invitation_over", errors={"code": [message]})
    places = (
        f"All {found.max_uses} places of this {what} are" if found.max_uses > 1 else f"The one place of this {what} is"
    )
    message = f"{places} taken. Ask whoever gave it to you for a new one."
    return Conflict(message, "invitation_full", errors={"code": [message]})


def come_back(return_key: str, *, came_from: str = "") -> Joined:
    """The guest whose key this is. Errors: `NotFound` (`unknown_key`), also for who has left; `TooMany`."""
    refuse_guessing(came_from)
    standing = {"left_at__isnull": True, "user__is_active": True}
    rows = Guest.objects.filter(return_key_sha256=codes.key_sha256(return_key), **standing)
    found = rows.select_related("user", "invitation__project", "invitation__session__document").first()
    if found is None:
        count_wrong(came_from)
        message = "This key opens nothing. Look again; if you have left the project, join anew by its code."
        raise NotFound(message, "unknown_key", errors={"return_key": [message]})
    return Joined(found.user, found.name, found.invitation)


def new_token(user: User) -> str:
    """A token for the interface, shown this once; stored is its hash."""
    _, key = get_token_model().objects.create(user=user)
    return str(key)


def invitation_by_token(token: str) -> Invitation:
    """The invitation by link or address behind a link. `NotFound`, or `Gone` or `Conflict` when it is used up."""
    rows = Invitation.objects.filter(kind__in=(InvitationKind.LINK, InvitationKind.ADDRESS), code=token)
    found = None if "\x00" in token else rows.select_related("project").first()
    if found is None:
        raise NotFound("There is no such invitation. Look whether the whole link was copied.", "unknown_invitation")
    return found


@transaction.atomic
def accept(token: str, user: User) -> Membership:
    """The account becomes a member; somebody who is one already stays as they are, and no use is counted.

    Errors: `Forbidden` (`other_address`, `removed`), `Conflict` (`guests_join_by_code`, `invitation_full`), `NotFound`,
    `Gone`.
    """
    found = _lock_invitation(invitation_by_token(token).pk)
    if guest_of(user) is not None:
        raise Conflict("You are here by a code. Sign in with an account to use this link.", "guests_join_by_code")
    membership = Membership.objects.filter(project=found.project, user=user).first()
    if membership is not None and membership.removed_at is None:
        return membership
    if found.email and found.email.casefold() != user.email.casefold():
        raise Forbidden("This invitation is for another e-mail address than your account's.", "other_address")
    if membership is not None and membership.removed_at is not None and membership.removed_at > found.created_at:
        raise Forbidden("You left this project after this invitation was made. Ask its owner for a new one.", "removed")
    _use(found)
    membership, _ = Membership.objects.update_or_create(
        project=found.project, user=user, defaults={"role": found.role, "removed_at": None}
    )
    wake(account=user.pk)
    return membership
