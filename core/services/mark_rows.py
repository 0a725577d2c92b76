"""The row of a mark and what guards it: whose it is, at which version, and what the database says in words.

Writers of marks share this: adding and changing, splitting, bringing back, undoing.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from core.access import Viewer
from core.errors import Conflict, DomainError, Forbidden, Gone, Invalid, NotFound, StaleVersion
from core.models import Annotation, Document, Label, Reading
from core.queries.codebooks import LabelRule
from core.queries.places import Place
from core.queries.sources import is_masked, seen_mark
from core.queries.visibility import visible_annotations
from core.services.drafts import MarkDraft
from core.services.event_log import lock_document
from core.services.latest import require_latest

_REFUSALS: Mapping[str, Callable[[], DomainError]] = {
    "annotation_once_per_span_label_target": lambda: Conflict(
        "You have marked these words with this label and target already.", "duplicate_mark"
    ),
    "annotation_uuid_once": lambda: Invalid("This id belongs to another mark.", "id_reused"),
    "decision_uuid_once": lambda: Invalid("This id belongs to another ruling.", "id_reused"),
    "link_once": lambda: Conflict("These two marks are linked already.", "duplicate_link"),
    "claim_uuid_once": lambda: Invalid("This id belongs to another claim.", "id_reused"),
    "core_claimmark_annotation_id_key": lambda: Conflict(
        "One of these marks states a claim already.", "states_another"
    ),
    "core_thread_uuid_key": lambda: Invalid("This id belongs to another thread.", "id_reused"),
    "core_citation_uuid_key": lambda: Invalid("This id belongs to another citation.", "id_reused"),
    "citation_once": lambda: Conflict("This mark cites the card already.", "duplicate_citation"),
    "source_key_once": lambda: Conflict("There is a card with this key already.", "source_exists"),
    "core_comment_uuid_key": lambda: Invalid("This id belongs to another comment.", "id_reused"),
}


_P = ParamSpec("_P")
_R = TypeVar("_R")


def refusing(write: Callable[_P, _R]) -> Callable[_P, _R]:
    """A constraint of the database said no: say it in the domain's words."""

    @wraps(write)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            with transaction.atomic():
                return write(*args, **kwargs)
        except IntegrityError as error:
            diagnosis = getattr(error.__cause__, "diag", None)
            refusal = _REFUSALS.get(getattr(diagnosis, "constraint_name", None) or "")
            if refusal is None:
                raise
            raise refusal() from error

    return wrapped


def require_reader(viewer: Viewer, reading: Reading) -> None:
    """Whoever is a viewer now changes no mark made as a reviewer."""
    viewer.require("practise" if reading.practice else "mark")


def require_open(reading: Reading) -> None:
    """`Conflict` (`reading_submitted`) unless the reading is open."""
    if reading.state != Reading.State.OPEN:
        raise Conflict("You have submitted this reading. Reopen it to change marks.", "reading_submitted")


def row_of(label: LabelRule) -> Label:
    """The label as its table has it, without asking: the key is at hand, the rest loads when it is wanted."""
    return Label.from_db(connection.alias, ("id", "key"), (label.pk, label.key))


def derived_values(stands: Place, label: LabelRule) -> dict[str, Any]:
    """What a mark has from its place: words, context, the part it belongs to, whether it enters figures."""
    return {
        "quote": stands.quote, "prefix": stands.prefix, "suffix": stands.suffix, "part_id": stands.part_id,
        "in_figures": label.counted and stands.counts,
    }  # fmt: skip


def check_words(viewer: Viewer, draft: MarkDraft, document: Document, stands: Place) -> None:
    """The passage lies in the text, and its quote (if one is given, and not masked) is what the text says there."""
    if draft.end > document.length:
        raise Invalid(
            f"The passage ends at {draft.end}, the text at {document.length}.", "span_invalid",
            errors={"end": ["After the text."]},
        )  # fmt: skip
    if draft.quote not in (None, stands.quote) and not is_masked(viewer, document):
        raise Invalid(
            "This passage does not match the text. Select it again.", "quote_mismatch",
            errors={"quote": ["Not the words at this place."]},
        )  # fmt: skip


_GONE = "This mark was deleted. Its history is kept."


def own_annotation(viewer: Viewer, uuid: UUID) -> Annotation:
    """A mark that the viewer may change. One query.

    Errors: `NotFound` for what the viewer may not see, `Forbidden` for a colleague's mark, `Gone` if deleted.
    """
    found = own_kept(viewer, uuid)
    if found.deleted_at is not None:
        raise Gone(_GONE)
    return found


def own_kept(viewer: Viewer, uuid: UUID) -> Annotation:
    """A mark of the viewer's, standing or deleted. One query. Errors: `NotFound`, `Forbidden`.

    What is not there and what may not be seen take the same two queries: the time of an answer tells neither.
    """
    own = marks_with_all().filter(project=viewer.project, uuid=uuid, reading__reviewer__user=viewer.user)
    for found in own:  # one at most
        return found
    if visible_annotations(viewer).filter(uuid=uuid).exists():
        raise Forbidden("Only its reader changes a mark.", "not_yours")
    raise NotFound("There is no such mark.")


def marks_with_all() -> QuerySet[Annotation]:
    """Marks with reader, label and document; the text stays in the database."""
    return Annotation.objects.select_related("reading__reviewer", "label", "document").defer("document__text")


def lock_mark(
    viewer: Viewer, uuid: UUID, version: int, *, find: Callable[[Viewer, UUID], Annotation] = own_annotation
) -> tuple[Annotation, Document]:
    """The viewer's own mark under its document's lock, at the version the viewer has read."""
    found = find(viewer, uuid)
    require_reader(viewer, found.reading)
    locked = lock_document(found.document_id)
    annotation = find(viewer, uuid)  # again: it may have changed while waiting for the lock
    if annotation.version != version:
        raise _stale(viewer, annotation)
    require_open(annotation.reading)
    require_latest(viewer, locked)
    return annotation, locked


def _stale(viewer: Viewer, annotation: Annotation) -> DomainError:
    if annotation.deleted_at is not None:
        return Gone(_GONE)
    return StaleVersion("This mark was changed meanwhile. Compare both versions.", seen_mark(viewer, annotation))


_WRITTEN = (
    "start", "end", "quote", "prefix", "suffix", "facets", "note", "label_id", "part_id", "in_figures",
    "deleted_at",
)  # fmt: skip


def write_mark(viewer: Viewer, annotation: Annotation, version: int) -> None:
    """Compare and set: the row is written only at the version that was read."""
    values = {name: getattr(annotation, name) for name in _WRITTEN}
    written_at = timezone.now()
    n_written = Annotation.objects.filter(pk=annotation.pk, version=version).update(
        **values, version=F("version") + 1, changed_by=viewer.user, updated_at=written_at
    )
    if not n_written:
        raise _stale(viewer, own_kept(viewer, annotation.uuid))
    annotation.version, annotation.updated_at = version + 1, written_at
