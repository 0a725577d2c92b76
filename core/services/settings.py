"""What an owner decides about a project: its name, who sees what, who reads what."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.access import Viewer
from core.errors import Invalid
from core.models import Membership, Project
from core.services.texts import check_texts
from core.services.waking import wake

FIELDS = (
    "name", "visibility", "assignment", "n_readings", "source_blind", "hidden_names", "tentative_alpha", "enough_alpha",
)  # fmt: skip
_BANDS = ("tentative_alpha", "enough_alpha")
_SHOW = ("visibility", "assignment", "source_blind", "hidden_names")  # a change changes what members see
MAX_NAMES, MAX_NAME_CP, MAX_READINGS = 200, 200, 100


@transaction.atomic
def change_settings(viewer: Viewer, values: Mapping[str, Any]) -> Project:
    """The project with these settings changed; those left out stay. Readings and marks stay as they are.

    All members' streams are woken when what they may see changes. Errors: `Invalid` names the fields, `Forbidden`.
    """
    viewer.require("manage")
    project = Project.objects.select_related("codebook").select_for_update(no_key=True, of=("self",))
    stored = project.get(pk=viewer.project.pk)
    before = {name: getattr(stored, name) for name in _SHOW}
    for name, value in values.items():
        if name not in FIELDS:
            raise Invalid(f"A project has no setting {name!r:.80}.", "unknown_field", errors={name[:80]: ["Unknown."]})
        setattr(stored, name, _checked(name, value))
    if stored.tentative_alpha > stored.enough_alpha:
        raise _refused(next(name for name in _BANDS if name in values), "“Enough” begins above “tentative”.")
    try:
        stored.clean_fields(exclude=["codebook", "hidden_names"])
    except ValidationError as error:
        raise Invalid("The settings cannot be stored.", errors=error.message_dict) from error
    stored.save(update_fields=list(FIELDS))
    if before != {name: getattr(stored, name) for name in _SHOW}:
        members = Membership.objects.filter(project=stored, removed_at__isnull=True)
        for user in members.values_list("user_id", flat=True):
            wake(account=user)
    return stored


def _checked(name: str, value: Any) -> Any:
    """The value, if its form is right: Django would convert what comes."""
    if name == "n_readings":
        if type(value) is not int or not 1 <= value <= MAX_READINGS:
            raise _refused(name, f"A document gets 1 to {MAX_READINGS} readings.")
    elif name == "source_blind":
        if type(value) is not bool:
            raise _refused(name, "Sources are hidden or not: true or false.")
    elif name == "hidden_names":
        return _names(value)
    elif name in _BANDS:
        return _alpha(name, value)
    elif not isinstance(value, str) or not value.strip():
        raise _refused(name, f"{name!r} is a text.")
    else:
        check_texts({name: value})
        return value.strip()
    return value


def _alpha(name: str, value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value <= 1:
        raise _refused(name, "An alpha that begins a band is a number from 0 to 1.")
    return float(value)


def _names(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise _refused("hidden_names", "Names to hide are a list of texts.")
    check_texts({"hidden_names": "".join(value)})
    names = list(dict.fromkeys(" ".join(name.split()) for name in value if name.strip()))
    if len(names) > MAX_NAMES or any(len(name) > MAX_NAME_CP for name in names):
        raise _refused("hidden_names", f"At most {MAX_NAMES} names of at most {MAX_NAME_CP} characters.")
    return names


def _refused(name: str, message: str) -> Invalid:
    return Invalid(message, "settings_invalid", errors={name: [message]})
