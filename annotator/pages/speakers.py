"""Who speaks, in words: the list with sides and other names, and in how many articles each speaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from annotator.pages import words
from core.access import Viewer
from core.queries.codebooks import Rules, rules_of
from core.queries.quotes import value_name
from core.queries.speakers import SpeakerSeen, may_be_one, n_articles, removed_entries, speakers_seen

ALL = 60  # names that nobody filed beyond this many fold away
SIDE = "side"


@dataclass(frozen=True)
class SpeakerRow:
    """One speaker. `pk` is None for a name that is not on the list; `not_same`: names that it was told apart from."""

    pk: int | None
    version: int
    name: str
    side: str
    side_name: str
    aliases: Sequence[str]
    not_same: Sequence[str]
    note: str
    speaks: str
    outlets: str
    quotes_url: str

    @property
    def aliases_text(self) -> str:
        """The other names, one a line."""
        return "\n".join(self.aliases)


@dataclass(frozen=True)
class Pair:
    """Two names that may be of one speaker, and why."""

    names: tuple[str, str]
    why: str


@dataclass(frozen=True)
class Removed:
    """An entry that was taken off the list, with its other names."""

    pk: int
    name: str
    also: str
    at: str


@dataclass(frozen=True)
class SpeakersPage:
    """The list first, then names that nobody has filed; `sides` are (value, name) of the codebook's detail; `gone` is
    what was taken off just now.
    """

    lead: str
    listed: Sequence[SpeakerRow]
    unlisted: Sequence[SpeakerRow]
    rest: Sequence[SpeakerRow]
    pairs: Sequence[Pair]
    sides: Sequence[tuple[str, str]]
    removed: Sequence[Removed]
    gone: Removed | None
    may_keep: bool
    refused: str = ""


def speakers_page(viewer: Viewer, refused: str = "", gone: str = "") -> SpeakersPage:
    """All speakers that the viewer sees; `gone`: the number of one that was taken off just now. Six queries."""
    rules = rules_of(viewer.project.codebook)
    every, whole = speakers_seen(viewer), n_articles(viewer)
    rows = {id(row): _row(viewer, rules, row, whole) for row in every}
    listed = [rows[id(row)] for row in every if row.entry]
    others = [rows[id(row)] for row in every if not row.entry]
    may_keep = viewer.may("provenance")
    facet = rules.facets.get(SIDE)
    removed = [_removed(row) for row in removed_entries(viewer)] if may_keep else []
    return SpeakersPage(
        lead=_lead(every, whole), listed=listed, unlisted=others[:ALL], rest=others[ALL:],
        pairs=[Pair((one.name, other.name), why) for one, other, why in may_be_one(every)] if may_keep else [],
        sides=[(value.key, value.name or value.key) for value in facet.values.values()] if facet else [],
        removed=removed, gone=next((row for row in removed if str(row.pk) == gone), None),
        may_keep=may_keep, refused=refused,
    )  # fmt: skip


def _lead(every: Sequence[SpeakerSeen], whole: int) -> str:
    """`Felbab-Brown speaks in two of five articles, DEA in two.` Nothing where nobody speaks twice."""
    found = [row for row in every if len(row.documents) > 1][:3]
    if not found:
        return ""
    more = [f"{row.name} in {words.number(len(row.documents))}" for row in found[1:]]
    return f"{words.listed([f'{found[0].name} {_speaks(found[0], whole)}', *more])}."


def _speaks(row: SpeakerSeen, whole: int) -> str:
    n = len(row.documents)
    return f"speaks in {words.number(n)} of {words.number(whole)} article{'' if whole == 1 else 's'}" if n else ""


def _row(viewer: Viewer, rules: Rules, row: SpeakerSeen, whole: int) -> SpeakerRow:
    quotes = reverse("quotes", args=[viewer.project.slug]) + "?" + urlencode({"speaker": row.name})
    entry = row.entry
    return SpeakerRow(
        pk=entry.pk if entry else None, version=entry.version if entry else 0, name=row.name, side=row.side,
        side_name=value_name(rules, SIDE, row.side), aliases=list(entry.aliases) if entry else [],
        not_same=list(entry.not_same) if entry else [], note=entry.note if entry else "",
        speaks=_speaks(row, whole) or "speaks nowhere that you see yet",
        outlets=", ".join(f"{name} ({words.count(n, 'mark', 'marks')})" for name, n in row.outlets.most_common()),
        quotes_url=quotes if row.n_marks else "",
    )  # fmt: skip


def _removed(row: Any) -> Removed:
    return Removed(row.id, row.name, words.listed(row.aliases), words.date(row.pgh_created_at.date().isoformat()))
