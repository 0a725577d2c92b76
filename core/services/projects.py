"""Projects, members, and the code names under which readings stand."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from core.access import Viewer
from core.errors import Conflict, Invalid
from core.models import Membership, Project, Reviewer, Role, User
from core.services import codebooks
from core.services.waking import wake

_FIRST = ("amber", "ash", "birch", "cedar", "clay", "copper", "fern", "flint", "hazel", "linen", "maple",
          "moss", "ochre", "olive", "pearl", "plum", "reed", "rust", "sage", "slate", "teal", "umber")  # fmt: skip
_SECOND = ("avocet", "curlew", "dipper", "dunlin", "finch", "heron", "ibis", "jay", "lark", "linnet",
           "martin", "oriole", "pipit", "plover", "raven", "robin", "rook", "siskin", "swift", "wren")  # fmt: skip


@transaction.atomic
def create_project(slug: str, *, name: str, codebook: Mapping[str, Any], **settings: Any) -> Project:
    """A project with its published codebook. `Conflict` when the slug is taken, `Invalid` when it is none."""
    project = Project(slug=slug, name=name, **settings)
    try:
        project.full_clean(exclude=["codebook"], validate_unique=False)
    except ValidationError as error:
        raise Invalid("The project could not be created.", errors=error.message_dict) from error
    if Project.objects.filter(slug=slug).exists():
        raise Conflict(f"There is a project {slug!r} already.", "project_exists")
    project.save()
    project.codebook = codebooks.publish_codebook(project, codebook)
    project.save(update_fields=["codebook"])
    return project


@transaction.atomic
def add_member(project: Project, username: str, role: str) -> tuple[Membership, str | None]:
    """The membership (made, or with its role changed) and a one-time password when the account is new."""
    if role not in Role.values:
        raise Invalid(f"There is no role {role!r}. Roles: {', '.join(Role.values)}.", "unknown_role")
    user = User.objects.filter(username=username).first()
    password = None
    if user is None:
        password = secrets.token_urlsafe(12)
        user = User(username=username)
        try:
            user.full_clean(exclude=["password"])
        except ValidationError as error:
            raise Invalid(f"{username!r} cannot be a user name.", errors=error.message_dict) from error
        user.set_password(password)
        user.save()
    membership, _ = Membership.objects.update_or_create(
        project=project, user=user, defaults={"role": role, "removed_at": None}
    )
    wake(account=user.pk)
    return membership, password


def local_owner(username: str) -> User:
    """The account of whoever runs this installation: no password, opened by sign-in links only."""
    user, made = User.objects.get_or_create(username=username)
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def reviewer_of(viewer: Viewer) -> Reviewer:
    """The viewer's place among the project's reviewers, made with a random code name at the first reading."""
    found = Reviewer.objects.filter(project=viewer.project, user=viewer.user).first()
    while found is None:
        code_name = f"{secrets.choice(_FIRST)}-{secrets.choice(_SECOND)}-{secrets.randbelow(900) + 100}"
        try:
            with transaction.atomic():
                found = Reviewer.objects.create(project=viewer.project, user=viewer.user, code_name=code_name)
        except IntegrityError:  # the name is taken, or the same person came in by another tab
            found = Reviewer.objects.filter(project=viewer.project, user=viewer.user).first()
    return found
