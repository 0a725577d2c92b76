"""Who speaks in a project's texts: the kept list, names in marks and quotations resolved by it, and where each speaks.

A name is looked up without regard to case and spaces. Of documents whose source is hidden from the viewer nothing
counts; whoever may not know all sources is shown only those of the list that speak in what they may know.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from core.access import Viewer
from core.claims.names import likely_same
from core.errors import NotFound
from core.models import Document, Quotation, Section, Speaker
from core.queries.sources import masked
from core.queries.versions import carried_on
from core.queries.visibility import visible_annotations
from core.text.names import name_key

_ARTICLE = Coalesce("document__version_of__key", "document__key")


@dataclass
class SpeakerSeen:
    """One speaker with where they speak, as the viewer sees it; `entry` is None for a name that nobody has filed.

    `names`: as marks and quotations give them. `outlets`: name -> how many marks and quotations. `documents`: keys.
    """

    name: str
    entry: Speaker | None = None
    names: Counter[str] = field(default_factory=Counter)
    outlets: Counter[str] = field(default_factory=Counter)
    documents: set[str] = field(default_factory=set)
    n_marks: int = 0
    n_quotations: int = 0

    @property
    def side(self) -> str:
        """A value of the codebook's detail, or nothing."""
        return self.entry.side if self.entry else ""

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        entry = self.entry
        return {
            "id": entry.pk if entry else None, "name": self.name, "side": self.side,
            "aliases": list(entry.aliases) if entry else [], "said_as": sorted(self.names),
            "n_marks": self.n_marks, "n_quotations": self.n_quotations,
            "documents": sorted(self.documents), "outlets": dict(self.outlets.most_common()),
        }  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A name as one text gives it, how often, and whose text it is."""

    name: str
    document: str
    outlet: str
    n: int
    is_quotation: bool = False


def entries(viewer: Viewer) -> list[Speaker]:
    """The kept list, by name, whoever may see all of it. One query."""
    return list(Speaker.objects.filter(project=viewer.project).order_by("name"))


def keys_of(entry: Speaker) -> set[str]:
    """All names of a speaker, as they are looked up."""
    return {name_key(name) for name in (entry.name, *entry.aliases)}


def speakers_seen(viewer: Viewer) -> list[SpeakerSeen]:
    """All speakers, those who speak in most articles first. Three queries."""
    by_key: dict[str, SpeakerSeen] = {}
    listed = [SpeakerSeen(row.name, row) for row in entries(viewer)]
    for row in listed:
        by_key.update(dict.fromkeys(keys_of(row.entry), row) if row.entry else {})
    found = list(listed)
    for said in names_said(viewer):
        key = name_key(said.name)
        if key not in by_key:
            by_key[key] = SpeakerSeen(" ".join(said.name.split()))
            found.append(by_key[key])
        _count(by_key[key], said)
    if viewer.hides_sources:
        found = [row for row in found if row.documents]
    return sorted(found, key=lambda row: (-len(row.documents), row.entry is None, -row.n_marks, row.name.casefold()))


def _count(speaker: SpeakerSeen, said: Said) -> None:
    speaker.names[said.name] += said.n
    speaker.outlets[said.outlet] += said.n
    speaker.documents.add(said.document)
    if said.is_quotation:
        speaker.n_quotations += said.n
    else:
        speaker.n_marks += said.n


def names_said(viewer: Viewer) -> Iterable[Said]:
    """Names that marks the viewer sees give as their speaker, and whom quotations name; all versions of an article are
    told by the key of the first. Two queries."""
    marks = visible_annotations(viewer).filter(
        ~masked(viewer, "document"), ~carried_on(), reading__practice=False, facets__has_key="speaker"
    )
    rows = marks.order_by().annotate(outlet=Coalesce("part__outlet__name", "document__outlet__name"), article=_ARTICLE)
    grouped = rows.values_list("facets__speaker", "article", "outlet").annotate(n=Count("pk"))
    order = ("facets__speaker", "article", "outlet")
    yield from (Said(name, key, outlet, n) for name, key, outlet, n in grouped.order_by(*order))
    here = Section.objects.filter(
        document=OuterRef("document"), start__lte=OuterRef("start"), end__gt=OuterRef("start")
    ).values("outlet__name")
    quoted = Quotation.objects.filter(
        ~masked(viewer, "document"), document__project=viewer.project, document__is_current=True
    ).exclude(speaker="")
    quoted = quoted.annotate(outlet=Coalesce(Subquery(here[:1]), F("document__outlet__name")), article=_ARTICLE)
    counted = quoted.order_by().values_list("speaker", "article", "outlet").annotate(n=Count("pk"))
    order = ("speaker", "article", "outlet")
    yield from (Said(name, key, outlet, n, is_quotation=True) for name, key, outlet, n in counted.order_by(*order))


def n_articles(viewer: Viewer) -> int:
    """Of how many articles the viewer may know the source: what a speaker's articles are counted against. One query."""
    rows = Document.objects.filter(~masked(viewer, "pk"), project=viewer.project, is_current=True)
    return rows.count()


def speaker(viewer: Viewer, pk: int) -> Speaker:
    """One speaker of the list. Four queries at most. `NotFound` for one that is not there for the viewer.

    Whoever may not know all sources is told of those it was told apart from that speak in what they may know.
    """
    found = Speaker.objects.filter(project=viewer.project, pk=pk).first() if pk < 2**63 else None
    seen = speakers_seen(viewer) if found and viewer.hides_sources else []
    if found is None or (viewer.hides_sources and all(row.entry != found for row in seen)):
        raise NotFound("There is no such speaker.")
    if viewer.hides_sources:
        told = set().union(*map(_keys_seen, seen))
        found.not_same = [name for name in found.not_same if name_key(name) in told]
    return found


def removed_entries(viewer: Viewer) -> list[Any]:
    """The last state of entries that were taken off the list, the last first; not of those whose names stand under
    another one, as after a merge. Two queries.
    """
    taken = {key for row in entries(viewer) for key in keys_of(row)}
    last = _history().filter(project=viewer.project.pk).order_by("id", "-pgh_id").distinct("id")
    found = [row for row in last if row.pgh_label == "deleted" and not keys_of(row) & taken]
    return sorted(found, key=lambda row: -row.pgh_id)


def removed_entry(viewer: Viewer, pk: int) -> Any:
    """The last state of one that is no more. One query. `NotFound` where there never was one."""
    rows = _history().filter(project=viewer.project.pk, id=pk) if pk < 2**63 else _history().none()
    if (last := rows.order_by("-pgh_id").first()) is None:
        raise NotFound("There is no such speaker.")
    return last


def _history() -> Any:
    rows: Any = Speaker._meta.get_field("history").related_model
    return rows.objects


def may_be_one(speakers: Sequence[SpeakerSeen]) -> list[tuple[SpeakerSeen, SpeakerSeen, str]]:
    """Pairs of them that may be one, and why; not those that somebody told apart. No query."""
    pairs = likely_same([row.name for row in speakers], apart=_told_apart(speakers))
    return [(speakers[a], speakers[b], why) for a, b, why in pairs]


def _told_apart(speakers: Sequence[SpeakerSeen]) -> set[tuple[int, int]]:
    """Pairs of them, by number, of which either says that it is not the other."""
    at = {key: number for number, row in enumerate(speakers) for key in _keys_seen(row)}
    said = [(number, name_key(name)) for number, row in enumerate(speakers) if row.entry for name in row.entry.not_same]
    return {(min(number, at[key]), max(number, at[key])) for number, key in said if key in at}


def _keys_seen(row: SpeakerSeen) -> set[str]:
    return keys_of(row.entry) if row.entry else {name_key(row.name)}


def names_of(viewer: Viewer, name: str) -> list[str]:
    """Every spelling in marks of the project that stands for the speaker of that name. Two queries.

    For filters over marks that the viewer sees; it tells nothing by itself.
    """
    key = name_key(name)
    keys = next((keys_of(row) for row in entries(viewer) if key in keys_of(row)), {key})
    rows = visible_annotations(viewer).filter(facets__has_key="speaker").order_by()
    said = rows.values_list("facets__speaker", flat=True).distinct()
    return [row for row in said if name_key(row) in keys]


def offered(viewer: Viewer, said: Iterable[str], limit: int) -> Mapping[str, str]:
    """Names to complete a mark's speaker by, each with its side: the kept list first, then other names said. One query.

    Whoever may not know all sources is offered names of the list only that were said where they see it.
    """
    rows = entries(viewer)
    said = list(said)
    if viewer.hides_sources:
        spoken = {name_key(name) for name in said}
        rows = [row for row in rows if keys_of(row) & spoken]
    known = {key: row for row in rows for key in keys_of(row)}
    found = {row.name: row.side for row in rows}
    for name in said:
        entry = known.get(name_key(name))
        if entry is None or name_key(entry.name) != name_key(name):
            found.setdefault(name, entry.side if entry else "")
    return dict(list(found.items())[:limit])
