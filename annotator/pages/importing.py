"""Files in, on screen: the page to send them, and what a trial found in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from annotator.pages import words
from core.access import Viewer
from core.services.uploads import MOST_BYTES

SHOWN_NOTES = 12
_TYPES = {
    "file": ("file line", "file lines"), "codebook": ("codebook", "codebooks"), "outlet": ("outlet", "outlets"),
    "document": ("article", "articles"), "reviewer": ("reader", "readers"), "reading": ("reading", "readings"),
    "annotation": ("mark", "marks"), "link": ("link", "links"), "decision": ("ruling", "rulings"),
    "source": ("source", "sources"), "speaker": ("speaker", "speakers"), "claim": ("claim", "claims"),
    "citation": ("citation", "citations"), "assessment": ("set of indicators", "sets of indicators"),
    "unreadable": ("line that cannot be read", "lines that cannot be read"),
}  # fmt: skip
_NOTES = {
    "table_read": "How tables were read",
    "encoding_guessed": "Encodings that were guessed",
    "dropped": "Left out of web pages",
    "outlet_by_domain": "Outlets found by the address",
    "outlet_not_found": "Articles without an outlet of their own",
    "left_alone": "Files left alone",
}
STATES = {"added": "new", "unchanged": "there already", "refused": "refused"}


@dataclass(frozen=True)
class ImportPage:
    """The page to send files from."""

    form: forms.Form
    error: str
    most: str
    most_bytes: int


@dataclass(frozen=True)
class Noted:
    """Remarks of one kind: the first ones with their files, and how many more there are."""

    title: str
    rows: Sequence[tuple[str, str]]
    more: int


@dataclass(frozen=True)
class Outcome:
    """What a trial found, or what an import did. `now_url` is empty where there is nothing to import."""

    is_trial: bool
    lead: str
    counts: Sequence[tuple[str, str, str, str]]
    documents: Sequence[Mapping[str, Any]]
    n_more_documents: int
    notes: Sequence[Noted]
    n_refused: int
    now_url: str
    change_url: str


def import_page(form: forms.Form, error: str = "") -> ImportPage:
    """No query."""
    return ImportPage(form, error, f"{MOST_BYTES // 2**20} MB", MOST_BYTES)


def outcome(viewer: Viewer, report: Mapping[str, Any]) -> Outcome | None:
    """The report of `core.jobs.imports` for people; None for what is none. No query."""
    if "job" not in report:
        return None
    is_trial, types = report["dry_run"], report["types"]
    n_documents = sum(types.get("document", {}).values())
    args = [viewer.project.slug, report["job"]]
    return Outcome(
        is_trial,
        _lead(report),
        [_counted(name, row) for name, row in types.items() if name != "file"],
        [_article(row) for row in report["documents"]],
        max(0, n_documents - len(report["documents"])),
        _notes(report["notes"]),
        report["refused"],
        reverse("import_now", args=args) if is_trial and report["added"] else "",
        reverse("import_again", args=args) if is_trial or not report["stored"] else "",
    )  # fmt: skip


def _article(row: Mapping[str, Any]) -> dict[str, Any]:
    length = words.count(row["n_characters"], "character", "characters")
    return {**row, "state_words": STATES[row["state"]], "length": length}


def _counted(name: str, row: Mapping[str, int]) -> tuple[str, str, str, str]:
    one, many = _TYPES.get(name, (name, name))
    word = one if sum(row.values()) == 1 else many
    return word.capitalize(), f"{row['added']:,}", f"{row['unchanged']:,}", f"{row['refused']:,}"


def _lead(report: Mapping[str, Any]) -> str:
    n_added, n_refused = report["added"], report["refused"]
    if not report["n_lines"]:
        return "There is nothing in these files that can be read."
    if report["dry_run"]:
        found = _new(report) if n_added else "Nothing new is in these files"
        return f"{found}; {_refused(n_refused)}." if n_refused else f"{found}. Nothing was refused."
    if not report["stored"]:
        return f"Nothing was stored: {_refused(n_refused)}. Mend the files, or import all but those."
    left = f"; {_refused(n_refused)} and left out" if n_refused else ""
    return f"{_new(report)} added{left}." if n_added else f"All of it was there already{left}."


def _new(report: Mapping[str, Any]) -> str:
    parts = [
        words.count(row["added"], *_TYPES.get(name, (name, name)))
        for name, row in report["types"].items() if row["added"] and name != "file"
    ]  # fmt: skip
    listed = " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1] if parts else "")))
    return f"{listed} {'is' if report['added'] == 1 else 'are'} new" if report["dry_run"] else listed


def _refused(n: int) -> str:
    return f"{words.count(n, 'line', 'lines')} {'was' if n == 1 else 'were'} refused"


def _notes(rows: Sequence[Mapping[str, Any]]) -> list[Noted]:
    kinds: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        place = row["file"] if not row["line"] else f"{row['file']}, line {row['line']}".removeprefix(", ")
        kinds.setdefault(_NOTES.get(row["code"], "To know"), []).append((place, row["text"]))
    order = [*_NOTES.values(), "To know"]
    return [
        Noted(title, kinds[title][:SHOWN_NOTES], max(0, len(kinds[title]) - SHOWN_NOTES))
        for title in order if title in kinds
    ]  # fmt: skip
