r"""Codes and keys that people read off a wall and type, and the names they give themselves.

The alphabet has no look-alikes (no 0 O, 1 I L, U V is V). Case, hyphens and spaces do not matter when typing.
"""

import secrets
import unicodedata
from hashlib import sha256

from core.errors import Invalid

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 7
"""30^7 codes, 34 bits: together with the limit on wrong tries (`core.services.guessing`) nobody guesses one."""
KEY_LENGTH = 16
"""30^16 keys, 78 bits: whoever sees the stored hash finds no key either."""
MAX_NAME = 60
MAX_TYPED = 200
# Marks that turn the direction of what follows, so that one name could disguise as another or upset a list.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def new_code() -> str:
    """A new code, as it is stored: without the hyphen."""
    return _random(CODE_LENGTH)


def new_return_key() -> str:
    """A new key to come back with, as people see it: four groups of four."""
    return grouped(_random(KEY_LENGTH))


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def normal(typed: str) -> str:
    """What was typed, as it is stored: capitals and digits only.

    >>> normal(" k7m-3qx4 ")
    'K7M3QX4'
    """
    letters = unicodedata.normalize("NFKC", typed[:MAX_TYPED]).upper()
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def grouped(code: str) -> str:
    """A code in groups for the eye: seven as three and four, keys by four.

    >>> grouped("K7M3QX4"), grouped("ABCDEFGH")
    ('K7M-3QX4', 'ABCD-EFGH')
    """
    first = len(code) % 4 or 4
    return "-".join([code[:first], *(code[start : start + 4] for start in range(first, len(code), 4))])


def key_sha256(typed: str) -> str:
    """The hash under which a return key is stored."""
    return sha256(normal(typed).encode()).hexdigest()


def own_name(given: str) -> str:
    """A name of one's own: composed, trimmed, single spaces.

    Errors: `Invalid` (`name_invalid`) for nothing, over 60 characters, control characters, or nothing to be seen.
    """
    if any(_is_control(letter) for letter in given.strip()):
        raise _refused("A name cannot hold control characters.")
    name = " ".join(unicodedata.normalize("NFC", given).split())
    if not any(unicodedata.category(letter)[0] in "LNPS" for letter in name):
        raise _refused("Type a name, one that the others know you by.")
    if len(name) > MAX_NAME:
        raise _refused(f"A name has {MAX_NAME} characters at most.")
    return name


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") or letter in _TURNING


def _refused(message: str) -> Invalid:
    return Invalid(message, "name_invalid", errors={"name": [message]})
