"""The words that one origin uses of the focus where the others do not: in marked spans about it, nowhere else."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from django.db import connection

from core.models import Annotation, Decision
from core.queries.counting import Counting
from core.queries.layers import ADJUDICATED
from core.queries.stored import Slow
from core.stats.corpus import Tally
from core.stats.study import IntArray
from core.stats.wording import MIN_DOCUMENTS, Wording, distinctive
from core.text.segments import words

Json = dict[str, Any]

MOST_WORDS = 12
MIN_LETTERS = 2
LOWEST_Z = 1.0  # below, a word is as much the others'


def wordings(counting: Counting) -> Slow:
    """`distinctive`: of each origin the words that set it apart from all others, as the contract has it.

    A word of the text counts once, however many readers marked it. Words are those of the rates, in lower case;
    figures, years and single letters are left out. The names of the focus are kept, for by which of them a text calls
    it is a choice of words. Only text as it was written, unless the filters ask for another wording.
    One query to compute.
    """
    depends_on = [counting.collected.state, sorted(counting.filters.given().items()), MOST_WORDS, LOWEST_Z, MIN_LETTERS]
    return Slow(counting.viewer.project, "words", depends_on, lambda: {"distinctive": _distinctive(counting)})


def _distinctive(counting: Counting) -> list[Json]:
    documents = _documents(counting)
    origins = sorted({origin for origin, _ in documents})
    background: Counter[str] = Counter()
    for uses in documents.values():
        background.update(uses)
    rows = []
    for origin in origins:
        own = [uses for (place, _), uses in documents.items() if place == origin]
        others = [uses for (place, _), uses in documents.items() if place != origin]
        rows.append(_row(counting.collected.origins[origin], distinctive(own, others, background), len(own)))
    return rows


def _row(outlet: str, found: Wording, n_documents: int) -> Json:
    few = f"fewer than {MIN_DOCUMENTS} documents" if n_documents < MIN_DOCUMENTS else None
    return {
        "outlet": outlet, "n_words": found.n_a, "n_words_elsewhere": found.n_b, "n_documents": n_documents,
        "undefined": found.undefined or few,
        "words": [
            {"word": word.word, "z": round(word.z, 4), "n": word.n_a, "n_elsewhere": word.n_b,
             "n_documents": word.documents_a, "n_documents_elsewhere": word.documents_b}
            for word in found.words[:MOST_WORDS] if word.z >= LOWEST_Z
        ],
    }  # fmt: skip


def _documents(counting: Counting) -> dict[tuple[int, int], Counter[str]]:
    """By origin and document: how often each word stands in what is marked there."""
    found: dict[tuple[int, int], Counter[str]] = {}
    reached, last = 0, (-1, -1)
    for origin, document, start, quote in _marked(counting):
        if (origin, document) != last:
            reached, last = 0, (origin, document)
        uses = found.setdefault(last, Counter())
        for word in words(quote):
            if start + word.start >= reached:
                uses[word.cut(quote).lower().replace("’", "'")] += 1
        reached = max(reached, start + len(quote))
    return {place: _worth_listing(uses) for place, uses in found.items()}


def _worth_listing(uses: Counter[str]) -> Counter[str]:
    return Counter({word: n for word, n in uses.items() if len(word) >= MIN_LETTERS and any(map(str.isalpha, word))})


def _marked(counting: Counting) -> Iterator[tuple[int, int, int, str]]:
    """Origin, document, start and words of each span about the focus, in the order of the text. One query.

    The ids are those of marks that the viewer's figures count.
    """
    corpus = counting.corpus
    about = counting.of_label & counting.has("target", counting.rules.focus_targets)
    chosen = Tally(corpus, counting.as_written, counting.marks & about).mark
    part = corpus.part[chosen]
    columns = np.stack([
        corpus.part_origin[part], corpus.part_document[part], corpus.start[chosen], corpus.end[chosen]
    ])  # fmt: skip
    spans, first = np.unique(columns, axis=1, return_index=True)
    keys = corpus.key[chosen[first]]
    quotes = _quotes(keys, ruled=counting.filters.layer == ADJUDICATED)
    for (origin, document, start, _), key in zip(spans.T.tolist(), keys.tolist(), strict=True):
        yield origin, document, start, quotes[key]


def _quotes(keys: IntArray, *, ruled: bool) -> dict[int, str]:
    table = (Decision if ruled else Annotation)._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, quote FROM {table} WHERE id = ANY(%s)", [keys.tolist()])
        return dict(cursor.fetchall())
