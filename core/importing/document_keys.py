"""Keys of documents that bring none: made of the names of their files, the same each time."""

import os
import re
import unicodedata
from hashlib import sha256
from pathlib import Path

MAX_KEY_LENGTH = 100
_NOT_IN_A_KEY = re.compile(r"[^A-Za-z0-9._-]+")


class Keys:
    """The keys of one run, so that no two files get the same."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def free(self, name: str, relative: Path) -> str:
        """The key of this name; with a hash of the file's place where another file of the run has it already."""
        key, n_tries = key_of(name, relative), 0
        while key in self.taken:
            key, n_tries = _hashed(name, f"{relative}{n_tries or ''}"), n_tries + 1
        self.taken.add(key)
        return key


def key_of(name: str, relative: Path) -> str:
    """A file name as a document key; with a hash of the file's place where the name loses letters or is too long.

    >>> key_of("Der Artikel (2).old", Path("Der Artikel (2).old.txt"))
    'Der-Artikel-2-.old'
    >>> key_of("北京 2", Path("北京 2.txt"))
    '2-e203a2a7'
    """
    key = _plain(name)
    return key if key and name.isascii() and len(key) <= MAX_KEY_LENGTH else _hashed(name, str(relative))


def _hashed(name: str, place: str) -> str:
    """The key with eight digits of the SHA-256 of the place, written in one way (macOS and Linux spell é otherwise)."""
    digits = sha256(os.fsencode(unicodedata.normalize("NFC", place))).hexdigest()[:8]
    return f"{(_plain(name) or 'document')[: MAX_KEY_LENGTH - 9]}-{digits}"


def _plain(name: str) -> str:
    return _NOT_IN_A_KEY.sub("-", name).lstrip("._-")
