"""The list of speakers: added, named otherwise, merged, split, told apart and removed by whoever keeps the project's
provenance.

A name belongs to one speaker at most, whatever its case and spaces: every change locks the project's row first, so
that of two at once the second finds what the first filed.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from core.access import Viewer
from core.errors import Conflict, Invalid, NotFound, StaleVersion
from core.models import Project, Speaker
from core.queries.codebooks import rules_of
from core.queries.speakers import entries, keys_of, removed_entry
from core.services.texts import check_texts
from core.text.names import name_key

FIELDS = ("name", "side", "aliases", "not_same", "note")
MAX_NAME_CP, MAX_ALIAS_CP, MAX_ALIASES, MAX_NOTE_CP = 200, 300, 100, 500
SIDE = "side"  # the codebook's detail of which a speaker's side is a value


@transaction.atomic
def add_speaker(viewer: Viewer, values: Mapping[str, Any]) -> Speaker:
    """A speaker of this `name`, with `side`, `aliases`, `not_same` and `note` if given.

    Errors: `Invalid` (`name_invalid`, `unknown_side`, `unknown_field`), `Conflict` (`name_taken`).
    """
    viewer.require("provenance")
    others = _locked(viewer)
    found = Speaker(project=viewer.project, changed_by=viewer.user)
    _set(viewer, found, {"name": "", **values})
    _require_free(found, others)
    found.save()
    return found


@transaction.atomic
def change_speaker(viewer: Viewer, pk: int, version: int, values: Mapping[str, Any]) -> Speaker:
    """The speaker with these values changed, if it still has this version. Errors as for adding, `StaleVersion`."""
    viewer.require("provenance")
    rows = _locked(viewer)
    found = _at(rows, pk, version)
    before = {name: getattr(found, name) for name in FIELDS}
    _set(viewer, found, values)
    _require_free(found, rows)
    return found if before == {name: getattr(found, name) for name in FIELDS} else _write(viewer, found)


@transaction.atomic
def merge_speakers(viewer: Viewer, pk: int, version: int, other: int) -> Speaker:
    """The speaker with all names of the other as aliases; the other's entry goes, its history stays.

    Merged again, it is as it is. Errors: `StaleVersion`, `NotFound`, `Invalid` (`same_speaker`, `name_invalid` for
    more names than one speaker may have).
    """
    viewer.require("provenance")
    rows = _locked(viewer)
    if pk == other:
        raise Invalid("A speaker cannot be merged with itself.", "same_speaker", errors={"other": ["The same."]})
    if other not in {row.pk for row in rows} and _was_merged(_at(rows, pk), other):
        return _at(rows, pk)
    found, gone = _at(rows, pk, version), _at(rows, other)
    _set(viewer, found, {
        "aliases": [*found.aliases, gone.name, *gone.aliases], "not_same": [*found.not_same, *gone.not_same],
        "side": found.side or gone.side, "note": found.note or gone.note,
    })  # fmt: skip
    _write(viewer, gone)  # the history says who did it
    gone.delete()
    return _write(viewer, found)


@transaction.atomic
def split_alias(viewer: Viewer, pk: int, version: int, alias: Any) -> Speaker:
    """The speaker whose name one alias becomes; it has no side until somebody says so. The two are told apart.

    Errors: `StaleVersion`, `NotFound`, `Invalid` (`no_alias`, `name_invalid` for one too long to be a name).
    """
    viewer.require("provenance")
    found = _at(_locked(viewer), pk, version)
    key = name_key(alias) if isinstance(alias, str) else ""
    name = next((name for name in found.aliases if name_key(name) == key), None)
    if name is None:
        raise Invalid("The speaker has no such alias.", "no_alias", errors={"alias": ["Not an alias."]})
    found.aliases = [other for other in found.aliases if name_key(other) != key]
    name = _name(name, MAX_NAME_CP, "alias")
    made = Speaker(project=viewer.project, name=name, not_same=[found.name], changed_by=viewer.user)
    found.not_same = _each_once([*found.not_same, made.name], keys_of(found))
    _write(viewer, found)
    made.save()
    return made


@transaction.atomic
def remove_speaker(viewer: Viewer, pk: int, version: int) -> None:
    """The entry goes, if it still has this version; its history stays, and marks keep their words.

    Errors: `StaleVersion`, `NotFound`.
    """
    viewer.require("provenance")
    found = _at(_locked(viewer), pk, version)
    _write(viewer, found)  # the history says who removed it
    found.delete()


@transaction.atomic
def restore_speaker(viewer: Viewer, pk: int) -> Speaker:
    """A removed entry as it was, at its next version; one that is there is no change.

    Errors: `NotFound`, `Conflict` (`name_taken`) where another speaker has one of its names by now.
    """
    viewer.require("provenance")
    rows = _locked(viewer)
    if there := next((row for row in rows if row.pk == pk), None):
        return there
    last = removed_entry(viewer, pk)
    found = Speaker(pk=pk, project=viewer.project, created_at=last.created_at, version=last.version,
                    **{name: getattr(last, name) for name in FIELDS})  # fmt: skip
    _require_free(found, rows)
    return _write(viewer, found)


@transaction.atomic
def join_names(viewer: Viewer, names: Sequence[str]) -> Speaker:
    """One speaker for all these names, the first the one it is called by where none is filed. Again: no change.

    Speakers that are filed under some of them already become the first of them.
    """
    viewer.require("provenance")
    rows = _locked(viewer)
    asked = {name_key(name) for name in names}
    filed = [row for row in rows if keys_of(row) & asked]
    if not filed:
        return add_speaker(viewer, {"name": names[0], "aliases": list(names[1:])})
    first = filed[0]
    for other in filed[1:]:
        first = merge_speakers(viewer, first.pk, first.version, other.pk)
    return change_speaker(viewer, first.pk, first.version, {"aliases": [*first.aliases, *names]})


@transaction.atomic
def tell_apart(viewer: Viewer, one: str, other: str) -> tuple[Speaker, Speaker]:
    """The two speakers of these names, suggested as one no more; a name that nobody filed is put on the list.

    Again: no change. Errors: `Invalid` (`same_speaker` for names of one entry, `name_invalid`).
    """
    viewer.require("provenance")
    a, b = _of_name(viewer, one), _of_name(viewer, other)
    if a.pk == b.pk:
        raise Invalid(f"Both are names of {a.name} on the list. Take one out there.", "same_speaker")
    return _say_apart(viewer, a, b), _say_apart(viewer, b, a)


@transaction.atomic
def ask_again(viewer: Viewer, pk: int, version: int, name: str) -> Speaker:
    """The speaker, told apart from that of this name no more, on both sides. Errors: `StaleVersion`, `NotFound`."""
    viewer.require("provenance")
    rows = _locked(viewer)
    found = _at(rows, pk, version)
    others = [row for row in rows if name_key(name) in keys_of(row)]
    for row in others:
        _unsay(viewer, row, keys_of(found))
    return _unsay(viewer, found, {name_key(name)}.union(*map(keys_of, others)))


def _of_name(viewer: Viewer, name: str) -> Speaker:
    """The speaker filed under the name, now if not before."""
    found = next((row for row in _locked(viewer) if name_key(name) in keys_of(row)), None)
    return found or add_speaker(viewer, {"name": name})


def _say_apart(viewer: Viewer, row: Speaker, other: Speaker) -> Speaker:
    if keys_of(other) & set(map(name_key, row.not_same)):
        return row
    _set(viewer, row, {"not_same": [*row.not_same, other.name]})
    return _write(viewer, row)


def _unsay(viewer: Viewer, row: Speaker, keys: set[str]) -> Speaker:
    left = [name for name in row.not_same if name_key(name) not in keys]
    if left == row.not_same:
        return row
    row.not_same = left
    return _write(viewer, row)


def _locked(viewer: Viewer) -> list[Speaker]:
    """The list, while nobody else changes it."""
    Project.objects.select_for_update(no_key=True).get(pk=viewer.project.pk)
    return entries(viewer)


def _at(rows: Iterable[Speaker], pk: int, version: int | None = None) -> Speaker:
    found = next((row for row in rows if row.pk == pk), None)
    if found is None:
        raise NotFound("There is no such speaker.")
    if version not in (None, found.version):
        raise StaleVersion("This speaker was changed meanwhile. Look at the entry as it is now.", found)
    return found


def _set(viewer: Viewer, row: Speaker, values: Mapping[str, Any]) -> None:
    for name in values:
        if name not in FIELDS:
            raise Invalid(f"A speaker has no field {name!r:.60}.", "unknown_field", errors={name: ["Unknown field."]})
    if "name" in values:
        row.name = _name(values["name"], MAX_NAME_CP, "name")
    for name in ("aliases", "not_same"):
        if name in values:
            setattr(row, name, _names(values[name], name))
    row.aliases = _each_once(row.aliases, {name_key(row.name)})
    row.not_same = _each_once(row.not_same, keys_of(row))
    if "side" in values:
        row.side = _side(viewer, values["side"])
    if "note" in values:
        row.note = _note(values["note"])


def _name(value: Any, limit: int, where: str) -> str:
    words = " ".join(value.split()) if isinstance(value, str) else ""
    if not 0 < len(words) <= limit:
        raise Invalid(f"A name has 1 to {limit} characters.", "name_invalid", errors={where: ["No name."]})
    if not any(map(str.isalnum, words)):  # blanks that no screen shows
        raise Invalid("A name has a letter or a digit.", "name_invalid", errors={where: ["Nothing to read."]})
    check_texts({where: words})
    return words


def _names(given: Any, where: str) -> list[str]:
    if not isinstance(given, list) or len(given) > MAX_ALIASES:
        raise Invalid(f"Give a list of {MAX_ALIASES} names at most.", "name_invalid", errors={where: ["No list."]})
    return [_name(name, MAX_ALIAS_CP, where) for name in given]


def _each_once(names: Iterable[str], but: Iterable[str]) -> list[str]:
    """Each name once, without those that are looked up by one of these keys."""
    known = set(but)
    found = []
    for name in names:
        if name_key(name) not in known:
            known.add(name_key(name))
            found.append(name)
    return found


def _side(viewer: Viewer, value: Any) -> str:
    facet = rules_of(viewer.project.codebook).facets.get(SIDE)
    known = list(facet.values) if facet else []
    if value == "" or value in known:
        return str(value)
    raise Invalid(
        f"There is no side {value!r:.60}. Known: {', '.join(known)}.", "unknown_side", errors={"side": ["Unknown."]}
    )


def _note(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_NOTE_CP:
        raise Invalid(f"A note has at most {MAX_NOTE_CP} characters.", "note_invalid", errors={"note": ["Too long."]})
    check_texts({"note": value})
    return value


def _require_free(row: Speaker, others: Iterable[Speaker]) -> None:
    """`Conflict` (`name_taken`) for a name that another speaker has."""
    for other in others:
        if other.pk != row.pk and (taken := keys_of(row) & keys_of(other)):
            name = next(name for name in (row.name, *row.aliases) if name_key(name) in taken)
            raise Conflict(
                f"“{name}” is a name of {other.name} already. Merge the two, or take it out there.", "name_taken",
                details={"speaker": other.pk},
            )  # fmt: skip


def _was_merged(into: Speaker, other: int) -> bool:
    """Whether the entry that is no more had a name that this one has."""
    history: Any = Speaker._meta.get_field("history").related_model
    last = history.objects.filter(id=other, project=into.project_id).order_by("-pgh_id").first()
    return last is not None and name_key(last.name) in keys_of(into)


def _write(viewer: Viewer, row: Speaker) -> Speaker:
    row.version += 1
    row.changed_by = viewer.user
    row.save()
    return row
