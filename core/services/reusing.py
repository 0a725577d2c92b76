"""What texts share with each other, kept up to date as documents arrive: fingerprints, passages, quotations.

Everything here follows from texts and their ranges. Fingerprints and quotations are of the text, which never changes;
sections and excluded ranges decide what is found and what it is called, so whoever changes them calls
`compare_document` again, which reads the index and the partners and hashes nothing anew.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from core.models import Document, Fingerprint, Project, SharedPassage, SharedQuotation
from core.queries.reuse import uncompared
from core.reuse.containment import shared
from core.reuse.shingles import ALGORITHM, shingles
from core.services.comparing_alone import alone
from core.services.progress import Progress, unheard
from core.services.proposing import propose_all
from core.services.reuse_candidates import Candidates, Pair, among, near
from core.services.reuse_quotations import share_quotations, store_quotations
from core.services.reuse_texts import TextsAtHand

_FEW = 8  # so many documents are compared one by one: cheaper than reading the project's whole index
_BATCH, _PAIRS = 100, 50  # texts at hand at once, and pairs of them
_STEPS = 4  # of work a text: read, looked up, compared, proposed for
_FIGURES = ("n_words", "edit_ratio", "containment", "kind")


@transaction.atomic(savepoint=False)
def compare_document(document: Document) -> set[int]:
    """Index a text and make what it shares with others of its project true; primary keys of the documents whose rows
    changed.

    Cost in proportion to the text and to those that share something with it. Again it changes nothing; two at once
    wait for each other.
    """
    project = alone(document.project_id)
    texts = TextsAtHand.of(project)
    is_new = bool(_index(texts, [document.pk]))
    article = document.version_of_id or document.pk
    own = Fingerprint.objects.values_list("shingles", flat=True).get(document=document.pk)
    candidates = near(project.pk, document.pk, article, own, is_new=is_new)
    changed = _store_passages(texts, {document.pk}, candidates)
    changed |= store_quotations({document.pk: texts.get(document.pk).quotations})
    return changed | share_quotations(project.pk, {document.pk}, all_at_once=False)


def compare_and_propose(document: Document) -> None:
    """What follows from a text and its ranges, made true: what it shares, what is proposed for it and for those that
    share something with it. For whoever has changed them, within the same transaction."""
    propose_all(sorted({document.pk, *compare_document(document)}), changed={document.pk})


@transaction.atomic
def bring_up_to_date(project: Project, progress: Progress = unheard) -> dict[str, int]:
    """Compare all documents of the project that have not been compared, with each other and with all others.

    One transaction with what is proposed: begun anew where it was killed, it finds all of it to do. Returns how
    much there is of what in the project: `{"compared", "documents", "shared", "shared_quotations"}`; the first counts
    what was done now.
    """
    compared, changed = compare_all(project, progress)
    n_all, n_steps = _STEPS * len(compared), (_STEPS - 1) * len(compared)
    wanted = sorted({*compared, *changed})

    def tell(n_done: int) -> None:
        done = n_steps + (n_all - n_steps) * n_done // len(wanted)
        progress(done, n_all, "steps", "Looking for signs of origin")

    propose_all(wanted, tell)
    return {"compared": len(compared)} | counts(project)


def compare_all(project: Project, progress: Progress = unheard) -> tuple[list[int], set[int]]:
    """Compare all that has not been compared; primary keys of these, and of the documents whose rows changed."""
    wanted = list(uncompared(project).order_by("pk").values_list("pk", flat=True))
    if len(wanted) > _FEW:
        return wanted, _compare_many(project, progress)
    changed: set[int] = set()
    for n_done, document in enumerate(Document.objects.filter(pk__in=wanted).defer("text")):
        progress((_STEPS - 1) * n_done, _STEPS * len(wanted), "steps", "Comparing")
        changed |= compare_document(document)
    return wanted, changed


def counts(project: Project) -> dict[str, int]:
    """How much there is of what. Three queries."""
    return {
        "documents": Fingerprint.objects.filter(project=project, algorithm=ALGORITHM).count(),
        "shared": SharedPassage.objects.filter(a__project=project).count(),
        "shared_quotations": SharedQuotation.objects.filter(a__document__project=project).count(),
    }


@transaction.atomic
def _compare_many(project: Project, progress: Progress) -> set[int]:
    project = alone(project.pk)
    wanted = list(uncompared(project).order_by("pk").values_list("pk", flat=True))  # as it is behind the lock
    n_total = _STEPS * len(wanted)
    texts = TextsAtHand.of(project)
    quotations: dict[int, Sequence[Any]] = {}
    for first in range(0, len(wanted), _BATCH):
        progress(first, n_total, "steps", "Reading the texts")
        batch = wanted[first : first + _BATCH]
        _index(texts, batch)
        quotations |= {pk: texts.get(pk).quotations for pk in batch}
    _tidy_index()

    def tell(n_done: int) -> None:
        if n_done % _BATCH == 0:
            progress(len(wanted) + n_done, n_total, "steps", "Looking for what they share")

    def tell_pairs(n_done: int, n_pairs: int) -> None:
        progress(2 * len(wanted) + len(wanted) * n_done // n_pairs, n_total, "steps", "Comparing passages")

    candidates = among(project.pk, set(wanted), tell=tell)
    changed = _store_passages(texts, set(wanted), candidates, tell_pairs)
    store_quotations(quotations)
    share_quotations(project.pk, set(wanted), all_at_once=True)
    return changed


def _index(texts: TextsAtHand, documents: Sequence[int]) -> list[int]:
    """Fingerprints for those of the documents that have none of this algorithm; which these were."""
    known = Fingerprint.objects.filter(document__in=documents, algorithm=ALGORITHM)
    missing = sorted(set(documents) - set(known.values_list("document_id", flat=True)))
    texts.load(missing)
    rows = [
        Fingerprint(
            document_id=pk, project=texts.project, algorithm=ALGORITHM,
            shingles=shingles(texts.get(pk).marked.whole.folded).tolist(),
        )
        for pk in missing
    ]  # fmt: skip
    Fingerprint.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["document"], update_fields=["algorithm", "shingles"]
    )
    if len(rows) == 1:
        _tidy_index()
    return missing


def _tidy_index() -> None:
    """What is new goes from each index's list of things to do into the index: every search would read that list."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT gin_clean_pending_list('fingerprint_by_shingle'), gin_clean_pending_list('quotation_by_gram')"
        )


def _store_passages(
    texts: TextsAtHand,
    documents: set[int],
    candidates: Candidates,
    tell: Callable[[int, int], None] = lambda n_done, n_pairs: None,
) -> set[int]:
    """Make the rows of these documents, and of the pairs to be compared again, what is found now."""
    touched = Q(a__in=documents) | Q(b__in=documents)
    for a, b in candidates.again:
        touched |= Q(a=a, b=b)
    stored = {_place(row): row for row in SharedPassage.objects.filter(touched)}
    wanted = {_place(row): row for row in _found(texts, sorted(candidates.pairs | candidates.again), candidates, tell)}
    stale = [row for place, row in stored.items() if _figures(row) != _figures(wanted.get(place))]
    SharedPassage.objects.filter(pk__in=[row.pk for row in stale]).delete()
    kept = stored.keys() - {_place(row) for row in stale}
    new = [row for place, row in wanted.items() if place not in kept]
    SharedPassage.objects.bulk_create(new, batch_size=1_000)
    return {pk for row in (*stale, *new) for pk in (row.a_id, row.b_id)}


def _found(
    texts: TextsAtHand, pairs: Sequence[Pair], candidates: Candidates, tell: Callable[[int, int], None]
) -> Iterable[SharedPassage]:
    for number, (a, b) in enumerate(pairs):
        if number % _PAIRS == 0:
            tell(number, len(pairs))
            texts.load(pk for pair in pairs[number : number + _PAIRS] for pk in pair)
        for row in shared(texts.get(a).marked, texts.get(b).marked, candidates.articles):
            yield SharedPassage(
                a_id=a, a_start=row.a.start, a_end=row.a.end, b_id=b, b_start=row.b.start, b_end=row.b.end,
                n_words=row.n_words, edit_ratio=row.edit_ratio, containment=row.containment, kind=row.kind,
            )  # fmt: skip


def _place(row: SharedPassage) -> tuple[int, ...]:
    return row.a_id, row.a_start, row.a_end, row.b_id, row.b_start, row.b_end


def _figures(row: SharedPassage | None) -> tuple[Any, ...] | None:
    return tuple(getattr(row, name) for name in _FIGURES) if row is not None else None
