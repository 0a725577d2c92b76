"""How figures came about, from the store: what a referee asks before believing them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import F, Func, TextField, Value

from core.models import Excluded, ReviewerKind
from core.queries.cautions import unverified
from core.queries.counting import MIN_WORDS_READ, Counting
from core.queries.figures import Comparison
from core.queries.sentences import rulings_beside
from core.queries.stored import WAY_OF_COMPUTING
from core.queries.visibility import counted_readings
from core.stats.bootstrap import SEED
from core.stats.study import IntArray
from core.text.segments import n_words

STATE_LENGTH = 12  # hex digits that stand in an address


@dataclass(frozen=True)
class Text:
    """One document that enters the comparison: origins and genres of its parts, words of them, mean words read."""

    key: str
    origins: tuple[str, ...]
    genres: tuple[str, ...]
    published_on: tuple[str, ...]
    event: str
    n_words: int
    n_words_read: float
    n_readers: int


def method(counting: Counting, figures: Comparison) -> dict[str, Any]:
    """The facts of the method paragraph, as JSON. Three queries.

    `readings_by_kind` are all submitted readings that the viewer may see, counted here or not. `excluded` are ranges of
    the documents that enter the comparison, by reason.
    """
    texts, rules, further = texts_of(counting), counting.rules, figures.further or {}
    read = [row for row in texts if row.n_readers]
    return {
        "codebook": {"key": rules.key, "version": rules.version, "revision": rules.revision},
        "layer": figures.filters.layer,
        "reviewer_kind": figures.reviewer_kind,
        "readers": readers_of(counting),
        "readings_by_kind": _by_kind(counting),
        "n_origins": len(figures.origins),
        "n_documents": len(texts),
        "n_documents_read": len(read),
        "n_words": sum(row.n_words for row in figures.origins),
        "n_words_read": round(sum(row.n_words_read for row in figures.origins), 2),
        "excluded": _excluded(counting, [row.key for row in texts]),
        "copies": _copies(counting),
        "unverified": {row.key: list(unverified(row)) for row in figures.origins if unverified(row)},
        "hidden_documents": list(figures.hidden_documents),
        "agreement": {name: dict(row) for name, row in figures.gate.items()},
        "min_words_read": MIN_WORDS_READ,
        "n_tests": further.get("n_tests"),
        "seeds": {
            "agreement": SEED,
            "contrasts": further.get("seed"),
            "effects of readers": further.get("effects_seed"),
        },
    }


def state_of_report(counting: Counting, claims: Sequence[Mapping[str, Any]]) -> str:
    """A short name of all that a report is made from; another one where any of it has changed, or is seen otherwise.

    `claims`: those of its comparison, which change without any mark.
    """
    rulings, project = rulings_beside(counting), counting.viewer.project
    made_from = [
        counting.collected.state, rulings and rulings.collected.state, project.tentative_alpha, project.enough_alpha,
        WAY_OF_COMPUTING, *([list(claims)] if claims else ()),
    ]  # fmt: skip
    return hashlib.sha256(repr(made_from).encode()).hexdigest()[:STATE_LENGTH]


def texts_of(counting: Counting) -> list[Text]:
    """The documents that enter the comparison, by key. No query."""
    chosen = [row for row, is_in in zip(counting.collected.parts, counting.parts.tolist(), strict=True) if is_in]
    by_document: dict[str, list[Any]] = {}
    for row in chosen:
        by_document.setdefault(row.document_key, []).append(row)
    cells, names = counting.tally.cells, counting.collected.documents
    words_read = np.bincount(cells.document, weights=cells.words, minlength=len(names))
    covered = counting.parts[counting.corpus.cover_part]
    readers = _readers_of_documents(counting, np.flatnonzero(covered))
    place = {name: number for number, name in enumerate(names)}
    return [
        Text(
            key, tuple(dict.fromkeys(row.outlet_key for row in rows)),
            tuple(sorted({row.genre for row in rows} - {""})), tuple(sorted({row.published_on for row in rows} - {""})),
            rows[0].event, sum(row.n_words for row in rows), float(words_read[place[key]]), int(readers[place[key]]),
        )
        for key, rows in sorted(by_document.items())
    ]  # fmt: skip


def _readers_of_documents(counting: Counting, cover: IntArray) -> IntArray:
    """By document: how many readings read something of what was chosen of it."""
    corpus = counting.corpus
    document = corpus.part_document[corpus.cover_part[cover]]
    pairs = np.unique(document * max(len(corpus.reader), 1) + corpus.cover_reading[cover])
    found: IntArray = np.bincount(pairs // max(len(corpus.reader), 1), minlength=len(counting.collected.documents))
    return found


def readers_of(counting: Counting) -> list[dict[str, Any]]:
    """Who read something of what was chosen, and how many readings of theirs count. Rulings have no readers."""
    corpus = counting.corpus
    readings = np.unique(corpus.cover_reading[counting.parts[corpus.cover_part]])
    n = np.bincount(corpus.reader[readings], minlength=len(counting.collected.readers))
    return [
        {"reader": name, "n_readings": int(found)}
        for name, found in zip(counting.collected.readers, n.tolist(), strict=True) if found
    ]  # fmt: skip


def _by_kind(counting: Counting) -> dict[str, dict[str, int]]:
    """Readings and readers of each kind, whichever is counted. Kinds never meet in one figure. One query a kind."""
    found = {}
    for kind in ReviewerKind.values:
        rows = counted_readings(counting.viewer, kind).order_by().values_list("reviewer_id", flat=True)
        reviewers = list(rows)
        if reviewers:
            found[kind] = {"n_readings": len(reviewers), "n_readers": len(set(reviewers))}
    return found


def _excluded(counting: Counting, documents: Sequence[str]) -> list[dict[str, Any]]:
    """Ranges that are no part of their articles, with their words, by reason. One query."""
    start, length = F("start") + Value(1), F("end") - F("start")
    cut = Func(F("document__text"), start, length, function="substr", output_field=TextField())
    rows = Excluded.objects.filter(document__project=counting.viewer.project, document__key__in=documents)
    found: dict[str, list[int]] = {}
    for reason, text in rows.annotate(text=cut).values_list("reason", "text"):
        ranges = found.setdefault(reason, [0, 0])
        ranges[0] += 1
        ranges[1] += n_words(text)
    return [{"reason": reason, "n": n, "n_words": words} for reason, (n, words) in sorted(found.items())]


def _copies(counting: Counting) -> dict[str, int]:
    """Parts that copy a text of this project: they count at their origin, not here."""
    rows = [row for row in counting.collected.parts if not row.counted and _is_taken(counting, row)]
    return {"n": len(rows), "n_words": sum(row.n_words for row in rows)}


def _is_taken(counting: Counting, row: Any) -> bool:
    return counting.filters.take_part(
        genre=row.genre, event=row.event, published_on=row.published_on, fidelity=row.fidelity
    )  # fmt: skip
