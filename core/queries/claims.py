"""Claims across outlets, as one viewer sees them: who makes each, on what basis, and from how many sources.

A claim is seen by whoever sees one of its marks, and with the marks they see only; nothing tells of the others. Its
words are shown to whoever sees all of it, since they may be those of a hidden mark: others read its shortest quote.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from core.access import Viewer
from core.claims.independence import Group, SharedRanges, Statement, first_copied, independent_groups
from core.errors import NotFound
from core.models import Claim, ClaimMark, DecisionBasis, Part, Section, SharedPassage, SharedQuotation
from core.queries.claim_marks import Basis, Stated, bases_of, passages_among, stated, stating_marks
from core.queries.filters import Filters
from core.queries.layers import ADJUDICATED
from core.queries.quotes import counted_marks
from core.queries.speakers import entries, keys_of
from core.queries.versions import ahead
from core.text.names import name_key

WHOLE = 0.9  # of an article's words: it copies another as a whole
NAMED_VOICES = ("own-voice", "named-person", "named-institution", "document")  # of these a name tells who it is


@dataclass(frozen=True)
class ClaimSeen:
    """A claim with the marks that the viewer sees. `groups` number `marks`: each is one source. What stands `outside`
    the articles (a reader's comment, a list of links) no outlet states."""

    pk: int
    uuid: UUID
    text: str
    version: int
    marks: Sequence[Stated]
    outside: Sequence[Stated]
    groups: Sequence[Group]
    bases: Mapping[int, Sequence[Basis]]

    @property
    def outlets(self) -> dict[str, str]:
        """Who makes the claim: key -> name, as they come in the groups."""
        return {self.marks[n].origin: self.marks[n].origin_name for group in self.groups for n in group.members}

    @property
    def n_independent(self) -> int:
        """How many sources the outlets are."""
        return len(self.groups)

    def of_group(self, group: Group) -> list[Stated]:
        """The marks of a group."""
        return [self.marks[number] for number in group.members]

    def passages(self) -> list[list[Stated]]:
        """Marks of the same words together."""
        return passages_among(self.marks)

    def as_json(self) -> dict[str, Any]:
        """As it stands in the JSON of the comparison."""
        return {"id": str(self.uuid), "text": self.text, "outlets": list(self.outlets), "n_marks": len(self.marks),
                "n_independent": self.n_independent}  # fmt: skip


def visible_claims(viewer: Viewer) -> QuerySet[Claim]:
    """Claims of which the viewer sees a mark."""
    seen = ClaimMark.objects.filter(claim=OuterRef("pk"), annotation__in=stating_marks(viewer).values("pk"))
    return Claim.objects.filter(Exists(seen), project=viewer.project)


def claims_seen(viewer: Viewer, among: Q | None = None, *, outlet: str = "") -> list[ClaimSeen]:
    """The claims that the viewer sees (of marks that fit `among`), those of most outlets first, then by their words.

    `outlet`: only claims that this origin makes. Nine queries whatever the number.
    """
    rows = stating_marks(viewer).filter(claim_mark__isnull=False)
    if outlet:
        origin = Coalesce("annotation__part__outlet__key", "annotation__document__outlet__key")
        by_outlet = ClaimMark.objects.annotate(origin=origin).filter(origin=outlet, project=viewer.project)
        rows = rows.filter(claim_mark__claim__in=by_outlet.values("claim"))
    marks = stated(rows if among is None else rows.filter(among))
    found = _claims(viewer, marks)
    if outlet:
        found = [row for row in found if outlet in row.outlets]
    return sorted(found, key=lambda row: (-len(row.outlets), -row.n_independent, row.text.casefold(), row.uuid))


def claim_seen(viewer: Viewer, uuid: UUID) -> ClaimSeen:
    """One claim. Nine queries. `NotFound` for one that is not there for the viewer."""
    for row in claims_seen(viewer, Q(claim_mark__claim__uuid=uuid)):
        return row
    raise NotFound("There is no such claim, or you may not see it yet.")


def claims_named(viewer: Viewer, *, but: Collection[int] = ()) -> list[tuple[UUID, str, UUID]]:
    """Of the claims that the viewer sees, without these (primary keys): id, words and one of its marks, by their words.
    Three queries."""
    rows = stating_marks(viewer).filter(claim_mark__isnull=False).exclude(claim_mark__claim__in=but)
    quotes: dict[int, list[tuple[str, UUID]]] = {}
    for claim, quote, mark in rows.order_by("pk").values_list("claim_mark__claim", "quote", "uuid"):
        quotes.setdefault(claim, []).append((quote, mark))
    whole = _seen_whole(viewer, quotes)
    found = Claim.objects.filter(pk__in=quotes).values_list("pk", "uuid", "text")
    named = [
        (uuid, text if pk in whole else shortest_quote(quote for quote, _ in quotes[pk]), quotes[pk][0][1])
        for pk, uuid, text in found
    ]
    return sorted(named, key=lambda row: (row[1].casefold(), row[0]))


def claims_counted(viewer: Viewer, filters: Filters, *, n_outlets: int = 2) -> list[ClaimSeen]:
    """Claims that so many outlets make in the marks that the comparison counts under these filters. Twelve queries.

    Of rulings: in the marks that they rest on.
    """
    rows: QuerySet[Any] = counted_marks(viewer, filters).filter(part__counted=True).order_by()
    if filters.layer == ADJUDICATED:
        rows = DecisionBasis.objects.filter(decision__in=rows.values("pk")).values("annotation")
    else:
        rows = rows.values("pk")
    counted = Q(pk__in=rows) | (Q(carried_from__earlier__in=rows) & ahead())
    return [row for row in claims_seen(viewer, counted) if len(row.outlets) >= n_outlets]


def claims_of(viewer: Viewer, marks: Collection[UUID]) -> dict[UUID, ClaimSeen]:
    """By mark: the claim that it states, with all that the viewer sees of it. Ten queries at most."""
    rows = ClaimMark.objects.filter(annotation__uuid__in=marks, project=viewer.project)
    pks = list(
        rows.filter(annotation__in=stating_marks(viewer).values("pk")).values_list("claim", flat=True).distinct()
    )
    if not pks:
        return {}
    found = claims_seen(viewer, Q(claim_mark__claim__in=pks))
    asked = set(marks)
    return {mark.uuid: row for row in found for mark in (*row.marks, *row.outside) if mark.uuid in asked}


def _claims(viewer: Viewer, marks: Sequence[Stated]) -> list[ClaimSeen]:
    by_claim: dict[int, list[Stated]] = {}
    for mark in marks:
        by_claim.setdefault(mark.claim or 0, []).append(mark)
    pks = {row.pk for row in marks}
    bases = bases_of(viewer, pks)
    of_mark = _statements(viewer, [row for row in marks if not row.is_outside], bases)
    shared = _by_document(shared_ranges({row.document for row in marks}))
    whole = _seen_whole(viewer, by_claim)
    found = []
    for pk, uuid, text, version in Claim.objects.filter(pk__in=by_claim).values_list("pk", "uuid", "text", "version"):
        rows = by_claim[pk]
        shown = text if pk in whole else shortest_quote(row.quote for row in rows)
        inside = [row for row in rows if not row.is_outside]
        here = {row.document for row in inside}
        ranges = [each for document in here for each in shared.get(document, ()) if each.b in here]
        groups = independent_groups([of_mark[row.pk] for row in inside], ranges)
        outside = [row for row in rows if row.is_outside]
        found.append(ClaimSeen(pk, uuid, shown, version, inside, outside, groups, bases))
    return found


def _by_document(ranges: Sequence[SharedRanges]) -> dict[int, list[SharedRanges]]:
    """The ranges by their first document: a claim of few texts passes over those of all others."""
    found: dict[int, list[SharedRanges]] = {}
    for each in ranges:
        found.setdefault(each.a, []).append(each)
    return found


def _seen_whole(viewer: Viewer, claims: Collection[int]) -> set[int]:
    """Those of the claims of which no standing mark is hidden from the viewer. One query."""
    hidden = ClaimMark.objects.filter(claim__in=claims, annotation__deleted_at__isnull=True).exclude(
        annotation__in=stating_marks(viewer).values("pk")
    )
    return set(claims) - set(hidden.values_list("claim", flat=True))


def shortest_quote(quotes: Any, limit: int = 500) -> str:
    """What a claim is called for want of words of its own."""
    line = " ".join(min(quotes, key=lambda quote: (len(quote), quote)).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _statements(viewer: Viewer, marks: Sequence[Stated], bases: Mapping[int, Sequence[Basis]]) -> dict[int, Statement]:
    """By mark (primary key): what decides on its independence. Two queries."""
    speakers = {key: row.pk for row in entries(viewer) for key in keys_of(row)}
    copies = first_copied(_copies(viewer)) if any(row.copy_of for row in marks) else {}
    return {
        row.pk: Statement(
            row.document, row.start, row.end, row.origin, copies.get(row.copy_of or 0, row.copy_of),
            frozenset(basis.source for basis in bases.get(row.pk, ()) if basis.source is not None),
            row.article, not row.via, _speaker(row, speakers),
        )
        for row in marks
    }  # fmt: skip


def _speaker(row: Stated, listed: Mapping[str, int]) -> Hashable:
    """Who says it: the entry of the project's list, or the name of somebody who is called by it. An unlisted `official`
    may be anybody."""
    key = name_key(row.speaker)
    return listed.get(key) or (key if key and row.voice in NAMED_VOICES else None)


def _copies(viewer: Viewer) -> dict[int, int]:
    """Of articles that others copy, those that are themselves a copy of one article, nine tenths of them. One query."""
    copied = Coalesce("copy_of__version_of", "copy_of")
    targets = Section.objects.filter(document__project=viewer.project, copy_of__isnull=False).values(target=copied)
    rows = Part.objects.filter(document__project=viewer.project, document__is_current=True).annotate(
        article=Coalesce("document__version_of", "document"),
        copied=Coalesce("section__copy_of__version_of", "section__copy_of"),
    )
    n_words: dict[int, Counter[int | None]] = {}
    for article, of, n in rows.filter(article__in=targets).values_list("article", "copied", "n_words"):
        n_words.setdefault(article, Counter())[of] += n
    most = {article: counts.most_common(1)[0] for article, counts in n_words.items()}
    return {
        article: of for article, (of, n) in most.items()
        if of is not None and n >= WHOLE * n_words[article].total()
    }  # fmt: skip


def shared_ranges(documents: Collection[int]) -> list[SharedRanges]:
    """Passages and quotations that two of these documents share. Two queries."""
    passages = SharedPassage.objects.filter(a__in=documents, b__in=documents)
    ranges = [SharedRanges(*row) for row in passages.order_by("pk").values_list(
        "a_id", "a_start", "a_end", "b_id", "b_start", "b_end"
    )]  # fmt: skip
    quotations = SharedQuotation.objects.filter(a__document__in=documents, b__document__in=documents)
    return ranges + [SharedRanges(*row, is_quotation=True) for row in quotations.order_by("pk").values_list(
        "a__document_id", "a__start", "a__end", "b__document_id", "b__start", "b__end"
    )]  # fmt: skip
