"""What was done: one's own reading, one mark, and bringing back what was."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from annotator.guards import member
from annotator.pages.history import history_page, mark_history
from annotator.pages.words import short
from annotator.responses import wants_json
from annotator.views import annotate
from core.access import Viewer
from core.errors import Conflict, Gone, Invalid, StaleVersion
from core.queries.annotations import kept_annotation
from core.services.drafts import read_uuid
from core.services.earlier import restore_annotation

CHANGED = "This mark was changed meanwhile. Look at its history again."


@require_safe
@member("see")
def history(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """The log of the viewer's own reading; `?before=` goes on where a page ended."""
    return render(request, "annotator/history.html", {"history": history_page(viewer, key, _before(request))})


@require_safe
@member("see")
def of_mark(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """What became of one mark, as a fragment; `?before=` goes on where it ended, `?page=1` is a page of its own."""
    template = "annotator/mark_history.html" if request.GET.get("page") == "1" else "annotator/_changes.html"
    return render(request, template, {"history": mark_history(viewer, uuid, _before(request))})


@require_POST
@member("see")
def restore(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """Bring a mark back as it was. JSON is answered with a change set, a form with the log of the reading."""
    if wants_json(request):
        return annotate.restore(request, viewer, uuid)
    mark = kept_annotation(viewer, uuid)
    version, at_version = (_number(request.POST.get(name, "")) for name in ("version", "at_version"))
    try:
        mark = restore_annotation(viewer, uuid, version, at_version=at_version)
        messages.success(request, f"As it was again: {short(mark.quote)}")
    except (StaleVersion, Gone):
        messages.error(request, CHANGED)
    except (Conflict, Invalid) as error:
        messages.error(request, error.message)
    return redirect("history", viewer.project.slug, mark.document.key)


def _before(request: HttpRequest) -> UUID | None:
    """The change that a page goes on from."""
    return read_uuid(request.GET["before"]) if request.GET.get("before") else None


def _number(value: str) -> int:
    """A version from a form; 0, which no mark has, for what is none."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
