"""In which language a line seems to be, from small words that only one of them has."""

import re

_SMALL = {
    "en": "the of and to is for with on that it by from this was are at you your",
    "de": "der das und zum zur von mit für nicht ist auf im den dem des ein eine uhr mehr sie auch wir",
    "fr": "le les des du et à pour est au aux une sur cet cette vous nos votre dans par mis ce que il je",
    "es": "el los las y para por un una del es su sin te se con lo más",
    "it": "il gli di e per della nel con è un una che più del",
    "pt": "o os as da do em para por um uma não com mais",
    "nl": "het een van en voor op met niet zijn dit meer wij",
}
_SHARED = {"fr": "de la en", "es": "de la en", "it": "la", "pt": "de", "nl": "de"}
_TONGUES = {name: frozenset(f"{words} {_SHARED.get(name, '')}".split()) for name, words in _SMALL.items()}
_WORD = re.compile(r"[^\W\d_]+")
_LATIN, _OTHER = "\u0250", "other"  # letters before this are Latin; the tongue of texts in other letters
_LABEL_CP = 40  # a longer line in other letters may be a quotation
_FEW = 6  # words of which one may be enough
_MANY_CP = 20_000


def tongue_of(text: str) -> str:
    """The language whose small words a text has most of, from its beginning; “other” for what is not in Latin letters.

    >>> tongue_of("The mayor of the town and the priest"), tongue_of("Der Bürger und das Amt")
    ('en', 'de')
    """
    if not _is_latin(text[:_MANY_CP]):
        return _OTHER
    counts = _counts(_words(text[:_MANY_CP]))
    return max(counts, key=lambda name: counts[name])


def is_foreign(line: str, tongue: str) -> bool:
    """Whether a line has small words of another language and none of this one, or is in other letters.

    >>> is_foreign("Compartir en Facebook", "en"), is_foreign("Share on Facebook", "en"), is_foreign("Реклама", "en")
    (True, False, True)
    """
    if not _is_latin(line) or tongue == _OTHER:
        return len(line) <= _LABEL_CP and _is_latin(line) == (tongue == _OTHER)
    words = _words(line)
    counts = _counts(words)
    own = counts.pop(tongue)
    return not own and max(counts.values()) >= (1 if len(words) <= _FEW else 2)


def _is_latin(text: str) -> bool:
    letters = [letter < _LATIN for letter in text if letter.isalpha()]
    return not letters or 2 * sum(letters) >= len(letters)


def _words(text: str) -> list[str]:
    """Its words in small letters; one with a capital inside a line is a name."""
    found = _WORD.findall(text)
    return [word.lower() for place, word in enumerate(found) if place == 0 or word[:1].islower() or len(found) <= 3]


def _counts(words: list[str]) -> dict[str, int]:
    return {name: sum(word in small for word in words) for name, small in _TONGUES.items()}
