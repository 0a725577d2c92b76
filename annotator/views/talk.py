"""Talk about passages: fragments for scripts, whole pages for browsers without."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from annotator.forms.talk import Passage, number_from, passage_from
from annotator.guards import Request, member
from annotator.pages.talk import (
    Refused,
    TalkPage,
    talk_of_document,
    talk_on_mark,
    talk_on_passage,
    talk_places,
    thread_view,
)
from annotator.responses import status_of, wants_json
from core.access import Viewer
from core.errors import Gone, Invalid, NotFound, StaleVersion
from core.models import Document, ThreadKind
from core.queries import discussions
from core.queries.documents import document
from core.services import discussing
from core.services.drafts import read_uuid

STALE = "You changed this comment elsewhere meanwhile. This is how it stands; your words are below."


@require_http_methods(["GET", "HEAD", "POST"])
@member("see")
def threads(request: Request, viewer: Viewer, key: str) -> HttpResponse:
    """Threads on a passage (`?mark=`, or `?start=&end=`), or of the whole document; a POST begins one.

    JSON is answered with where there is talk and how much.
    """
    found = document(viewer, key)
    if request.method == "POST":
        return _start(request, viewer, found)
    if wants_json(request):
        return JsonResponse({"talk": talk_places(viewer, found)})
    return _shown(request, _page(viewer, found, passage_from(request.GET), kind=request.GET.get("kind", "")))


def _start(request: Request, viewer: Viewer, found: Document) -> HttpResponse:
    viewer.require("discuss")
    passage, text = passage_from(request.POST), request.POST.get("text", "")
    if passage == Passage():
        raise Invalid("Talk is about a passage: select it first.", "span_invalid")
    kind = request.POST.get("kind", ThreadKind.DISCUSSION.value)
    try:
        thread, _ = discussing.start_thread(
            viewer, found, id=read_uuid(request.POST.get("id")), start=passage.start, end=passage.end,
            annotation=passage.mark, text=text, kind=kind,
        )  # fmt: skip
    except (Invalid, Gone) as error:
        page = _page(viewer, found, passage, kind=kind, refused=Refused(error.message, text))
        return _shown(request, page, status=status_of(error))
    if request.htmx:
        return _shown(request, _page(viewer, found, passage))
    return redirect(f"{_page(viewer, found, passage).url}#thread-{thread.uuid}")


@require_http_methods(["GET", "HEAD", "POST"])
@member("see")
def thread(request: Request, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """One thread; a POST adds a comment."""
    refused, status, text = None, 200, request.POST.get("text", "")
    if request.method == "POST":
        viewer.require("discuss")
        try:
            discussing.add_comment(viewer, uuid, id=read_uuid(request.POST.get("id")), text=text)
        except (Invalid, Gone) as error:
            refused, status = Refused(error.message, text, thread=uuid), status_of(error)
    return _answer(request, viewer, uuid, refused, status)


@require_POST
@member("see")
def comment(request: Request, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """Change one's own comment (`text`), or take it away (`delete`), at the `version` that was read."""
    found = discussing.own_comment(viewer, uuid)
    text, version = request.POST.get("text", ""), number_from(request.POST.get("version", ""))
    refused, status = None, 200
    try:
        if "delete" in request.POST:
            discussing.delete_comment(viewer, uuid, version)
        else:
            discussing.change_comment(viewer, uuid, version, text)
    except StaleVersion as error:
        refused, status = Refused(STALE, text, comment=uuid, is_stale=True), status_of(error)
    except Invalid as error:
        refused, status = Refused(error.message, text, comment=uuid), status_of(error)
    return _answer(request, viewer, found.thread.uuid, refused, status, document_id=found.thread.document_id)


@require_POST
@member("see")
def resolve(request: Request, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """It is settled."""
    discussing.resolve_thread(viewer, uuid)
    return _answer(request, viewer, uuid)


@require_POST
@member("see")
def reopen(request: Request, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """It is not settled after all."""
    discussing.reopen_thread(viewer, uuid)
    return _answer(request, viewer, uuid)


def _answer(
    request: Request, viewer: Viewer, uuid: UUID, refused: Refused | None = None, status: int = 200, *,
    document_id: int | None = None,
) -> HttpResponse:  # fmt: skip
    """The thread as it is now; an empty answer when its last comment went."""
    try:
        talk = discussions.talk(viewer, uuid)
    except NotFound:
        if document_id is None:
            raise
        key = viewer.project.documents.values_list("key", flat=True).get(pk=document_id)
        return HttpResponse() if request.htmx else redirect("threads", viewer.project.slug, key)
    view = thread_view(viewer, talk, refused)
    is_from_codebook = request.POST.get("back") == "codebook"
    context = {"thread": view, "bare": "bare" in request.POST, "back": "codebook" if is_from_codebook else ""}
    if request.htmx:
        return render(request, "annotator/_thread.html", context, status=status)
    if refused is not None:
        return render(request, "annotator/thread.html", {"thread": view}, status=status)
    questions = reverse("codebook", args=[viewer.project.slug])
    return redirect(f"{questions}#thread-{uuid}" if is_from_codebook else view.place_url)


def _page(
    viewer: Viewer, found: Document, passage: Passage, *, kind: str = "", refused: Refused | None = None
) -> TalkPage:
    if passage.mark is not None:
        return talk_on_mark(viewer, found, passage.mark, kind=kind, refused=refused)
    if passage != Passage():
        return talk_on_passage(viewer, found, passage.start, passage.end, kind=kind, refused=refused)
    return talk_of_document(viewer, found)


def _shown(request: Request, page: TalkPage, *, status: int = 200) -> HttpResponse:
    template = "annotator/_talk.html" if request.htmx else "annotator/talk.html"
    return render(request, template, {"talk": page}, status=status)
