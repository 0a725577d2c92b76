"""Claims: the list, one claim, and the queue of what may state the same."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from annotator.forms.claims import marks_from, place_from
from annotator.forms.talk import number_from
from annotator.guards import member
from annotator.pages.claim_suggestions import suggestions_page
from annotator.pages.claims import claim_page, claims_page
from annotator.pages.watched import watched_claims
from annotator.responses import status_of
from core.access import Viewer
from core.errors import Conflict, Invalid, NotFound, StaleVersion
from core.queries.claims import claim_seen
from core.services import claiming
from core.services.drafts import read_uuid

STALE = "Somebody reworded this claim meanwhile. This is how it stands; your words are in the field."


@require_safe
@member("see")
def claims(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """All claims that the viewer sees, or those of one outlet."""
    watched = watched_claims(viewer)
    page = claims_page(viewer, request.GET.get("outlet", ""))
    return render(request, "annotator/claims.html", {"page": page, "watched": watched})


@require_safe
@member("see")
def claim(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """One claim; 404 for what the viewer may not see."""
    watched = watched_claims(viewer, uuid)
    return render(request, "annotator/claim.html", {"page": claim_page(viewer, uuid), "watched": watched})


@require_safe
@member("join_claims")
def suggestions(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """One suggestion of the queue; of the words of `?mark=` alone where one is named."""
    page = suggestions_page(viewer, *place_from(request.GET))
    return render(request, "annotator/claim_suggestions.html", {"page": page})


@require_POST
@member("join_claims")
def same(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """These passages state the same: on to the next in the queue, which has moved up."""
    marks = [*marks_from(request.POST, "one"), *marks_from(request.POST, "other")]
    made = claiming.join_passages(viewer, id=read_uuid(request.POST.get("id")), marks=marks)
    url = reverse("claim", args=[viewer.project.slug, made.uuid])
    messages.success(request, format_html('Joined: <a href="{}">“{}”</a>', url, claim_seen(viewer, made.uuid).text))
    return redirect(_queue(request, viewer))


@require_POST
@member("join_claims")
def apart(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """They do not: suggested no more."""
    claiming.tell_apart(viewer, marks_from(request.POST, "one"), marks_from(request.POST, "other"))
    messages.info(request, "Told apart. This pair is suggested no more.")
    return redirect(_queue(request, viewer))


@require_POST
@member("join_claims")
def reword(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """The claim in other words, at the version that was read; a refusal keeps them."""
    text = request.POST.get("text", "")
    try:
        claiming.reword(viewer, uuid, number_from(request.POST.get("version", "")), text)
    except StaleVersion as error:
        page = claim_page(viewer, uuid, refused=STALE, said=text)
        return render(request, "annotator/claim.html", {"page": page}, status=status_of(error))
    except Invalid as error:
        page = claim_page(viewer, uuid, refused=error.message, said=text)
        return render(request, "annotator/claim.html", {"page": page}, status=status_of(error))
    return redirect("claim", viewer.project.slug, uuid)


@require_POST
@member("join_claims")
def take_out(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """Marks that do not state it after all; the list where it was the last that the viewer saw."""
    claiming.take_out(viewer, uuid, marks_from(request.POST))
    messages.info(request, "Taken out of the claim.")
    return redirect(_claim_or_list(viewer, uuid))


@require_POST
@member("join_claims")
def merge(request: HttpRequest, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """All marks of the other claim state this one."""
    claim_seen(viewer, uuid)  # whether it is there comes before what is asked of it
    version = number_from(request.POST.get("version", ""))
    try:
        claiming.merge_claims(viewer, uuid, version, read_uuid(request.POST.get("other")))
        messages.success(request, "Merged.")
    except (StaleVersion, Conflict) as error:
        messages.error(request, error.message)
    return redirect("claim", viewer.project.slug, uuid)


def _claim_or_list(viewer: Viewer, uuid: UUID) -> str:
    try:
        claim_seen(viewer, uuid)
    except NotFound:
        return reverse("claims", args=[viewer.project.slug])
    return reverse("claim", args=[viewer.project.slug, uuid])


def _queue(request: HttpRequest, viewer: Viewer) -> str:
    at, mark = place_from(request.POST)
    given = {key: str(value) for key, value in (("at", at), ("mark", mark)) if value}
    return reverse("claim_suggestions", args=[viewer.project.slug]) + (f"?{urlencode(given)}" if given else "")
