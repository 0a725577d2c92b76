"""The members page: who is in the project, the ways in, and the forms for new ones. Owners only."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils import timezone

from annotator.forms.members import FORMS, blank, role_choices
from annotator.pages import words
from annotator.pages.joining import invitation_address
from core.access import Viewer
from core.models import Guest, Invitation, InvitationKind, Membership
from core.queries.members import is_open, members, name_today, open_invitations, shown_names
from core.text.codes import grouped

_TITLES = {
    InvitationKind.CODE: ("New code for a class", "For people without an account: they type it and a name of "
                          "their own."),
    InvitationKind.LINK: ("New link", "For people who have an account here. Whoever has the link can use it."),
    InvitationKind.ADDRESS: ("Invite one address", "For one account with this e-mail address. No e-mail is sent: "
                             "copy the link and send it yourself."),
    "account": ("Add an account", "By user name, at once."),
}  # fmt: skip


@dataclass(frozen=True)
class MemberEntry:
    """One person. `own_name`: a guest's name while it lasts, to be changed; `roles`: what they may become."""

    name: str
    facts: str
    role: str
    is_guest: bool
    own_name: str
    roles: Sequence[tuple[str, str]]
    role_url: str
    name_url: str
    remove_url: str


@dataclass(frozen=True)
class WayEntry:
    """One way in. `code` for the wall or `link` to copy; `state` says why nobody comes in any more."""

    title: str
    code: str
    link: str
    facts: str
    state: str
    wall_url: str
    close_url: str


@dataclass(frozen=True)
class FormEntry:
    """A form for a new way in; open when what was sent was refused."""

    kind: str
    title: str
    about: str
    form: forms.Form
    url: str
    is_open: bool


@dataclass(frozen=True)
class MembersPage:
    """All of it. `password`: of an account just made, shown this once."""

    count: str
    members: Sequence[MemberEntry]
    ways: Sequence[WayEntry]
    forms: Sequence[FormEntry]
    username: str
    password: str


def members_page(
    viewer: Viewer, sent: tuple[str, forms.Form] | None = None, *, username: str = "", password: str = ""
) -> MembersPage:
    """Four queries whatever the number of members. `sent`: the form that was refused, with its kind."""
    rows = list(members(viewer))
    names = shown_names(viewer.project, [row.user for row in rows])
    entries = [_member(viewer, row, names[row.user_id]) for row in rows]
    entries.sort(key=lambda entry: (entry.is_guest, entry.name.casefold()))
    n_guests = sum(entry.is_guest for entry in entries)
    count = words.count(len(entries), "person", "people")
    return MembersPage(
        f"{count}, {n_guests} of them by a code" if n_guests else count,
        entries,
        [_way(row) for row in open_invitations(viewer)],
        [_form(viewer, kind, sent) for kind in FORMS],
        username,
        password,
    )


def _member(viewer: Viewer, row: Membership, name: str) -> MemberEntry:
    slug, username = viewer.project.slug, row.user.username
    guest: Guest | None = getattr(row.user, "guest", None)
    facts = [row.role, f"since {words.date(row.created_at.date().isoformat())}"]
    if row.user_id == viewer.user.pk:
        facts.insert(0, "you")
    if guest is not None:
        facts.insert(0, "by a code")
        if name_today(guest):
            facts.append(f"name kept until {words.date(guest.names_until.isoformat())}")
    address = {name: reverse(name, args=[slug, username]) for name in ("member_role", "member_name", "remove_member")}
    return MemberEntry(
        name, words.sentence(facts), row.role, guest is not None, name_today(guest) if guest else "",
        [choice for choice in role_choices() if guest is None or choice[0] != "owner"],
        address["member_role"], address["member_name"], address["remove_member"],
    )  # fmt: skip


def _way(row: Invitation) -> WayEntry:
    is_code, slug = row.kind == InvitationKind.CODE, row.project.slug
    facts = [f"{row.n_used} of {row.max_uses} came", f"as {row.role}", f"until {_moment(row)}"]
    if row.session is not None:
        facts.append(f"into the session on {row.session.document.title or row.session.document.key}")
    return WayEntry(
        {"code": "Code", "link": "Link", "address": f"For {row.email}"}[row.kind],
        grouped(row.code) if is_code else "",
        "" if is_code else invitation_address(row),
        words.sentence(facts),
        _state(row),
        reverse("wall", args=[slug, row.pk]) if is_code else "",
        reverse("close_way", args=[slug, row.pk]),
    )


def _state(row: Invitation) -> str:
    if is_open(row):
        return ""
    return "Too old" if row.expires_at <= timezone.now() else "Full"


def _moment(row: Invitation) -> str:
    return f"{words.date(row.expires_at.date().isoformat())}, {row.expires_at:%H:%M} UTC"


def _form(viewer: Viewer, kind: str, sent: tuple[str, forms.Form] | None) -> FormEntry:
    was_sent = sent is not None and sent[0] == kind
    form = sent[1] if sent is not None and was_sent else blank(kind)
    title, about = _TITLES[kind]
    slug = viewer.project.slug
    url = reverse("add_member", args=[slug]) if kind == "account" else reverse("open_way", args=[slug, kind])
    return FormEntry(kind, title, about, form, url, was_sent)
