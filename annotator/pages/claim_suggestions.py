"""The queue of suggestions: two passages side by side, why they may state the same, and one key for each answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.urls import reverse

from annotator.pages import words
from annotator.pages.claims import PassageView, passage_view
from core.access import Viewer
from core.queries.claim_marks import Stated, on_the_same_words
from core.queries.claim_suggestions import Side, Suggestion, suggestions
from core.queries.claims import ClaimSeen, claims_named, claims_of
from core.queries.codebooks import Rules, rules_of
from core.queries.quotes import value_name


@dataclass(frozen=True)
class SideView:
    """One passage; `claim` is the words of the claim that it states already, with its address."""

    passage: PassageView
    claim: str
    claim_url: str


@dataclass(frozen=True)
class SuggestionsPage:
    """One suggestion of the queue, or none. `id` is made for the claim that may come of it.

    Of one mark: `own` are the marks on its words, `claims` others that it may be joined to, each by one of its marks.
    """

    n: int
    at: int
    mark: UUID | None
    about: str
    sides: Sequence[SideView]
    reasons: Sequence[tuple[str, str]]
    outcome: str
    id: UUID
    later_url: str
    earlier_url: str
    back_url: str
    own: Sequence[UUID]
    claims: Sequence[tuple[UUID, str]]


def suggestions_page(viewer: Viewer, at: int, mark: UUID | None) -> SuggestionsPage:
    """The suggestion in place `at` of the queue, of one mark's words where one is named. Eighteen queries at most.

    The queue shortens as pairs are answered; past its end it begins anew.
    """
    queue = suggestions(viewer, mark=mark)
    place = at if 0 <= at < len(queue) else 0
    found = queue[place] if queue else None
    rules = rules_of(viewer.project.codebook)
    own = on_the_same_words(viewer, mark) if mark else []
    claims = claims_of(viewer, [row.uuid for side in found.sides for row in side.marks]) if found else {}
    return SuggestionsPage(
        n=len(queue), at=place, mark=mark, about=words.short(own[0].quote) if own else "",
        sides=[_side(viewer, rules, side, claims) for side in found.sides] if found else [],
        reasons=_reasons(found, rules) if found else [],
        outcome=_outcome(claims), id=uuid4(),
        later_url=_address(viewer, place + 1, mark) if place + 1 < len(queue) else "",
        earlier_url=_address(viewer, place - 1, mark) if place else "",
        back_url=reverse("quote", args=[viewer.project.slug, mark]) if mark else "",
        own=[row.uuid for row in own], claims=_other_claims(viewer, own),
    )  # fmt: skip


def _other_claims(viewer: Viewer, own: Sequence[Stated]) -> list[tuple[UUID, str]]:
    """Claims that these marks do not state, each by a mark of it."""
    stated = [row.claim for row in own if row.claim is not None]
    return [(mark, text) for _, text, mark in claims_named(viewer, but=stated)] if own else []


def _address(viewer: Viewer, at: int, mark: UUID | None) -> str:
    asked = {"at": at, "mark": mark}
    given = {key: value for key, value in asked.items() if value}
    return reverse("claim_suggestions", args=[viewer.project.slug]) + (f"?{urlencode(given)}" if given else "?at=0")


def _side(viewer: Viewer, rules: Rules, side: Side, claims: dict[UUID, ClaimSeen]) -> SideView:
    marks: list[Stated] = sorted(side.marks, key=lambda row: row.pk != side.first.pk)
    claim = next((claims[row.uuid] for row in marks if row.uuid in claims), None)
    url = reverse("claim", args=[viewer.project.slug, claim.uuid]) if claim else ""
    return SideView(passage_view(viewer, rules, marks), claim.text if claim else "", url)


def _outcome(claims: dict[UUID, ClaimSeen]) -> str:
    """What *the same* does here."""
    found = {claim.uuid: claim.text for claim in claims.values()}
    if not found:
        return "Makes one claim of both."
    if len(found) == 1:
        return "Joins the other passage to the claim."
    return "Merges the two claims into one."


def _reasons(found: Suggestion, rules: Rules) -> list[tuple[str, str]]:
    """(what both have, in their words)."""
    alike = found.alike
    if alike.same:
        return [("The same words", "")]
    details = [f"{facet} ({value_name(rules, facet, value)})" for facet, value in sorted(alike.signs)]
    rows = [
        ("The same number" if len(alike.numbers) == 1 else "The same numbers", ", ".join(alike.numbers)),
        ("The same name" if len(alike.names) == 1 else "The same names", ", ".join(alike.names)),
        ("The same words", ", ".join(alike.words[:8])),
        ("Marked with the same", words.listed(details)),
    ]
    return [(what, said) for what, said in rows if said]
