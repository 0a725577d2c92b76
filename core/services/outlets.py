"""Outlets: who publishes, and what is known of them, each fact with its source."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from core.access import Viewer
from core.errors import Conflict, Invalid, StaleVersion
from core.models import Outlet, Project
from core.services.texts import check_texts

TEXTS = ("name", "domain", "country", "kind")
FIELDS = (*TEXTS, "facts")
MAX_FACTS = 100
# Addresses that a browser would run or read from the reader's own machine, however they are spelt.
_NO_SOURCE = re.compile(r"javascript:|vbscript:|data:\w+/|blob:\w+:|file:/", re.IGNORECASE)
_IGNORED_BY_BROWSERS = re.compile(r"[\x00-\x20\u200b-\u200f\ufeff]")


def checked_outlet(project: Project, key: str, values: Mapping[str, Any]) -> Outlet:
    """An outlet that may be stored; `Invalid` names the fields that do not hold, `unknown_field` one that it lacks."""
    for field in values:
        if field not in FIELDS:
            raise Invalid(
                f"An outlet has no field {field!r:.60}.", "unknown_field", errors={str(field)[:60]: ["Unknown field."]}
            )
    outlet = Outlet(project=project, key=key, **{"name": key} | dict(values))
    _check(outlet)
    return outlet


def _check(outlet: Outlet) -> None:
    _check_facts(outlet.facts)
    # Empty sources are left out of the interchange file: kept, they would differ from their own export.
    outlet.facts = [{name: value for name, value in fact.items() if value} for fact in outlet.facts]
    for name in TEXTS:  # Django would store str() of whatever comes
        if not isinstance(getattr(outlet, name), str):
            raise Invalid(f"The {name} of an outlet is a text.", errors={name: ["No text."]})
    check_texts({name: getattr(outlet, name) for name in TEXTS})
    try:
        outlet.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise Invalid("The outlet cannot be stored.", errors=error.message_dict) from error


def _check_facts(facts: Any) -> None:
    proper = isinstance(facts, list) and all(
        isinstance(fact, dict)
        and set(fact) <= {"text", "source"}
        and isinstance(fact.get("text"), str)
        and isinstance(fact.get("source", ""), str)
        for fact in facts
    )
    if not proper:
        raise Invalid("Facts are a list of {text, source}.", errors={"facts": ["A list of {text, source}."]})
    for fact in facts:
        if not fact["text"].strip():
            raise Invalid("A fact of an outlet has words.", errors={"facts": ["A fact is empty."]})
        for value in fact.values():
            check_texts({"facts": value})
        if _NO_SOURCE.match(_IGNORED_BY_BROWSERS.sub("", fact.get("source", ""))):
            message = "A source is an address that begins with https:// or http://, or words."
            raise Invalid(f"This cannot be a source: {fact['source']:.60}. {message}", "source_invalid",
                          errors={"facts": [message]})  # fmt: skip
    if len(facts) > MAX_FACTS:
        raise Invalid(f"At most {MAX_FACTS} facts are kept of an outlet.", errors={"facts": ["Too many."]})


@transaction.atomic
def add_outlet(viewer: Viewer, key: str, values: Mapping[str, Any]) -> Outlet:
    """A new outlet of the viewer's project; `Conflict` when the key is taken."""
    viewer.require("add_outlets")
    outlet = checked_outlet(viewer.project, key, values)
    Project.objects.select_for_update(no_key=True).get(pk=viewer.project.pk)  # two at once: one finds the other
    if Outlet.objects.filter(project=viewer.project, key=key).exists():
        raise Conflict(f"There is an outlet {key!r} already.", "outlet_exists")
    outlet.save()
    return outlet


@transaction.atomic
def change_outlet(viewer: Viewer, outlet: Outlet, version: int, values: Mapping[str, Any]) -> Outlet:
    """Change name, domain, country, kind or facts, if it still has this version; the key stays. The same values are no
    change. Errors: `StaleVersion` with the outlet as it is now, `Invalid`.
    """
    viewer.require("add_outlets")
    outlet = Outlet.objects.select_for_update(no_key=True).get(pk=outlet.pk)
    if version != outlet.version:
        raise StaleVersion(
            "Somebody changed this outlet while you were writing. Look at what is stored now, then say again what you"
            " know.", outlet,
        )  # fmt: skip
    before = [getattr(outlet, field) for field in FIELDS]
    for field, value in values.items():
        if field not in FIELDS:
            raise Invalid(f"An outlet has no field {field!r} to change.", errors={field: ["Unknown field."]})
        setattr(outlet, field, value)
    _check(outlet)
    if before != [getattr(outlet, field) for field in FIELDS]:
        outlet.version += 1
        outlet.save()
    return outlet
