"""Document lines: checked one by one, stored in batches with their sections, excluded ranges and parts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from core.errors import Conflict, Forbidden, Invalid
from core.importing.comparing import differences
from core.importing.fields import DOCUMENT_FACTS
from core.importing.outlet_lines import add_unidentified
from core.importing.report import Place
from core.importing.run import Run
from core.importing.shapes import UNIDENTIFIED, FileDocument, read_document
from core.importing.version_lines import Articles, is_version
from core.models import Document, Excluded, Part, Section
from core.services import derived
from core.services.documents import SectionDraft, check_ranges, checked_document, section_row
from core.text.spans import Span

BATCH = 250
BATCH_CP = 4_000_000


@dataclass
class _New:
    """A document to be stored, with rows that are not saved yet."""

    at: Place
    draft: FileDocument
    document: Document
    sections: list[Section]

    @property
    def named(self) -> set[str]:
        """Other documents that it cannot be stored without."""
        copies = {row.copy_of for row in self.draft.draft.sections}
        return (copies | {self.draft.version.of}) - {""}


class DocumentTaker:
    """Stores documents; one whose section copies a later document waits for it."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pending: dict[str, tuple[Place, FileDocument]] = {}
        self.pending_cp = 0
        self.waiting: list[_New] = []
        self.versions: list[_New] = []
        self.seen: dict[str, Place] = {}

    def take(self, at: Place, data: Mapping[str, Any]) -> None:
        """Check the line's form; a second line of the same id is refused unless it says the same."""
        try:
            draft = read_document(data)
        except Exception:
            self.run.refused_documents.add(str(data.get("id")))
            raise
        key = draft.draft.key
        if key in self.seen:
            self._again(at, key, draft)
            return
        self.seen[key] = at
        if draft.shifted:
            self.run.shifted.add(key)
        self.pending[key] = (at, draft)
        self.pending_cp += len(draft.draft.text)
        if len(self.pending) >= BATCH or self.pending_cp > BATCH_CP:
            self._store_pending()

    def _again(self, at: Place, key: str, draft: FileDocument) -> None:
        self._store_pending()
        stored = _stored_facts(self.run, [key]).get(key)
        if stored is None or _difference(stored, draft):
            first = self.seen[key]
            place = f"{first.file}, line {first.line}," if first.file else f"Line {first.line}"
            raise Conflict(f"{place} has a document {key!r} already.", "id_reused")
        self.run.tally.unchanged["document"] += 1

    def flush(self) -> None:
        """Store what is pending, then what waited for a document that it copies or is a version of."""
        self._store_pending()
        if self.versions:
            self.waiting += Articles(self.run, self.versions, self.waiting).accepted(self.versions)
        self._store(self.waiting, is_last=True)
        self.waiting, self.versions = [], []

    def _store_pending(self) -> None:
        pending, self.pending, self.pending_cp = self.pending, {}, 0
        stored = {} if self.run.was_empty else _stored_facts(self.run, list(pending))
        fresh: list[_New] = []
        for key, (at, draft) in pending.items():
            try:
                if key in stored:
                    self._compare(key, stored[key], draft)
                else:
                    fresh.append(self._checked(at, draft))
            except (Invalid, Conflict, Forbidden) as error:
                self.run.refused_documents.add(key)
                self.run.refuse(at, "document", error)
        self.versions += [row for row in fresh if is_version(row.draft)]
        self._store([row for row in fresh if not is_version(row.draft)], is_last=False)

    def _compare(self, key: str, stored: dict[str, Any], draft: FileDocument) -> None:
        if found := _difference(stored, draft):
            raise Conflict(f"The document {key!r} is known otherwise: {found}.", "id_reused")
        self.run.tally.unchanged["document"] += 1

    def _checked(self, at: Place, draft: FileDocument) -> _New:
        run, facts = self.run, draft.draft
        if "document" not in run.adds:
            raise Forbidden(f"The project has no document {facts.key!r}, and this import adds none.", "not_added_here")
        if "text" not in draft.said:
            raise Invalid(
                f"The line has no text, and the project no document {facts.key!r} that it could speak of.",
                "text_missing",
            )
        if UNIDENTIFIED in (facts.outlet, *(row.outlet for row in facts.sections)):
            add_unidentified(run)
        document = checked_document(run.project, facts, run.outlets)
        document.adjudicated_at = draft.adjudicated_at
        check_ranges(document.length, facts.sections, facts.excluded)
        sections = []
        for row in facts.sections:
            if row.copy_of == facts.key:
                raise Invalid("A section cannot be a copy of its own document.", "copy_of_itself")
            section = section_row(document, replace(row, copy_of=""), run.outlets, {})
            section.decided_by = run.by
            sections.append(section)
        return _New(at, draft, document, sections)

    def _store(self, fresh: list[_New], *, is_last: bool) -> None:
        """Store documents whose named documents are known; the others wait, or are refused at the last."""
        copied = set().union(*(row.named for row in fresh)) if fresh else set()
        known = {
            row.key: row
            for row in Document.objects.filter(project=self.run.project, key__in=copied).only("key")
        } if copied else {}  # fmt: skip
        ready = {row.document.key: row for row in fresh}
        while lacking := [row for row in ready.values() if not row.named <= {*known, *ready}]:
            for row in lacking:
                del ready[row.document.key]
                self._wait(row, known, is_last)
        _store_rows(self.run, list(ready.values()), known)
        self.run.tally.added["document"] += len(ready)

    def _wait(self, row: _New, known: dict[str, Document], is_last: bool) -> None:
        if not is_last:
            self.waiting.append(row)
            return
        missing = min(row.named - set(known))
        self.run.refused_documents.add(row.document.key)
        self.run.tally.refuse(
            row.at, "document", "unknown_document",
            f"There is no document {missing!r} that this one is a version of." if missing == row.draft.version.of else
            f"There is no document {missing!r} for a section to be a copy of.",
        )  # fmt: skip


def _store_rows(run: Run, fresh: list[_New], known: dict[str, Document]) -> None:
    """Seven statements for a batch: documents, first texts before later ones, sections, excluded ranges, parts."""
    Document.objects.bulk_create(row.document for row in fresh if not row.draft.version.of)
    by_key = known | {row.document.key: row.document for row in fresh}
    later = [row for row in fresh if row.draft.version.of]
    for row in later:
        row.document.version_of = by_key[row.draft.version.of]
    Document.objects.bulk_create(row.document for row in later)
    run.adjudicated |= {row.document.key for row in fresh if row.document.adjudicated_at}
    excluded = []
    for row in fresh:
        for section, draft in zip(row.sections, row.draft.draft.sections, strict=True):
            section.copy_of = by_key.get(draft.copy_of)
        excluded += [
            Excluded(document=row.document, start=a, end=b, reason=reason, decided_by=run.by)
            for a, b, reason in row.draft.draft.excluded
        ]
    Section.objects.bulk_create(section for row in fresh for section in row.sections)
    Excluded.objects.bulk_create(excluded)
    Part.objects.bulk_create(part for row in fresh for part in derived.drafted_parts(_layout(run, row)))


def _layout(run: Run, row: _New) -> derived.Layout:
    excluded = sorted(Span(a, b) for a, b, _ in row.draft.draft.excluded)
    sections = sorted(row.sections, key=lambda section: section.start)
    return derived.Layout(row.document, sections, excluded, run.rules.focus_names)


def _stored_facts(run: Run, keys: list[str]) -> dict[str, dict[str, Any]]:
    """What is stored of these documents, in the form of `_wanted_facts`. Three queries."""
    rows = Document.objects.filter(project=run.project, key__in=keys).select_related("outlet", "version_of")
    rows = rows.defer("text", "version_of__text")
    found = {row.pk: row for row in rows}
    facts: dict[int, dict[str, Any]] = {
        row.pk: {name: getattr(row, name) for name in DOCUMENT_FACTS}
        | {
            "outlet": row.outlet.key,
            "sha256": row.sha256,
            "adjudicated_at": row.adjudicated_at,
            **_version_facts_of(row),
            "sections": [],
            "excluded": [],
        }
        for row in found.values()
    }
    sections = Section.objects.filter(document__in=found).select_related("outlet").order_by("start")
    for row in sections.defer("copy_of__text").select_related("outlet", "copy_of"):
        facts[row.document_id]["sections"].append(asdict(_draft_of(row)))
    for span in Excluded.objects.filter(document__in=found).order_by("start"):
        facts[span.document_id]["excluded"].append([span.start, span.end, span.reason])
    return {found[pk].key: values for pk, values in facts.items()}


def _draft_of(row: Section) -> SectionDraft:
    return SectionDraft(
        row.start, row.end, row.outlet.key, row.title, row.author, row.published_on, row.genre,
        row.originality, row.attribution, row.fidelity, row.copy_of.key if row.copy_of else "", row.reason,
    )  # fmt: skip


def _version_facts_of(row: Document) -> dict[str, Any]:
    first = row.version_of.key if row.version_of else ""
    return _version_facts(first, row.version_number, row.version_note, row.is_current)


def _version_facts(of: str, number: int, note: str, is_current: bool) -> dict[str, Any]:
    return {"version_of": of, "version": number, "version_note": note, "current": is_current}


def _difference(stored: dict[str, Any], line: FileDocument) -> str:
    """How the line contradicts what is stored: of what it says, not of what it leaves out."""
    draft = line.draft
    wanted: dict[str, Any] = {name: getattr(draft, name) for name in (*DOCUMENT_FACTS, "outlet")}
    wanted["adjudicated_at"] = line.adjudicated_at
    wanted |= _version_facts(line.version.of, line.version.number, line.version.note, line.version.is_current)
    wanted["sections"] = [asdict(row) for row in sorted(draft.sections, key=lambda row: row.start)]
    wanted["excluded"] = [list(row) for row in sorted(draft.excluded)]
    said = {name: value for name, value in wanted.items() if name in line.said}
    text = "" if line.sha256 == stored["sha256"] else "the text is another one"
    return "; ".join(filter(None, (text, differences(stored, said))))


def stored_difference(run: Run, line: FileDocument) -> str:
    """How a line contradicts the stored document of its key, in words; empty when it does not."""
    stored = _stored_facts(run, [line.draft.key])[line.draft.key]
    return _difference(stored, line)
