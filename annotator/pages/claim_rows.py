"""A claim in one line: its words, who makes it, from how many sources, in which stance."""

from dataclasses import dataclass

from django.urls import reverse

from annotator.pages import words
from core.access import Viewer
from core.queries.claims import ClaimSeen

_STANCES = {"affirms": ("affirms the role", "affirm the role"), "denies": ("denies the role", "deny the role"),
            "unproven": ("calls the role unproven", "call the role unproven"),
            "asks": ("asks about the role", "ask about the role")}  # fmt: skip


@dataclass(frozen=True)
class ClaimRow:
    """One claim of the list: its words, who makes it, from how many sources, and who takes which stance."""

    text: str
    url: str
    outlets: str
    sources: str
    stances: str


def claim_row(viewer: Viewer, claim: ClaimSeen, *, by_name: bool = False) -> ClaimRow:
    """A claim in one line; `by_name` says which outlets take which stance. No query."""
    return ClaimRow(
        claim.text, claim_url(viewer, claim), words.listed(list(claim.outlets.values())), sources_in_words(claim),
        stances_by_name(claim) if by_name else stances_in_words(claim),
    )  # fmt: skip


def claim_url(viewer: Viewer, claim: ClaimSeen) -> str:
    """The permanent address of a claim."""
    return reverse("claim", args=[viewer.project.slug, claim.uuid])


def sources_in_words(claim: ClaimSeen) -> str:
    """`4 outlets, 2 independent sources`."""
    outlets = words.count(len(claim.outlets), "outlet", "outlets")
    if len(claim.outlets) < 2:
        return outlets
    return f"{outlets}, {words.count(claim.n_independent, 'source', 'independent sources')}"


def stances_in_words(claim: ClaimSeen) -> str:
    """How many outlets take which stance: `3 affirm the role, 1 denies the role`."""
    return ", ".join(f"{len(names)} {verb}" for names, verb in _taking(claim))


def stances_by_name(claim: ClaimSeen) -> str:
    """Which outlets take which stance: `Politico and The Blog affirm the role; The Times denies the role`."""
    taking = _taking(claim)
    if len(taking) == 1 and len(taking[0][0]) == len(claim.outlets) > 1:
        return f"all {taking[0][1]}"
    return "; ".join(f"{words.listed(names)} {verb}" for names, verb in taking)


def _taking(claim: ClaimSeen) -> list[tuple[list[str], str]]:
    """(names of outlets, what they do) by stance; an outlet whose marks differ stands under each."""
    taking: dict[str, dict[str, str]] = {}
    for row in claim.marks:
        taking.setdefault(row.stance, {})[row.origin] = row.origin_name
    return [(list(taking[stance].values()), verbs[len(taking[stance]) > 1])
            for stance, verbs in _STANCES.items() if stance in taking]  # fmt: skip
