"""Adjudication: the queue and its passages, rulings, taking what all agree on, the end; and what became of marks."""

from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.forms.ruling import answers_from, draft_from
from annotator.guards import member
from annotator.pages.adjudicate import adjudicate_page, next_place
from annotator.pages.ruling import ruling_page
from annotator.pages.ruling_words import OUTCOME_WORDS
from annotator.pages.verdicts import verdicts_page
from annotator.responses import status_of
from core.access import Viewer
from core.errors import Conflict, DomainError
from core.queries.documents import document, whole_document
from core.services import adjudicating
from core.services.decision_drafts import read_reason
from core.services.discussing import ask_codebook
from core.services.drafts import read_uuid

FINISHED = "Finished. These rulings are a layer of the comparison now."


@require_http_methods(["GET", "HEAD", "POST"])
@member("adjudicate")
def adjudicate(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """The queue with one passage (`?at=`); POST rules on it and goes on to the next. A refusal keeps what was said."""
    if request.method != "POST":
        page = adjudicate_page(viewer, key, request.GET.get("at", ""))
        return render(request, "annotator/adjudicate.html", {"page": page})
    at = request.POST.get("at", "")
    try:
        article = whole_document(viewer, key)
        decision, _ = adjudicating.decide(viewer, article, draft_from(viewer, request.POST))
    except DomainError as error:
        page = adjudicate_page(viewer, key, at, answers_from(request.POST, error.message))
        return render(request, "annotator/adjudicate.html", {"page": page}, status=status_of(error))
    messages.success(request, f"{OUTCOME_WORDS[decision.outcome]}.")
    if request.POST.get("gap") == "yes":
        asked = uuid5(decision.uuid, "gap")  # the same form again asks nothing anew
        ask_codebook(viewer, article, decision.start, decision.end, decision.reason, id=asked)
        messages.info(request, "Asked the codebook: the question stands on its page.")
    following = next_place(viewer, article, at)
    return redirect(_address(viewer, key) + (f"?at={following or at}"))


@require_POST
@member("adjudicate")
def agreed(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Take every mark on which all readers agree, for one reason."""
    reason = read_reason(request.POST.get("reason"))
    id_ = read_uuid(request.POST.get("id"))
    made = adjudicating.take_agreed(viewer, document(viewer, key), id_, reason)
    messages.success(request, f"Taken: {len(made)}.")
    return redirect(_address(viewer, key))


@require_POST
@member("adjudicate")
def finish(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Say that all is ruled; what keeps it open is said on the page."""
    try:
        adjudicating.finish_adjudication(
            viewer, document(viewer, key), leaving_open=request.POST.get("leaving_open") == "yes"
        )
        messages.success(request, FINISHED)
    except Conflict as error:
        messages.error(request, error.message)
    return redirect(_address(viewer, key))


@require_POST
@member("adjudicate")
def reopen(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Go on with rulings."""
    adjudicating.reopen_adjudication(viewer, document(viewer, key))
    messages.info(request, "Open again. The rulings leave the figures until you finish anew.")
    return redirect(_address(viewer, key))


@require_safe
@member("see")
def verdicts(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """One's own marks and the rulings on them."""
    return render(request, "annotator/verdicts.html", {"page": verdicts_page(viewer, key)})


@require_safe
@member("see")
def ruling(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """The permanent address of one ruling; 404 for what the viewer may not see."""
    return render(request, "annotator/ruling.html", {"page": ruling_page(viewer, uuid)})


def _address(viewer: Viewer, key: str) -> str:
    return reverse("adjudicate", args=[viewer.project.slug, key])
