"""Reading an article: the page, its end, opening it again, and practice."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from annotator.forms.finish import answers_from
from annotator.guards import member
from annotator.pages.finish import ranges_said
from annotator.pages.practice import practice_result
from annotator.pages.read import ReadPage, practice_page, read_page
from core.access import Viewer
from core.errors import Invalid
from core.queries.documents import document, whole_document
from core.services.drafts import read_uuid
from core.services.readings import reopen_reading, submit_reading

SUBMITTED = "Submitted. Colleagues who have submitted this article see your marks now, and you theirs."


@require_safe
@member("see")
def read(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """The article with the marks that the viewer may see; `?mark=` lights one, `?begin=1` begins without others'.

    `?plain=1` is the same page for browsers without script.
    """
    begin, plain = (request.GET.get(name) == "1" for name in ("begin", "plain"))
    page = read_page(viewer, key, mark=request.GET.get("mark", ""), begin=begin, plain=plain)
    if page.key != key:  # its neutral address, of a document whose source is open to the viewer (now)
        asked = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(reverse("read", args=[viewer.project.slug, page.key]) + asked)
    return _article(request, page)


@require_POST
@member("mark")
def submit(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """End the reading; what is refused is said in the panel, with the answers kept."""
    answers = answers_from(request.POST)
    try:
        article = whole_document(viewer, key)
        submit_reading(viewer, article, ranges=ranges_said(article, answers), none_here=answers.none_here)
    except Invalid as error:
        plain = request.GET.get("plain") == "1"
        page = read_page(viewer, key, begin=True, plain=plain, answers=replace(answers, error=error.message))
        return _article(request, page, status=422)
    messages.success(request, SUBMITTED)
    return redirect(reverse("read", args=[viewer.project.slug, key]))


@require_POST
@member("mark")
def reopen(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Open the submitted reading again; from the room of a session this leads on to the article."""
    reopen_reading(viewer, document(viewer, key))
    messages.info(request, "Open again. It leaves the figures until you submit it anew.")
    return redirect("read", viewer.project.slug, key)


@require_safe
@member("practise")
def practice(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Mark for practice; `?mark=` answers with how other readers labelled the same words, as a fragment."""
    if "mark" in request.GET:
        result = practice_result(viewer, read_uuid(request.GET["mark"]))
        return render(request, "annotator/_practice_result.html", {"result": result})
    return _article(request, practice_page(viewer, key, plain=request.GET.get("plain") == "1"))


def _article(request: HttpRequest, page: ReadPage, *, status: int = 200) -> HttpResponse:
    template = "annotator/read_plain.html" if page.plain else "annotator/read.html"
    return render(request, template, {"page": page}, status=status)
