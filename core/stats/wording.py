"""Which words one outlet uses where another does not: log-odds with an informative Dirichlet prior.

Source: Monroe, Colaresi and Quinn 2008, Fightin' Words, Political Analysis 16, 372-403, equations 15, 16, 19-22. A list
to read by, not a test: words of one text are no independent draws, so the z scores get no p values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.stats.agreement import FloatArray

PRIOR_SHARE = 0.1
MIN_DOCUMENTS = 2
NO_WORDS = "there are no words to compare"


@dataclass(frozen=True)
class Word:
    """A word with its uses and the documents it is in on each side; `z` above nought: a's word, below: b's."""

    word: str
    n_a: int
    n_b: int
    documents_a: int
    documents_b: int
    z: float


@dataclass(frozen=True)
class Wording:
    """Words from a's to b's, and how many words each side has in all; none, with the reason, where a side has none."""

    words: tuple[Word, ...]
    n_a: int
    n_b: int
    undefined: str | None = None


def distinctive(
    a: Sequence[Mapping[str, int]],
    b: Sequence[Mapping[str, int]],
    background: Mapping[str, float],
    *,
    min_documents: int = MIN_DOCUMENTS,
) -> Wording:
    """The words of documents `a` and `b` (how often each word is used in each), sorted by z, then by the alphabet.

    `background`: uses of each word wherever it is looked for (all outlets in view), those in a and b included: a word
    that it lacks is a ValueError. The prior is the background as if `PRIOR_SHARE` of the words of both had been seen
    before, which keeps rare words from the ends of the list. A word is listed if at least `min_documents` of the side
    whose word it is use it: what one article alone says is its subject, not its outlet's choice of words.

    >>> a, b = {"war": 12, "crisis": 3, "the": 85}, {"war": 4, "crisis": 16, "the": 180}
    >>> found = distinctive([a], [b], {"war": 16, "crisis": 19, "the": 265}, min_documents=1)
    >>> [(word.word, round(word.z, 4)) for word in found.words]
    [('war', 3.0745), ('crisis', -1.5056), ('the', -3.2083)]
    """
    vocabulary = sorted(word for word, uses in background.items() if uses > 0)
    column = {word: number for number, word in enumerate(vocabulary)}
    (n_a, documents_a), (n_b, documents_b) = (_counted(side, column) for side in (a, b))
    total_a, total_b = int(n_a.sum()), int(n_b.sum())
    if not total_a or not total_b or len(vocabulary) < 2:
        return Wording((), total_a, total_b, NO_WORDS)
    used = np.array([background[word] for word in vocabulary], dtype=np.float64)
    z = z_scores(n_a, n_b, PRIOR_SHARE * (total_a + total_b) * used / used.sum())
    listed = np.where(z > 0, documents_a, documents_b) >= min_documents
    order = [number for number in np.argsort(-z, kind="stable").tolist() if listed[number]]
    words = (
        Word(vocabulary[row], int(n_a[row]), int(n_b[row]), int(documents_a[row]), int(documents_b[row]), float(z[row]))
        for row in order
    )
    return Wording(tuple(words), total_a, total_b)


def z_scores(n_a: FloatArray, n_b: FloatArray, prior: FloatArray) -> FloatArray:
    """The difference of log-odds of each word over its standard error; two columns or more, `prior` above nought."""
    own = np.stack([n_a, n_b]) + prior
    odds = np.log(own) - np.log(own.sum(axis=1, keepdims=True) - own)
    return np.asarray((odds[0] - odds[1]) / np.sqrt((1 / own).sum(axis=0)), dtype=np.float64)


def _counted(documents: Sequence[Mapping[str, int]], column: Mapping[str, int]) -> tuple[FloatArray, FloatArray]:
    """Uses of each word, and in how many documents it is."""
    n, n_documents = np.zeros(len(column)), np.zeros(len(column))
    for document in documents:
        for word, uses in document.items():
            if word not in column:
                raise ValueError(f"the background lacks the word {word!r}")
            n[column[word]] += uses
            n_documents[column[word]] += uses > 0
    return n, n_documents
