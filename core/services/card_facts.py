"""The facts on the card of a source: checked before they are stored, and the key that is made from them."""

import re
import secrets
import unicodedata
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from core.errors import Invalid
from core.models.constraints import KEY_PATTERN
from core.services.documents import is_partial_date
from core.services.texts import check_texts

FACTS = ("kind", "title", "producer", "published_on", "url")
_LONGEST = {"kind": 60, "title": 500, "producer": 300, "published_on": 10, "url": 2000}  # as the columns are
_OF_PAGES = frozenset({"check", "cited", "file"})  # what stands where a key stands in addresses
_MAX_STEM_CP = 60


def checked_facts(values: Mapping[str, Any]) -> dict[str, str]:
    """The facts that were given, without white space around them. `Invalid` names the field that does not hold.

    An address is http or https and names a host; a date is a year, a month or a day.
    """
    facts = {}
    for name, value in values.items():
        if name not in FACTS:
            raise _refused(name, f"A card has no field {name[:80]!r}.", "unknown_field")
        if not isinstance(value, str):
            raise _refused(name, f"The {name} of a card is a text.")
        facts[name] = value.strip()
        if len(facts[name]) > _LONGEST[name]:
            raise _refused(name, f"The {name} of a card has at most {_LONGEST[name]:,} characters.")
        if "\n" in facts[name] or "\r" in facts[name]:
            raise _refused(name, f"The {name} of a card is one line.")
    check_texts(facts)
    if not is_partial_date(facts.get("published_on", "")):
        raise _refused("published_on", "A date is a year, a month or a day: 2019, 2019-11, 2019-11-14.")
    if facts.get("url"):
        facts["url"] = _checked_address(facts["url"])
    return facts


def require_a_name(facts: Mapping[str, str]) -> None:
    """`Invalid` for a card by which nobody could find the source."""
    if not any(facts.get(name) for name in ("title", "producer", "url")):
        raise _refused("title", "Say what the source is: a title, who produced it, or its address.", "card_empty")


def _checked_address(url: str) -> str:
    """The address with its scheme in lower case. Whatever else a browser would open is refused."""
    wrong = _refused("url", "An address begins with http:// or https:// and names a site.", "address_refused")
    scheme, colon, rest = url.partition(":")
    if not colon or scheme.lower() not in ("http", "https") or re.search(r"[\s\\<>\"]", url):
        raise wrong
    try:
        host = urlsplit(url).hostname
    except ValueError:
        raise wrong from None
    if not host or not re.search(r"\w", host):
        raise wrong
    return f"{scheme.lower()}:{rest}"


def checked_key(key: Any) -> str:
    """A key that a card may have."""
    if not isinstance(key, str) or not re.fullmatch(KEY_PATTERN, key):
        rule = "A key begins with a letter or digit and goes on with these, '.', '_' and '-': 100 characters at most."
        raise _refused("key", rule, "key_invalid")
    if key in _OF_PAGES:
        raise _refused("key", f"{key!r} is the address of a page. Choose another key.", "key_invalid")
    return key


def key_from(facts: Mapping[str, str], taken: Collection[str]) -> str:
    """A free key in the words of the card.

    >>> key_from({"producer": "RAND", "title": "Opioids", "published_on": "2019-08"}, {"rand-opioids-2019"})
    'rand-opioids-2019-2'
    """
    stem = stem_of(facts)
    each = [stem, *(f"{stem}-{i}" for i in range(2, len(taken) + 4))]
    return next(key for key in each if key not in taken and key not in _OF_PAGES)


def private_key(facts: Mapping[str, str]) -> str:
    """A key for a card that not everybody sees: in its words, and so that nobody meets it by naming another alike."""
    return f"{stem_of(facts)}-{secrets.token_hex(5)}"


def stem_of(facts: Mapping[str, str]) -> str:
    """Producer, title and year, as a key has them."""
    host = urlsplit(facts["url"]).hostname if facts.get("url") else ""
    words = " ".join(filter(None, (facts.get("producer"), facts.get("title")))) or host or ""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_MAX_STEM_CP].strip("-") or "source"
    year = facts.get("published_on", "")[:4]
    return f"{stem}-{year}" if year else stem


def _refused(field: str, message: str, code: str = "invalid") -> Invalid:
    return Invalid(message, code, errors={field[:80]: [message]})
