"""Reading an article: the page, its end, opening it again, and practice."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from annotator.forms.finish import answers_from
from annotator.guards import member
from annotator.pages.practice import practice_result
from annotator.pages.read import practice_page, read_page
from core.access import Viewer
from core.errors import Invalid
from core.queries.documents import document
from core.services.drafts import read_uuid
from core.services.readings import reopen_reading, submit_reading

SUBMITTED = "Submitted. Colleagues who have submitted this article see your marks now, and you theirs."


@require_safe
@member("see")
def read(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """The article with the marks that the viewer may see; `?mark=` lights one, `?begin=1` begins without others'."""
    page = read_page(viewer, key, mark=request.GET.get("mark", ""), begin=request.GET.get("begin") == "1")
    return render(request, "annotator/read.html", {"page": page})


@require_POST
@member("mark")
def submit(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """End the reading; what is refused is said in the panel, with the answers kept."""
    answers = answers_from(request.POST)
    try:
        submit_reading(viewer, document(viewer, key), ranges=answers.ranges, none_here=answers.none_here)
    except Invalid as error:
        page = read_page(viewer, key, begin=True, answers=replace(answers, error=error.message))
        return render(request, "annotator/read.html", {"page": page}, status=422)
    messages.success(request, SUBMITTED)
    return redirect(reverse("read", args=[viewer.project.slug, key]))


@require_POST
@member("mark")
def reopen(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Open the submitted reading again."""
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
    return render(request, "annotator/read.html", {"page": practice_page(viewer, key)})
