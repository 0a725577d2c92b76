"""Which documents may share something, by the hashes of their runs of eight words. Nothing is written here."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from core.models import SharedPassage
from core.reuse.phrases import STOCK, STOCK_LONG, STOCK_PARAGRAPH, may_be_told

Pair = tuple[int, int]
_AT_ONCE = 5_000  # hashes that the index is asked for: the cost of one question grows by more than their number
_USUAL_FROM = (STOCK, STOCK_LONG, STOCK_PARAGRAPH)
_SHARE = 0.25  # of the smaller text's runs: so much of usual phrases may still be half of a text, with the gaps between


@dataclass
class Candidates:
    """`pairs` are to be compared (smaller primary key first), of others there is nothing to be found; `articles` says
    in how many articles each usual run of eight words stands. `again` are pairs compared earlier, whose words in common
    have become usual since.
    """

    pairs: set[Pair] = field(default_factory=set)
    articles: dict[int, int] = field(default_factory=dict)
    again: set[Pair] = field(default_factory=set)


def ordered(one: int, two: int) -> Pair:
    """Two documents as their rows have them."""
    return (one, two) if one < two else (two, one)


def _is_worth(n_seldom: Any, n_not_everywhere: Any, n_all: Any, n_least: Any) -> Any:
    """Of numbers or arrays: whether two texts share what is not usual, or much."""
    return may_be_told(n_seldom, n_not_everywhere, n_all) | (n_all >= _SHARE * n_least)


# The index of arrays is asked alone, first: by another one, and each array looked through, it takes seconds.
_FOUND = """
WITH f AS MATERIALIZED (
  SELECT document_id, project_id, shingles FROM core_fingerprint WHERE shingles && %(shingles)s::bigint[]
)
"""
_HOLDERS = f"""{_FOUND}
SELECT f.document_id, coalesce(d.version_of_id, d.id), cardinality(f.shingles),
       ARRAY(SELECT unnest(f.shingles) INTERSECT SELECT unnest(%(shingles)s::bigint[]))
  FROM f JOIN core_document d ON d.id = f.document_id
 WHERE f.project_id = %(project)s AND f.document_id <> %(document)s
"""
_ARTICLES = f"""{_FOUND}
SELECT shingle, count(DISTINCT coalesce(d.version_of_id, d.id))
  FROM f JOIN core_document d ON d.id = f.document_id, unnest(f.shingles) AS shingle
 WHERE f.project_id = %(project)s AND shingle IN (SELECT unnest(%(shingles)s::bigint[]))
 GROUP BY shingle HAVING count(*) >= %(least)s
"""


_SET = "set_config('enable_seqscan', %s, true), set_config('jit', %s, true)"


def by_index(statement: str, **values: Any) -> list[Any]:
    """The rows of a statement that asks by a GIN index: read whole, a table of arrays costs seconds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT current_setting('enable_seqscan'), current_setting('jit'), {_SET}", ["off", "off"])
        before = cursor.fetchone()[:2]
        cursor.execute(statement, values)
        rows = cursor.fetchall()
        cursor.execute(f"SELECT {_SET}", before)
    return rows


def near(project: int, document: int, article: int, shingles: Sequence[int], *, is_new: bool) -> Candidates:
    """Those of one document. A statement for each 5,000 of its runs, one or two more when a phrase has just become
    usual."""
    rows = _holders(project, document, shingles)
    holders: dict[int, set[int]] = defaultdict(lambda: {article})
    for _, other_article, _, found in rows:
        for shingle in found:
            holders[shingle].add(other_article)
    n_articles = {shingle: len(articles) for shingle, articles in holders.items()}
    candidates = Candidates(articles={shingle: n for shingle, n in n_articles.items() if n >= STOCK})
    for other, other_article, n_other, found in rows:
        n_seldom, n_not_everywhere = (
            sum(n_articles[shingle] < least for shingle in found) for least in (STOCK_LONG, STOCK_PARAGRAPH)
        )
        n_least = min(n_other, len(shingles))
        if other_article != article and _is_worth(n_seldom, n_not_everywhere, len(found), n_least):
            candidates.pairs.add(ordered(document, other))
    if is_new:
        crossing = {shingle for shingle, n in n_articles.items() if n in _USUAL_FROM}
        _compare_again(candidates, [row[0] for row in rows if crossing.intersection(row[3])])
        _count_shared(project, candidates)
    return candidates


def _holders(project: int, document: int, shingles: Sequence[int]) -> list[tuple[int, int, int, list[int]]]:
    """Documents that hold one of these runs: primary key, article, how many runs, those in common."""
    every = np.unique(np.array(shingles, np.int64)).tolist()
    found: dict[int, tuple[int, int, int, list[int]]] = {}
    for first in range(0, len(every), _AT_ONCE):
        part = every[first : first + _AT_ONCE]
        for row in by_index(_HOLDERS, project=project, document=document, shingles=part):
            if row[0] in found:
                found[row[0]][3].extend(row[3])
            else:
                found[row[0]] = row
    return list(found.values())


def _compare_again(candidates: Candidates, holders: Iterable[int]) -> None:
    """Pairs among documents that hold what has become usual, as far as something was found between them."""
    known = list(holders)
    if len(known) > 1:
        rows = SharedPassage.objects.filter(a__in=known, b__in=known)
        candidates.again = set(rows.values_list("a_id", "b_id").distinct()) - candidates.pairs


def _count_shared(project: int, candidates: Candidates) -> None:
    """Complete `articles` for the runs of eight words of the documents that are compared again."""
    if not candidates.again:
        return
    texts = sorted({pk for pair in candidates.again for pk in pair})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shingle FROM core_fingerprint, unnest(shingles) AS shingle WHERE document_id = ANY(%s)"
            " GROUP BY shingle HAVING count(DISTINCT document_id) > 1", [texts],
        )  # fmt: skip
        shared = [shingle for (shingle,) in cursor.fetchall()]
    if shared:
        found = by_index(_ARTICLES, project=project, shingles=shared, least=STOCK)
        candidates.articles |= {shingle: n for shingle, n in found if n >= STOCK}


@dataclass
class _Corpus:
    """Every run of eight words of a project, once a document, in the order of the hashes."""

    documents: npt.NDArray[np.int64]
    articles: npt.NDArray[np.int64]
    n_shingles: npt.NDArray[np.int64]
    hashes: npt.NDArray[np.int64]
    owners: npt.NDArray[np.int64]


def among(project: int, new: set[int], *, tell: Callable[[int], None]) -> Candidates:
    """Those of many documents at once. O(all runs of eight words of the project) in time and memory (some 40 bytes
    each); `tell` hears how many documents are done.
    """
    corpus = _corpus(project)
    starts = np.flatnonzero(np.concatenate(([True], corpus.hashes[1:] != corpus.hashes[:-1])))
    sizes = np.diff(np.concatenate((starts, [len(corpus.hashes)])))
    group = np.repeat(np.arange(len(starts)), sizes)
    is_new = np.isin(corpus.documents, list(new))
    n_articles = _n_articles(group, corpus.articles[corpus.owners], len(starts))
    old = ~is_new[corpus.owners]
    n_before = _n_articles(group[old], corpus.articles[corpus.owners[old]], len(starts))
    usual = np.flatnonzero(n_articles >= STOCK)
    candidates = Candidates(
        articles=dict(zip(corpus.hashes[starts[usual]].tolist(), n_articles[usual].tolist(), strict=True))
    )
    _add_pairs(candidates, corpus, (starts, sizes, group, n_articles), np.flatnonzero(is_new), tell)
    crossing = np.zeros(len(starts), bool)
    for least in _USUAL_FROM:
        crossing |= (n_before < least) & (n_articles >= least)
    _compare_again(candidates, corpus.documents[np.unique(corpus.owners[crossing[group] & old])].tolist())
    return candidates


def _corpus(project: int) -> _Corpus:
    documents, articles, n_shingles, hashes = [], [], [], []
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT f.document_id, coalesce(d.version_of_id, d.id), f.shingles FROM core_fingerprint f"
            " JOIN core_document d ON d.id = f.document_id WHERE f.project_id = %s ORDER BY f.document_id", [project],
        )  # fmt: skip
        for document, article, shingles in cursor:
            documents.append(document)
            articles.append(article)
            n_shingles.append(len(shingles))
            hashes.append(np.unique(np.array(shingles, np.int64)))
    every = np.concatenate(hashes) if hashes else np.empty(0, np.int64)
    owners = np.repeat(np.arange(len(hashes)), [len(row) for row in hashes])
    order = np.argsort(every, kind="stable")
    return _Corpus(np.array(documents), np.array(articles), np.array(n_shingles), every[order], owners[order])


def _n_articles(group: npt.NDArray[np.int64], articles: npt.NDArray[np.int64], n: int) -> npt.NDArray[np.int64]:
    """In how many articles each group of equal hashes stands."""
    order = np.lexsort((articles, group))
    group, articles = group[order], articles[order]
    is_first = np.concatenate(([True], (group[1:] != group[:-1]) | (articles[1:] != articles[:-1])))[: len(group)]
    return np.bincount(group[is_first], minlength=n)


def _add_pairs(
    candidates: Candidates, corpus: _Corpus, groups: tuple[Any, ...], new: Any, tell: Callable[[int], None]
) -> None:
    starts, sizes, group, n_articles = groups
    shared = sizes[group] > 1
    by_owner = np.argsort(corpus.owners[shared], kind="stable")
    own_groups = group[shared][by_owner]
    borders = np.searchsorted(corpus.owners[shared][by_owner], np.arange(len(corpus.documents) + 1))
    for n_done, index in enumerate(new.tolist(), start=1):
        own = own_groups[borders[index] : borders[index + 1]]
        if len(own):
            _add_pairs_of(candidates, corpus, index, own, starts, sizes, n_articles)
        tell(n_done)


def _add_pairs_of(
    candidates: Candidates, corpus: _Corpus, index: int, own: Any, starts: Any, sizes: Any, n_articles: Any
) -> None:
    lengths = sizes[own]
    places = np.repeat(starts[own] - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths) + np.arange(lengths.sum())
    others, usual = corpus.owners[places], np.repeat(n_articles[own], lengths)
    n = len(corpus.documents)
    n_seldom, n_not_everywhere, n_all = (np.bincount(others[mask], minlength=n) for mask in (
        usual < STOCK_LONG, usual < STOCK_PARAGRAPH, slice(None)))  # fmt: skip
    n_least = np.minimum(corpus.n_shingles, corpus.n_shingles[index])
    worth = _is_worth(n_seldom, n_not_everywhere, n_all, n_least)
    worth &= (n_all > 0) & (corpus.articles != corpus.articles[index])
    document = int(corpus.documents[index])
    candidates.pairs.update(ordered(document, other) for other in corpus.documents[worth].tolist())
