"""The list of speakers: added, named otherwise, merged and split by whoever keeps the project's provenance.

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
from core.queries.speakers import entries, keys_of
from core.services.texts import check_texts
from core.text.names import name_key

FIELDS = ("name", "side", "aliases", "note")
MAX_NAME_CP, MAX_ALIAS_CP, MAX_ALIASES, MAX_NOTE_CP = 200, 300, 100, 500
SIDE = "side"  # the codebook's detail of which a speaker's side is a value


@transaction.atomic
def add_speaker(viewer: Viewer, values: Mapping[str, Any]) -> Speaker:
    """A speaker of this `name`, with `side`, `aliases` and `note` if given.

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

    Merged again, it is as it is. Errors: `StaleVersion`, `NotFound`, `Invalid` (`same_speaker`).
    """
    viewer.require("provenance")
    rows = _locked(viewer)
    if pk == other:
        raise Invalid("A speaker cannot be merged with itself.", "same_speaker", errors={"other": ["The same."]})
    if other not in {row.pk for row in rows} and _was_merged(_at(rows, pk), other):
        return _at(rows, pk)
    found, gone = _at(rows, pk, version), _at(rows, other)
    found.aliases = _aliases(found.name, [*found.aliases, gone.name, *gone.aliases])
    found.side, found.note = found.side or gone.side, found.note or gone.note
    gone.delete()
    return _write(viewer, found)


@transaction.atomic
def split_alias(viewer: Viewer, pk: int, version: int, alias: Any) -> Speaker:
    """The speaker whose name one alias becomes; it has no side until somebody says so.

    Errors: `StaleVersion`, `NotFound`, `Invalid` (`no_alias`).
    """
    viewer.require("provenance")
    found = _at(_locked(viewer), pk, version)
    left = [name for name in found.aliases if name_key(name) != name_key(str(alias))]
    if len(left) == len(found.aliases):
        raise Invalid("The speaker has no such alias.", "no_alias", errors={"alias": ["Not an alias."]})
    name = next(name for name in found.aliases if name not in left)
    found.aliases = left
    _write(viewer, found)
    return Speaker.objects.create(project=viewer.project, name=name[:MAX_NAME_CP], changed_by=viewer.user)


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
    if "aliases" in values:
        given = values["aliases"]
        if not isinstance(given, list) or len(given) > MAX_ALIASES:
            raise Invalid(
                f"Aliases are a list of {MAX_ALIASES} names at most.", "name_invalid", errors={"aliases": ["No list."]}
            )
        row.aliases = [_name(name, MAX_ALIAS_CP, "aliases") for name in given]
    row.aliases = _aliases(row.name, row.aliases)
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


def _aliases(name: str, names: Iterable[str]) -> list[str]:
    """Each name once, that of the speaker left out."""
    known = {name_key(name)}
    found = []
    for alias in names:
        if name_key(alias) not in known:
            known.add(name_key(alias))
            found.append(alias)
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
