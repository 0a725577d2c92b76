"""Link lines: ties between two marks of one reading."""

import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from core.errors import Conflict, Invalid, NotFound
from core.importing.reading_lines import member_account
from core.importing.report import Place
from core.importing.run import Run
from core.importing.shapes import LinkDraft, read_link
from core.models import Annotation, Event, Link

BATCH = 2_000


class LinkTaker:
    """Stores links in batches, each with its event."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pending: list[tuple[Place, LinkDraft]] = []

    def take(self, at: Place, data: Mapping[str, Any]) -> None:
        """Check the line's form."""
        self.pending.append((at, read_link(data)))
        if len(self.pending) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Check what is pending against the stored marks, and store it."""
        run = self.run
        pending, self.pending = self.pending, []
        marks = _marks(run, {mark for _, draft in pending for mark in (draft.from_id, draft.to_id)})
        run.load({row.document.key for row in marks.values()})
        stored = _links(marks)
        fresh: list[Link] = []
        for at, draft in pending:
            run.refusing(at, "link", partial(self._take, draft, marks, stored, fresh))
        Link.objects.bulk_create(fresh)
        Event.objects.bulk_create(
            Event(
                document_id=row.from_annotation.document_id, kind=Event.Kind.LINKED, created_at=run.now,
                number=run.states[row.from_annotation.document.key].next_number(),
                reading_id=row.from_annotation.reading_id, annotation_id=row.from_annotation_id,
                version=row.from_annotation.version, other_id=row.to_annotation_id, link_kind=row.kind,
            )
            for row in fresh
        )  # fmt: skip

    def _take(
        self,
        draft: LinkDraft,
        marks: Mapping[uuid.UUID, Annotation],
        stored: dict[tuple[int, int], str],
        fresh: list[Link],
    ) -> None:
        source, target = _mark(marks, draft.from_id), _mark(marks, draft.to_id)
        if source.pk == target.pk or source.reading_id != target.reading_id:
            raise Invalid("A link joins two different marks of one reviewer on one document.", "link_invalid")
        known = stored.get((source.pk, target.pk))
        if known == draft.kind:
            self.run.tally.unchanged["link"] += 1
            return
        if known is not None:
            raise Conflict(
                f"These two marks are linked already: {known!r} here and {draft.kind!r} in the file.",
                "id_reused",
            )
        if source.reading.reviewer.user_id is not None:
            raise member_account(source.reading.reviewer.code_name)
        stored[source.pk, target.pk] = draft.kind
        fresh.append(
            Link(
                from_annotation=source, to_annotation=target, kind=draft.kind, created_by=self.run.by,
                created_at=self.run.now,
            )
        )  # fmt: skip
        self.run.tally.added["link"] += 1


def _marks(run: Run, ids: set[uuid.UUID]) -> dict[uuid.UUID, Annotation]:
    rows = Annotation.objects.filter(project=run.project, uuid__in=ids, deleted_at__isnull=True)
    return {row.uuid: row for row in rows.select_related("reading__reviewer", "document").defer("document__text")}


def _links(marks: Mapping[uuid.UUID, Annotation]) -> dict[tuple[int, int], str]:
    rows = Link.objects.filter(from_annotation__in=[row.pk for row in marks.values()])
    return {
        (source, target): kind for source, target, kind in rows.values_list("from_annotation", "to_annotation", "kind")
    }


def _mark(marks: Mapping[uuid.UUID, Annotation], id_: uuid.UUID) -> Annotation:
    if id_ not in marks:
        raise NotFound(f"There is no mark {id_} to link.", "unknown_annotation")
    return marks[id_]
