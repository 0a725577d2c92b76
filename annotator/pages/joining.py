"""Coming in by a code and leaving: what the pages say of it."""

from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from annotator.pages import words
from core.access import Viewer
from core.models import Invitation, User
from core.queries.members import AtStake, at_stake, guest_name, guest_of
from core.text.codes import grouped

_LOOPBACK = ("127.", "localhost", "[::1]")


@dataclass(frozen=True)
class HerePage:
    """Who is signed in on this device already. `go_on_url`: where a guest goes on; nothing for an account."""

    name: str
    go_on_url: str


@dataclass(frozen=True)
class WelcomePage:
    """What somebody is told who has just joined."""

    name: str
    project: str
    names_until: str
    in_session: bool
    leave_url: str


@dataclass(frozen=True)
class WallPage:
    """A code as large as the wall, the address to type it at, and both as a picture. `only_here`: no phone can."""

    code: str
    address: str
    qr: SafeString
    project: str
    places: str
    only_here: bool
    members_url: str


@dataclass(frozen=True)
class LeavePage:
    """What leaving would undo."""

    stake: AtStake
    marks: str
    bound: str
    is_guest: bool
    code_name: str


def place_of(invitation: Invitation) -> str:
    """Where a way in leads: the room of its session, else the project's articles, since there is something to do."""
    slug, session = invitation.project.slug, invitation.session
    if session is None:
        return reverse("articles", args=[slug])
    hides = session.source_blind or invitation.project.source_blind
    key = session.document.neutral_key if hides else session.document.key  # the neutral one is everybody's address
    return f"{reverse('project', args=[slug])}documents/{key}/session/"


def join_address(invitation: Invitation) -> str:
    """What the picture holds: the page with the code filled in."""
    return f"{settings.PUBLIC_URL}{reverse('join')}?code={grouped(invitation.code)}"


def invitation_address(invitation: Invitation) -> str:
    """The link that an account opens."""
    return settings.PUBLIC_URL + reverse("invitation", args=[invitation.code])


def qr_picture(address: str) -> SafeString:
    """The address as a picture: black on white in every theme, so that every phone reads it."""
    picture = segno.make(address, error="m", micro=False)
    drawn = picture.svg_inline(omitsize=True, dark="#000", light="#fff", svgclass="qr", lineclass=None)
    # It holds numbers only; the address stands in it as dots.
    return mark_safe(drawn.replace("<svg ", '<svg role="img" aria-label="The join address as a picture" ', 1))


def here_page(user: User) -> HerePage:
    """Who is signed in. Two queries at most."""
    guest = guest_of(user)
    if guest is None:
        return HerePage(user.username, "")
    return HerePage(guest_name(guest), place_of(guest.invitation))


def welcome_page(user: User) -> WelcomePage | None:
    """What a guest is told after joining; None for an account."""
    guest = guest_of(user)
    if guest is None:
        return None
    project = guest.invitation.project
    return WelcomePage(
        guest_name(guest), project.name, words.date(guest.names_until.isoformat()),
        guest.invitation.session is not None, reverse("leave", args=[project.slug]),
    )  # fmt: skip


def wall_page(viewer: Viewer, invitation: Invitation) -> WallPage:
    """The code for the wall. No query."""
    address = settings.PUBLIC_URL.partition("://")[2] + reverse("join").rstrip("/")
    left = max(invitation.max_uses - invitation.n_used, 0)
    return WallPage(
        grouped(invitation.code), address, qr_picture(join_address(invitation)), viewer.project.name,
        words.count(left, "place", "places") + " left", address.startswith(_LOOPBACK),
        reverse("members", args=[viewer.project.slug]) if viewer.may("manage") else "",
    )  # fmt: skip


def leave_page(viewer: Viewer) -> LeavePage:
    """What one is told before leaving. Six queries."""
    stake = at_stake(viewer)
    reviewer = viewer.user.reviewers.filter(project=viewer.project).first()
    return LeavePage(
        stake, words.count(stake.n_marks, "mark", "marks"), words.count(stake.n_bound, "mark", "marks"),
        guest_of(viewer.user) is not None, reviewer.code_name if reviewer else "",
    )  # fmt: skip
