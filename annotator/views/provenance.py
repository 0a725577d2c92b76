"""Where a text comes from: the page, and what keepers rule there. A refusal loses nothing of what was sent."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from annotator.forms.provenance import borders_from, facts_from, number, range_by_words, ruling_from, sent
from annotator.guards import Request, member
from annotator.pages.provenance import provenance_page
from annotator.pages.provenance_outcomes import Outcome, after_ruling
from annotator.responses import status_of
from core.access import Viewer
from core.errors import Conflict, DomainError, Gone, Invalid, NotFound, StaleVersion
from core.models import Document, Excluded, Section
from core.queries.documents import document as document_of
from core.queries.documents import whole_document
from core.services import ruling_origins
from core.services.origin_facts import UNSAID
from core.services.origin_ranges import Ranges

MEANWHILE = "Somebody ruled on this meanwhile. This is how it stands now."
MOVED = "Borders moved. Figures follow."
_REFUSALS = (Conflict, Gone, Invalid, NotFound, StaleVersion)


@require_safe
@member("see")
def provenance(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Origins, what is shared with other articles, what is proposed, who ruled; of a masked text, that it is hidden."""
    outcome = Outcome(moved=request.GET.get("moved", ""))
    page = provenance_page(viewer, key, outcome, request.GET.get("move", ""))
    return render(request, "annotator/provenance.html", {"page": page})


@require_POST
@member("provenance")
def proposal(request: Request, viewer: Viewer, key: str, uuid: UUID) -> HttpResponse:
    """Accept a proposal as it stands or with other borders, reject it, or take a ruling back; the next one follows."""
    document = document_of(viewer, key)

    def act() -> Outcome:
        ruled = ruling_origins.rule(viewer, document, uuid, ruling_from(request.POST))
        return after_ruling(viewer, document, ruled)

    return _answered(request, viewer, document, str(uuid), act, at=f"proposal-{uuid}")


@require_POST
@member("provenance")
def section(request: Request, viewer: Viewer, key: str, start: int) -> HttpResponse:
    """Correct the facts of the section that begins here, with a reason, move its borders, or take it away."""
    document, seen, do = document_of(viewer, key), number(request.POST.get("seen", "")) or 0, request.POST.get("do")

    def act() -> Outcome:
        if do == "undo":
            return _put_back(viewer, document, Section, start, seen)
        if do == "move":
            begin, end = borders_from(request.POST)
            meet = "meet" in request.POST
            ruling_origins.set_section(viewer, document, start, seen, begin, end, UNSAID, meet=meet)
            return Outcome(MOVED, f"origin-{begin}", moved=f"section-{begin}")
        if do == "remove":
            ruling_origins.remove_section(viewer, document, start, seen)
            return Outcome("Taken away: its words count for whoever carries the article.", f"origin-{start}")
        ruling_origins.set_section(viewer, document, start, seen, None, None, facts_from(request.POST))
        return Outcome("Saved. Figures follow.", f"origin-{start}")

    return _answered(request, viewer, document, f"section-{start}", act)


@require_POST
@member("provenance")
def excluded(request: Request, viewer: Viewer, key: str, start: int) -> HttpResponse:
    """Say otherwise what it is that is left out here, move its borders, or say that it is part of the article."""
    document, seen, do = document_of(viewer, key), number(request.POST.get("seen", "")) or 0, request.POST.get("do")

    def act() -> Outcome:
        if do == "undo":
            return _put_back(viewer, document, Excluded, start, seen)
        if do == "move":
            begin, end = borders_from(request.POST)
            ruling_origins.set_excluded(viewer, document, start, seen, begin, end, None)
            return Outcome(MOVED, f"origin-{begin}", moved=f"excluded-{begin}")
        if do == "remove":
            ruling_origins.remove_excluded(viewer, document, start, seen)
            return Outcome("These words are part of the article again.", f"origin-{start}")
        ruling_origins.set_excluded(viewer, document, start, seen, None, None, request.POST.get("reason", ""))
        return Outcome("Saved.", f"origin-{start}")

    return _answered(request, viewer, document, f"excluded-{start}", act)


@require_POST
@member("provenance")
def by_hand(request: Request, viewer: Viewer, key: str) -> HttpResponse:
    """Set a section, or leave words out, that nobody proposed: the range by its first and last words."""
    document = whole_document(viewer, key)

    def act() -> Outcome:
        span = range_by_words(document.text, sent(request.POST))
        if request.POST.get("outlet"):
            facts = facts_from(request.POST)
            ruling_origins.set_section(viewer, document, None, None, span.start, span.end, facts)
        else:
            reason = request.POST.get("reason", "")
            ruling_origins.set_excluded(viewer, document, None, None, span.start, span.end, reason)
        return Outcome("Set. Figures follow.", f"origin-{span.start}")

    return _answered(request, viewer, document, "by-hand", act)


def _put_back(viewer: Viewer, document: Document, ranges: Ranges, start: int, seen: int) -> Outcome:
    """The borders that were moved with this range's stand as before."""
    begins = ruling_origins.take_back_borders(viewer, document, ranges, start, seen)
    return Outcome("Put back as it was. Figures follow.", f"origin-{begins}")


def _answered(
    request: Request, viewer: Viewer, document: Document, form: str, act: Callable[[], Outcome], *, at: str = ""
) -> HttpResponse:
    """What the act says, or its refusal beside the form that was sent (`at` an id), which keeps what it held."""
    try:
        outcome, status = act(), 200
    except _REFUSALS as error:
        outcome, status = Outcome("", at, _refusal(error), form, sent(request.POST)), _status(error)
    if not request.htmx and not outcome.error:
        messages.success(request, outcome.said)
        moved = f"?moved={outcome.moved}" if outcome.moved else ""
        return redirect(reverse("provenance", args=[viewer.project.slug, document.key]) + f"{moved}#{outcome.focus}")
    page = provenance_page(viewer, document.key, outcome)
    template = "annotator/_provenance.html" if request.htmx else "annotator/provenance.html"
    return render(request, template, {"page": page}, status=status)


def _refusal(error: DomainError) -> str:
    return MEANWHILE if isinstance(error, (NotFound, StaleVersion)) else error.message


def _status(error: DomainError) -> int:
    """What was there when the page was shown, and is not any more, is gone."""
    return 410 if isinstance(error, NotFound) else status_of(error)
