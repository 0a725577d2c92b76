"""The log of changes: one row per change, numbered per document without gaps."""

from core.models import Annotation, Document, Event, Reading


def lock_document(document_id: int) -> Document:
    """The document without its text, locked `no_key`: writers of one document queue here, readers do not."""
    return Document.objects.select_for_update(no_key=True).defer("text").get(pk=document_id)


def record(
    document: Document, kind: Event.Kind, reading: Reading, annotation: Annotation | None = None
) -> Event:
    """Append one event. The caller holds `lock_document`, so numbers commit in order. Two statements."""
    document.last_event += 1
    Document.objects.filter(pk=document.pk).update(last_event=document.last_event)
    return Event.objects.create(
        document=document, number=document.last_event, kind=kind, reading=reading, annotation=annotation
    )
