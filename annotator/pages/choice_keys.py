"""Keys of the details card: one letter for each row asked first, one sign for each value of a row."""

from collections.abc import Iterable
from string import ascii_lowercase

from core.models import Facet
from core.queries.codebooks import FacetRule, Rules, ValueRule

RESERVED = "cdfghjklmu"
"""What the page's own keys do while the details have the focus (`keytable.js`), and what discussion will take."""
FIXED = {"unsure": "q"}
DIGITS = "123456789"


def row_keys(rules: Rules) -> dict[str, str]:
    """A letter for each row asked first, from the detail's key: closed lists choose before free texts."""
    taken = {*RESERVED, *FIXED.values(), *(label.letter.lower() for label in rules.labels.values())}
    found = {key: letter for key, letter in FIXED.items() if key in rules.facets}
    asked = [rule for rule in rules.facets.values() if rule.first and rule.key not in found]
    for rule in sorted(asked, key=lambda rule: rule.kind == Facet.Kind.TEXT):
        found[rule.key] = next((letter for letter in rule.key.lower() if _is_free(letter, taken)), "")
        taken.add(found[rule.key])
    return found


def letters_left(rules: Rules) -> list[str]:
    """Letters that neither a label nor a row nor a command has."""
    taken = {*RESERVED, *row_keys(rules).values(), *(label.letter.lower() for label in rules.labels.values())}
    return [letter for letter in ascii_lowercase if letter not in taken]


def value_keys(rule: FacetRule, letters: Iterable[str]) -> dict[str, str]:
    """A sign for each value: a rung its rank, the others 1 to 9, then letters, of their name where there are any.

    Values of different labels are never shown together, so each label counts from 1.
    """
    found = {value.key: str(value.rank) for value in rule.values.values() if _is_rung(rule, value)}
    rungs = set(found.values())
    used: dict[str, set[str]] = {}
    pool = [digit for digit in DIGITS if digit not in rungs] + list(letters)
    for value in rule.values.values():
        if value.key in found:
            continue
        beside = used.get("", set()) | (used.get(value.label, set()) if value.label else set().union(*used.values()))
        found[value.key] = _choice([key for key in pool if key not in beside], value.name)
        used.setdefault(value.label or "", set()).add(found[value.key])
    return found


def _choice(free: list[str], name: str) -> str:
    if free and free[0].isdigit():
        return free[0]
    return next((letter for letter in name.lower() if letter in free), free[0] if free else "")


def _is_rung(rule: FacetRule, value: ValueRule) -> bool:
    return rule.ordered and value.rank is not None and 0 <= value.rank <= 9


def _is_free(letter: str, taken: set[str]) -> bool:
    return letter in ascii_lowercase and letter not in taken
