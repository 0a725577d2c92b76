"""An answer to a credibility indicator, checked as it comes: from a form, a program, or a file.

Apart from what computes with answers: the process that reads files of strangers loads this, and has little memory.
"""

from collections.abc import Mapping
from typing import Any

from core.errors import Invalid
from core.queries.indicators import Indicator, indicators
from core.services.texts import check_texts

MAX_NOTE_CP = 500


def checked_mapping(value: Any, name: str) -> Mapping[str, Any]:
    """An object as it came; `Invalid` for what is none."""
    if not isinstance(value, Mapping):
        raise Invalid(f"{name!r} is an object.", errors={name: ["No object."]})
    return value


def checked_answer(key: str, given: Any) -> dict[str, Any] | None:
    """One answer as it is stored, its note left out where it is empty; None takes it back.

    Errors: `Invalid` (`unknown_indicator`, `unknown_value`).
    """
    indicator = indicators().get(key)
    if indicator is None:
        known = ", ".join(indicators())
        raise Invalid(f"There is no indicator {key!r:.60}. Known: {known}.", "unknown_indicator",
                      errors={key[:60]: ["Unknown."]})  # fmt: skip
    if given is None:
        return None
    unknown = sorted(checked_mapping(given, key).keys() - {"value", "note"})
    if unknown:
        raise Invalid(f"An answer has a value and a note, not {unknown[0]!r:.60}.", errors={key: ["Unknown field."]})
    note = _note(indicator, given.get("note", ""))
    return {"value": _value(indicator, given.get("value"))} | ({"note": note} if note else {})


def _value(indicator: Indicator, value: Any) -> str | list[str]:
    keys = value if indicator.several and isinstance(value, list) else [value]
    for one in keys:
        if not isinstance(one, str) or one not in indicator.values:
            known = ", ".join(indicator.values)
            raise refused_answer(indicator, f"there is no answer {one!r:.60}. Known: {known}.", "unknown_value")
    if not indicator.several:
        return str(keys[0])
    chosen = indicator.chosen(keys)
    if not chosen:
        raise refused_answer(indicator, "choose at least one answer.", "unknown_value")
    alone = [one for one in chosen if indicator.values[one].alone]
    if alone and len(chosen) > 1:
        raise refused_answer(
            indicator, f"“{indicator.values[alone[0]].name}” goes with no other answer.", "unknown_value"
        )
    return chosen


def _note(indicator: Indicator, note: Any) -> str:
    if not isinstance(note, str):
        raise refused_answer(indicator, "a note is a text.", "invalid")
    note = note.strip()
    if len(note) > MAX_NOTE_CP:
        raise refused_answer(
            indicator, f"a note has at most {MAX_NOTE_CP} characters, this one {len(note)}.", "invalid"
        )
    check_texts({indicator.key: note})
    return note


def refused_answer(indicator: Indicator, why: str, code: str) -> Invalid:
    """The refusal of an answer, named after its indicator."""
    return Invalid(f"{indicator.name}: {why}", code, errors={indicator.key: [why[0].upper() + why[1:]]})
