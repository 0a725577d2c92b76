"""What the page of shared text is asked for: an allow-list, as an address carries it."""

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.forms.filters import BadParameter
from core.models import QuotedKind, SharedKind

PASSAGES, QUOTATIONS, PEOPLE = "passages", "quotations", "people"
VIEWS = (PASSAGES, QUOTATIONS, PEOPLE)
_NAMES = ("view", "kind", "outlet", "document", "page")
_KINDS: dict[str, tuple[str, ...]] = {
    PASSAGES: ("", *SharedKind.values), QUOTATIONS: tuple(QuotedKind.values), PEOPLE: ("",)
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What is shown: one of three lists (none: the first that holds anything), of one kind, of texts of one outlet, of
    one document."""

    view: str = ""
    kind: str = ""
    outlet: str = ""
    document: str = ""
    page: str = "1"


def asked_from(query: Mapping[str, str]) -> Asked:
    """Of quotations those in other words, unless the address asks for the same ones. `BadParameter` for what is not
    known here."""
    for name, value in query.items():
        if "\x00" in value:
            raise BadParameter(f"The value of {name!r:.60} cannot be read.", errors={name: ["A NUL character."]})
        if name not in _NAMES:
            raise BadParameter(f"The address has an unknown parameter {name!r:.60}.", errors={name: ["Unknown."]})
    view = query.get("view") or (PASSAGES if query.get("kind") else "")
    if view and view not in VIEWS:
        raise BadParameter(f"There is no list {view!r:.60} here.", errors={"view": ["Unknown."]})
    kind = query.get("kind") or (QuotedKind.DRIFT if view == QUOTATIONS else "")
    if kind not in _KINDS.get(view, ("",)):
        raise BadParameter(f"There is no kind {kind!r:.60} of these.", errors={"kind": ["Unknown."]})
    return Asked(view, kind, query.get("outlet", ""), query.get("document", ""), query.get("page") or "1")
