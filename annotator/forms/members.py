"""New ways into a project, and accounts made members."""

from typing import Any

from django import forms

from core.models import InvitationKind, Role
from core.services.joining import MOST_DAYS, MOST_USES, ROLES

_WORDS: dict[str, str] = {
    Role.REVIEWER: "Reviewer: reads and marks",
    Role.VIEWER: "Viewer: reads along, marks nothing",
    Role.ADJUDICATOR: "Adjudicator: also rules, hosts, adds articles",
    Role.OWNER: "Owner: also members and settings",
}
ALL_ROLES = (Role.REVIEWER, Role.VIEWER, Role.ADJUDICATOR, Role.OWNER)


def role_choices(roles: tuple[str, ...] = ALL_ROLES) -> list[tuple[str, str]]:
    """Roles with what they may do, in words."""
    return [(role, _WORDS[role]) for role in roles]


def _number(label: str, initial: int, least: int, most: int, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(min_value=least, max_value=most, initial=initial, label=label, help_text=help_text)


def _role(kind: str) -> forms.ChoiceField:
    return forms.ChoiceField(choices=role_choices(ROLES[kind]), label="They come as")


class CodeForm(forms.Form):
    """A code for a class."""

    max_uses = _number("How many may join", 40, 1, MOST_USES)
    days = _number("Open for days", 7, 1, MOST_DAYS)
    names_days = _number("Names kept for days after that", 30, 0, MOST_DAYS, "Then they are erased.")
    role = _role(InvitationKind.CODE)


class LinkForm(forms.Form):
    """A link for people who have an account."""

    max_uses = _number("How many may use it", 5, 1, MOST_USES)
    days = _number("Open for days", 7, 1, MOST_DAYS)
    role = _role(InvitationKind.LINK)


class AddressForm(forms.Form):
    """A link for whoever has this e-mail address in their account."""

    email = forms.EmailField(label="E-mail address", max_length=254, help_text="The one of their account here.")
    days = _number("Open for days", 7, 1, MOST_DAYS)
    role = _role(InvitationKind.ADDRESS)


class AccountForm(forms.Form):
    """An account by its user name; one that is not there is made."""

    username = forms.CharField(
        max_length=150, label="User name", help_text="If there is no such account, it is made, with a password."
    )
    role = forms.ChoiceField(choices=role_choices(), label="They come as")


FORMS: dict[str, type[forms.Form]] = {
    InvitationKind.CODE: CodeForm,
    InvitationKind.LINK: LinkForm,
    InvitationKind.ADDRESS: AddressForm,
    "account": AccountForm,
}


def blank(kind: str, data: Any = None) -> forms.Form:
    """The form of this kind, empty or as sent; several stand on one page, so each has ids of its own."""
    return FORMS[kind](data, auto_id=f"{kind}_%s")
