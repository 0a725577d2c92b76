"""For scripts of open pages: the state of what they show."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from annotator.guards import member
from core.access import Viewer
from core.queries import ledger_state as states
from core.services.drafts import read_uuid


@require_safe
@member("see")
def ledger_state(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Of the ledger, of one `card` by its key, or of what one `mark` cites."""
    mark = request.GET.get("mark")
    state = states.ledger_state(viewer, card=request.GET.get("card", ""), mark=read_uuid(mark) if mark else None)
    return JsonResponse({"state": state})


@require_safe
@member("see")
def claims_state(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Of all claims, or of one `claim`."""
    claim = request.GET.get("claim")
    return JsonResponse({"state": states.claims_state(viewer, read_uuid(claim) if claim else None)})
