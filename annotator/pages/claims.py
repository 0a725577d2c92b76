"""Claims in words: who makes each, in whose voice, on what basis, and from how many sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from annotator.pages import words
from annotator.pages.claim_rows import ClaimRow, claim_row, stances_in_words
from annotator.pages.comparison_shapes import QuoteView, quote_view
from annotator.pages.report_words import readers_words
from core.access import Viewer
from core.claims.independence import COPY, PASSAGE, QUOTATION, SOURCE, SPEAKER, Group
from core.models import Finding
from core.queries.claim_marks import Basis, Stated, passages_among
from core.queries.claims import ClaimSeen, claim_seen, claims_counted, claims_named, claims_seen
from core.queries.codebooks import Rules, rules_of
from core.queries.filters import Filters
from core.queries.quotes import Passage

_TIES = {COPY: "carry the same text", PASSAGE: "carry the same text", QUOTATION: "quote the same words",
         SOURCE: "cite the same source", SPEAKER: "have it from the same speaker"}  # fmt: skip


@dataclass(frozen=True)
class ClaimsPage:
    """The list. `outlets` are (key, name, chosen); `n_shared` are claims of two outlets or more."""

    rows: Sequence[ClaimRow]
    lead: str
    outlets: Sequence[tuple[str, str, bool]]
    outlet: str
    may_join: bool


@dataclass(frozen=True)
class ClaimedView:
    """Claims of the comparison: made by two outlets or more under its filters."""

    rows: Sequence[ClaimRow]
    may_join: bool


@dataclass(frozen=True)
class BasisLine:
    """One thing that a passage rests on, in words; `text` is words of the article, of a card what was found there."""

    how: str
    text: str
    url: str
    contradicts: bool
    is_card: bool = False


@dataclass(frozen=True)
class PassageView:
    """Marks of the same words: the quote of the first, whose marks they are, and their bases. `ids` of the marks."""

    quote: QuoteView
    where: str
    readers: str
    bases: Sequence[BasisLine]
    ids: Sequence[UUID]


@dataclass(frozen=True)
class OriginView:
    """What one outlet says of the claim."""

    name: str
    facts: str
    url: str
    passages: Sequence[PassageView]


@dataclass(frozen=True)
class GroupView:
    """Outlets that are one source; `tie` says why, where they are several."""

    tie: str
    origins: Sequence[OriginView]


@dataclass(frozen=True)
class ClaimPage:
    """One claim; `others` are (id, words) of claims that it may be merged with; `outside`: what no outlet states."""

    id: UUID
    text: str
    version: int
    lead: str
    stances: str
    groups: Sequence[GroupView]
    outside: Sequence[PassageView]
    others: Sequence[tuple[UUID, str]]
    may_join: bool
    refused: str = ""
    words: str = ""


def claims_page(viewer: Viewer, outlet: str) -> ClaimsPage:
    """The claims that the viewer sees, those of most outlets first. Nine queries."""
    every = claims_seen(viewer)
    names = {key: name for row in every for key, name in row.outlets.items()}
    shown = [row for row in every if outlet in ("", *row.outlets)]
    return ClaimsPage(
        rows=[claim_row(viewer, row) for row in shown],
        lead=_lead(every),
        outlets=[(key, name, key == outlet) for key, name in sorted(names.items(), key=lambda row: row[1])],
        outlet=outlet if outlet in names else "",
        may_join=viewer.may("join_claims"),
    )


def _lead(every: Sequence[ClaimSeen]) -> str:
    shared = [row for row in every if len(row.outlets) > 1]
    copied = [row for row in shared if row.n_independent == 1]
    if not shared:
        return ""
    said = f"{words.number(len(shared)).capitalize()} {'is' if len(shared) == 1 else 'are'} made by two outlets or more"
    if not copied:
        return f"{said}."
    return (
        f"{said}; {words.number(len(copied))} of them {'comes' if len(copied) == 1 else 'come'} from a single source."
    )


def claimed_view(viewer: Viewer, filters: Filters) -> ClaimedView:
    """Claims that two outlets or more make in what the comparison counts. Twelve queries."""
    rows = [claim_row(viewer, claim, by_name=True) for claim in claims_counted(viewer, filters)]
    return ClaimedView(rows, viewer.may("join_claims"))


def claim_page(viewer: Viewer, uuid: UUID, *, refused: str = "", said: str | None = None) -> ClaimPage:
    """One claim by its sources. Twelve queries. `said`: words that were refused, to be shown again."""
    claim = claim_seen(viewer, uuid)
    rules = rules_of(viewer.project.codebook)
    may_join = viewer.may("join_claims")
    others = claims_named(viewer, but=[claim.pk]) if may_join else []
    return ClaimPage(
        id=claim.uuid, text=claim.text, version=claim.version, lead=claim_lead(claim), stances=stances_in_words(claim),
        groups=[_group(viewer, rules, claim, group) for group in claim.groups],
        outside=[passage_view(viewer, rules, rows, claim.bases) for rows in passages_among(claim.outside)],
        others=[(id, text) for id, text, _ in others],
        may_join=may_join, refused=refused, words=claim.text if said is None else said,
    )  # fmt: skip


def claim_lead(claim: ClaimSeen) -> str:
    """`Three outlets, two sources: Politico and The Blog carry the same text.`"""
    n, n_sources = len(claim.outlets), claim.n_independent
    if n == 0:
        return "No outlet makes it: what is joined stands outside the articles."
    if n == 1:
        return "One outlet makes it here."
    ties = [f"{words.listed(_names(claim, group))} {_tie(group)}" for group in claim.groups if group.why]
    outlets = f"{words.number(n).capitalize()} outlets"
    if not ties:
        return f"{outlets}, and nothing found that ties them to one source."
    return f"{outlets}, {words.number(n_sources)} source{'' if n_sources == 1 else 's'}: {'; '.join(ties)}."


def _names(claim: ClaimSeen, group: Group) -> list[str]:
    return list(dict.fromkeys(row.origin_name for row in claim.of_group(group)))


def _tie(group: Group) -> str:
    return words.listed(list(dict.fromkeys(_TIES[kind] for kind in group.why)))


def _group(viewer: Viewer, rules: Rules, claim: ClaimSeen, group: Group) -> GroupView:
    by_origin: dict[str, list[Stated]] = {}
    for row in claim.of_group(group):
        by_origin.setdefault(row.origin, []).append(row)
    tie = f"{words.listed(_names(claim, group))} {_tie(group)}: one source." if group.why else ""
    return GroupView(tie, [_origin(viewer, rules, claim, rows) for rows in by_origin.values()])


def _origin(viewer: Viewer, rules: Rules, claim: ClaimSeen, marks: Sequence[Stated]) -> OriginView:
    first = marks[0]
    via = f"via {first.via}" if first.via else ""
    dates = sorted({row.published_on for row in marks if row.published_on})
    earlier = "" if any(row.is_current for row in marks) else "in an earlier version"
    facts = words.sentence([via, words.dates((dates[0], dates[-1]) if dates else None), earlier])
    passages = [passage_view(viewer, rules, rows, claim.bases) for rows in passages_among(marks)]
    return OriginView(first.origin_name, facts, reverse("outlet", args=[viewer.project.slug, first.origin]), passages)


def passage_view(viewer: Viewer, rules: Rules, marks: Sequence[Stated], bases: object = None) -> PassageView:
    """Marks of the same words as one quote. No query."""
    first = marks[0]
    url = reverse("quote", args=[viewer.project.slug, first.uuid])
    known = bases if isinstance(bases, dict) else {}
    lines = {basis: _basis(viewer, basis) for row in marks for basis in known.get(row.pk, ())}
    return PassageView(
        quote=quote_view(_as_passage(marks), rules, url),
        where=words.sentence([first.origin_name, f"via {first.via}" if first.via else "", first.title,
                              words.date(first.published_on) if first.published_on else ""]),
        readers=readers_words([(row.reviewer, row.kind) for row in marks]),
        bases=list(lines.values()), ids=[row.uuid for row in marks],
    )  # fmt: skip


def _as_passage(marks: Sequence[Stated]) -> Passage:
    row = marks[0]
    n_readers = len({mark.reading for mark in marks})
    return Passage(row.uuid, row.document_key, row.start, row.end, row.quote, row.label, row.voice, row.speaker,
                   row.target, row.role, row.stance, bool(row.unsure), row.origin, n_readers)  # fmt: skip


def _basis(viewer: Viewer, basis: Basis) -> BasisLine:
    if basis.mark is None:
        how = "its evidence cites" if basis.through_evidence else "cites"
        url = reverse("source", args=[viewer.project.slug, basis.key])
        said = f"{basis.text}: {Finding(basis.finding).label}"
        return BasisLine(how, said, url, basis.finding == Finding.SAYS_OTHERWISE, is_card=True)
    contradicts = basis.kind == "contradicts"
    how = "contradicted by" if contradicts else "supported by"
    return BasisLine(how, basis.text, reverse("quote", args=[viewer.project.slug, basis.mark]), contradicts)
