"""The quotations of texts, and which of them are of the same words, as rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models.functions import Substr

from core.models import Quotation, SharedQuotation
from core.reuse.quotations import Quoted, Wording, likeness, may_be_one, wording
from core.services.reuse_candidates import by_index

_BATCH = 2_000


@dataclass(frozen=True)
class _Known:
    """A stored quotation as it is compared."""

    pk: int
    document: int
    article: int
    grams: Sequence[int]
    wording: Wording


def store_quotations(found: dict[int, Sequence[Quoted]]) -> set[int]:
    """Make the rows of these documents (by primary key) what was found; those that stay keep their keys.

    Returns the documents whose rows changed.
    """
    rows = Quotation.objects.filter(document__in=found)
    stored = {(row.document_id, row.start, row.end): row for row in rows}
    wanted = {(document, row.span.start, row.span.end): row for document, quoted in found.items() for row in quoted}
    stale = [
        row.pk for place, row in stored.items()
        if place not in wanted or row.speaker != wanted[place].speaker or tuple(row.grams) != wanted[place].grams
    ]  # fmt: skip
    changed = {row.document_id for row in stored.values() if row.pk in set(stale)}
    Quotation.objects.filter(pk__in=stale).delete()
    new = [
        Quotation(document_id=place[0], start=place[1], end=place[2], n_words=row.n_words, speaker=row.speaker,
                  grams=list(row.grams))
        for place, row in wanted.items() if place not in stored or stored[place].pk in set(stale)
    ]  # fmt: skip
    Quotation.objects.bulk_create(new, batch_size=_BATCH)
    return changed | {row.document_id for row in new}


def share_quotations(project: int, documents: set[int], *, all_at_once: bool) -> set[int]:
    """Make the rows between quotations of these documents and all others of the project what they should be.

    Returns the documents whose rows changed.
    """
    own = _known(Quotation.objects.filter(document__in=documents))
    others = own + _others(project, own, documents, all_at_once=all_at_once)
    wanted = {}
    for one, two in _worth_comparing(own, others):
        found = likeness(one.wording, two.wording)
        if found is not None:
            pair = (one, two) if one.document < two.document else (two, one)
            wanted[pair[0].pk, pair[1].pk] = found
    rows = SharedQuotation.objects.filter(
        models.Q(a__document__in=documents) | models.Q(b__document__in=documents)
    ).select_related("a", "b")
    stored = {(row.a_id, row.b_id): row for row in rows}
    stale = [row for place, row in stored.items() if wanted.get(place) != (row.kind, row.ratio)]
    SharedQuotation.objects.filter(pk__in=[row.pk for row in stale]).delete()
    for row in stale:
        del stored[row.a_id, row.b_id]
    new = [
        SharedQuotation(a_id=place[0], b_id=place[1], kind=kind, ratio=ratio)
        for place, (kind, ratio) in wanted.items() if place not in stored
    ]  # fmt: skip
    SharedQuotation.objects.bulk_create(new, batch_size=_BATCH)
    owners = {row.pk: row.document for row in others}
    changed = {document for row in stale for document in (row.a.document_id, row.b.document_id)}
    return changed | {owners[pk] for row in new for pk in (row.a_id, row.b_id)}


def _others(project: int, own: list[_Known], documents: set[int], *, all_at_once: bool) -> list[_Known]:
    rows = Quotation.objects.filter(document__project=project).exclude(document__in=documents)
    if not all_at_once:
        grams = list({gram for row in own for gram in row.grams})
        found = by_index(
            "SELECT id FROM core_quotation WHERE grams && %(grams)s::bigint[]", grams=grams
        ) if grams else []  # fmt: skip
        rows = rows.filter(pk__in=[pk for (pk,) in found])
    return _known(rows)


def _known(rows: models.QuerySet[Quotation]) -> list[_Known]:
    rows = rows.annotate(
        article=models.functions.Coalesce("document__version_of", "document"),
        words=Substr("document__text", models.F("start") + 1, models.F("end") - models.F("start")),
    ).order_by("pk")
    found = rows.values_list("pk", "document_id", "article", "grams", "words")
    return [
        _Known(pk, document, article, grams, wording(words))
        for pk, document, article, grams, words in found.iterator(_BATCH)
    ]


def _worth_comparing(own: Iterable[_Known], others: Sequence[_Known]) -> Iterable[tuple[_Known, _Known]]:
    """Pairs of different articles that share enough runs of three words."""
    holders: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(others):
        for gram in row.grams:
            holders[gram].append(number)
    for row in own:
        n_shared = Counter(number for gram in row.grams for number in holders[gram])
        for number, n in n_shared.items():
            other = others[number]
            if other.article != row.article and may_be_one(row.grams, other.grams, n):
                yield row, other
