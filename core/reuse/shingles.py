"""Runs of words as numbers: the same words give the same number in every process, on every machine."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

ALGORITHM = 1
"""The number of this way of hashing; raise it with any change, and every stored text is compared anew."""
SHINGLE, GRAM = 8, 3
_FACTOR = 0x9E3779B97F4A7C15  # odd: multiplication loses nothing

Hashes = npt.NDArray[np.int64]


@lru_cache(maxsize=200_000)
def _hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def shingles(words: Sequence[str], size: int = SHINGLE) -> Hashes:
    """The hash of each run of `size` words, in the order of the text; empty for a text of fewer words.

    64 bits, signed as a bigint is. Two equal hashes are a reason to look at the words, never a proof. O(n).

    >>> int(shingles("a b c".split(), 3)[0]) == int(shingles("x a b c".split(), 3)[1])
    True
    """
    n = len(words) - size + 1
    if n <= 0:
        return np.empty(0, np.int64)
    hashes = np.fromiter(map(_hash, words), np.uint64, len(words))
    mixed = np.zeros(n, np.uint64)
    for place in range(size):
        factor = np.uint64(pow(_FACTOR, size - place, 1 << 64))
        mixed += hashes[place : place + n] * factor
    mixed ^= mixed >> np.uint64(31)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(29)
    return mixed.view(np.int64)
