"""Ways into a project that its owner opens, and the people who came by a code, without an account of their own."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.models.constraints import one_of
from core.models.projects import Project, Role
from core.models.sessions import Session


class InvitationKind(models.TextChoices):
    """How people come in."""

    CODE = "code"
    LINK = "link"
    ADDRESS = "address"


class Invitation(models.Model):
    """One row is one way in: a code for a class, a link for whoever has an account, or one meant for one address.

    Open until `expires_at`, until `max_uses` have come, or until closed. With a `session` it leads into its room.
    `names_until`: the day after which the names of those who came by a code are erased.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="invitations")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="invitations")
    kind = models.CharField(max_length=10, choices=InvitationKind)
    code = models.CharField(max_length=64, unique=True)
    email = models.CharField(max_length=254, blank=True, default="")
    role = models.CharField(max_length=12, choices=Role, default=Role.REVIEWER)
    max_uses = models.PositiveIntegerField(default=40)
    n_used = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField()
    names_until = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(n_used__lte=F("max_uses")), name="invitation_uses_are_limited"),
            one_of("kind", InvitationKind, "invitation"),
            one_of("role", Role, "invitation"),
        )

    def __str__(self) -> str:
        return f"{self.kind} into {self.project_id} as {self.role}"


class Guest(models.Model):
    """One row is somebody who came by a code: a name of their own, and the hash of a key to come back with.

    The account behind it has no password and no name. After `names_until`, or when they leave, the name is empty.
    No history is kept of this table, so that an erased name is nowhere.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="guest")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="guests")
    name = models.CharField(max_length=60, blank=True, default="")
    return_key_sha256 = models.CharField(max_length=64, blank=True, default="")
    names_until = models.DateField()
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["return_key_sha256"], condition=~Q(return_key_sha256=""), name="guest_return_key_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} by {self.invitation_id}"


class WrongCode(models.Model):
    """One row is how many codes and keys that do not exist were tried from one place within one minute.

    `place` is a keyed hash of the network address; rows go after a day.
    """

    place = models.CharField(max_length=64)
    minute = models.DateTimeField()
    n = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["place", "minute"], name="wrong_code_once_a_minute"),)

    def __str__(self) -> str:
        return f"{self.n} at {self.minute}"
