"""Where a text comes from: the page, and what keepers rule there. A refusal loses nothing of what was sent."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from annotator.guards import member
from annotator.pages.provenance import provenance_page
from core.access import Viewer


@require_safe
@member("see")
def provenance(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Origins, what is shared with other articles, what is proposed, who ruled; of a masked text, that it is hidden."""
    return render(request, "annotator/provenance.html", {"page": provenance_page(viewer, key)})


@require_POST
@member("provenance")
def proposal(request: HttpRequest, viewer: Viewer, key: str, uuid: UUID) -> HttpResponse:
    """Accept a proposal as it stands or with other borders, reject it, or take a ruling back."""
    raise NotImplementedError


by_hand = section = excluded = proposal
