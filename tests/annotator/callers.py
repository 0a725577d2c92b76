"""The kinds of people in the tables of rights, and a house furnished for them."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone
from knox.models import AuthToken

from core.models import Guest, Invitation, Membership, User
from core.services.codebook_growth import draft_change
from core.services.discussing import start_thread
from tests.house import House

CALLERS = (
    "anonymous",
    "stranger",
    "viewer",
    "reviewer",
    "blind",
    "joined",
    "adjudicator",
    "owner",
    "removed",
    "inactive",
    "token",
)
OWNERS, KEEPERS = {"owner"}, {"owner", "adjudicator"}
READERS = KEEPERS | {"reviewer", "blind", "joined", "token"}
MEMBERS = READERS | {"viewer"}
SEES_BOBS = MEMBERS - {"blind", "joined"}
_NAMES = {"stranger": "stan", "viewer": "vera", "reviewer": "bob", "blind": "cem", "joined": "gus",
          "adjudicator": "ada", "owner": "ann", "removed": "rem", "inactive": "ina"}  # fmt: skip


def furnish(house: House) -> Iterator[tuple[str, User | None, str]]:
    """Each caller's kind, account and token. Bob ("reviewer", and "token" is his) has submitted a reading with two
    marks, `house.first` and `house.second`, and begun `house.thread`; Cem ("blind") has an open one; Gus ("joined")
    came by a code, without one. Ann has drafted `house.change`.
    """
    house.first, house.second = house.mark("bob", "Beijing"), house.mark("bob", "China banned", "evidence")
    house.mark("cem", "Nobody asked")
    house.submit("bob")
    house.thread, _ = start_thread(house.bob, house.document, id=uuid4(), start=0, end=10, text="Is it?")
    house.change, _ = draft_change(house.ann, id=uuid4(), kind="retire-label", target="opinion")
    for name in ("rem", "ina"):
        house.join(name, "owner")
    house.join("gus", "reviewer")
    later = timezone.now() + timedelta(days=7)
    code = Invitation.objects.create(project=house.project, kind="code", code="K7M-3QX4", expires_at=later)
    Guest.objects.create(user=house.gus.user, invitation=code, name="Gus", names_until=later.date())
    Membership.objects.filter(user__username="rem").update(removed_at=timezone.now())
    User.objects.filter(username="ina").update(is_active=False)
    yield "anonymous", None, ""
    for kind, name in _NAMES.items():
        yield kind, User.objects.get(username=name), ""
    yield "token", None, AuthToken.objects.create(house.bob.user)[1]
