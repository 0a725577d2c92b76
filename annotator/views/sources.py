"""The citation ledger: cards of sources, what cites them, and what was found by whoever opened them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.forms.sources import CardForm, asked_from, facts_from
from annotator.forms.talk import number_from
from annotator.guards import Request, member
from annotator.pages.card_words import FINDINGS, card_name, short_name
from annotator.pages.cited_bases import cited_page
from annotator.pages.mark_source import mark_source_page
from annotator.pages.source_card import source_page
from annotator.pages.source_queue import check_page
from annotator.pages.sources import sources_page
from annotator.pages.watched import watched_ledger
from annotator.responses import status_of
from core.access import Viewer
from core.errors import Conflict, Invalid, StaleVersion
from core.models import Citation
from core.queries import ledger
from core.services import citing
from core.services.drafts import read_uuid
from core.services.merging_sources import merge_sources

STALE = "Somebody changed this meanwhile. This is how it stands; say again what you found."


@require_http_methods(["GET", "HEAD", "POST"])
@member("see")
def sources(request: Request, viewer: Viewer) -> HttpResponse:
    """The ledger; a POST files a card for all to see."""
    form, status = CardForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        viewer.require("cite")
        try:
            card, is_new = citing.add_source(viewer, facts_from(request.POST))
            messages.success(request, f"{'Filed' if is_new else 'There already'}: {card_name(card)}")
            return redirect("source", viewer.project.slug, card.key)
        except (Invalid, Conflict) as error:
            form.refuse(error.message, error.errors)
            status = status_of(error)
    watched = watched_ledger(viewer)
    page = sources_page(viewer, form, asked_from(request.GET), page=request.GET.get("page", "1"))
    return render(request, "annotator/sources.html", {"page": page, "watched": watched}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member("see")
def source(request: Request, viewer: Viewer, key: str) -> HttpResponse:
    """One card with what cites it; a POST changes its facts. A merged card leads on to the one that stands for it."""
    watched = watched_ledger(viewer, card=key)
    card, status = ledger.source(viewer, key), 200
    if card.key != key and request.method != "POST":
        return redirect("source", viewer.project.slug, card.key)
    form = CardForm(request.POST if request.method == "POST" else None, initial=card)
    if request.method == "POST":
        viewer.require("cite")
        try:
            version = number_from(request.POST.get("version", ""))
            card = citing.change_source(viewer, key, version, facts_from(request.POST))
            messages.success(request, "The card is changed.")
            return redirect("source", viewer.project.slug, card.key)
        except (Invalid, Conflict, StaleVersion) as error:
            form.refuse(str(error), getattr(error, "errors", {}))
            status = status_of(error)
    page = source_page(viewer, card, form, request.GET.get("page", "1"))
    return render(request, "annotator/source.html", {"page": page, "watched": watched}, status=status)


@require_POST
@member("provenance")
def merge(request: Request, viewer: Viewer, key: str) -> HttpResponse:
    """Two cards of one source made one: `into` stands for both."""
    card, into_key = ledger.source(viewer, key), request.POST.get("into", "")
    try:
        if not into_key:
            raise Invalid("Choose the card that stays.", "field_missing")
        into = merge_sources(viewer, key, number_from(request.POST.get("version", "")), into=into_key)
    except (Invalid, Conflict, StaleVersion) as error:
        messages.error(request, str(error))
        return redirect("source", viewer.project.slug, card.key)
    messages.success(request, f"{card_name(card)} is now the same card as {card_name(into)}.")
    return redirect("source", viewer.project.slug, into.key)


@require_safe
@member("see")
def check_sources(request: Request, viewer: Viewer) -> HttpResponse:
    """The queue: open a source, say what it says, on to the next; those first on which most hangs."""
    watched = watched_ledger(viewer)
    page = check_page(viewer, request.GET.get("card", ""), request.GET.get("citation", ""))
    return render(request, "annotator/source_check.html", {"page": page, "watched": watched})


@require_safe
@member("see")
def cited(request: Request, viewer: Viewer) -> HttpResponse:
    """Exactly the quotes that a number of the ledger counts."""
    given = {"which": "cited", "origin": "", "page": "1", "reviewers": ""}
    asked = [request.GET.get(name, default) for name, default in given.items()]
    return render(request, "annotator/cited.html", {"page": cited_page(viewer, *asked)})


@require_POST
@member("see")
def check(request: Request, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """What was found of one citation; `alike` takes it over for the marks of the same claim."""
    found = ledger.citation(viewer, uuid)
    try:
        said = _check(request, viewer, found)
    except (Invalid, Conflict, StaleVersion) as error:
        message = STALE if isinstance(error, StaleVersion) else str(error)
        if request.POST.get("back") == "queue":
            page = check_page(viewer, found.source.key, str(uuid), error=message, answers=request.POST)
            return render(request, "annotator/source_check.html", {"page": page}, status=status_of(error))
        messages.error(request, f"Not filed. {message}")
        return redirect(_back(request, viewer, found))
    messages.success(request, said)
    return redirect(_back(request, viewer, found))


def _check(request: Request, viewer: Viewer, found: Citation) -> str:
    """The finding filed, and that in words."""
    viewer.require("cite")
    version = number_from(request.POST.get("version", ""))
    told = {"finding": request.POST.get("finding", ""), "excerpt": request.POST.get("excerpt", "")}
    if not told["finding"]:
        raise Invalid("Choose what you found: says so, says otherwise or not found.", "unknown_finding")
    others: list[Citation] = []
    if "alike" in request.POST:
        found, others = citing.check_for_claim(viewer, found.uuid, version, **told)
    else:
        found = citing.check(viewer, found.uuid, version, **told)
    also = f" Also for {len(others)} of the same claim." if others else ""
    return f"Filed: {short_name(found.source)}, {FINDINGS[found.finding]}.{also}"


@require_POST
@member("see")
def remove(request: Request, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """A mark cites a card no more."""
    found = ledger.citation(viewer, uuid)
    try:
        citing.remove_citation(viewer, uuid, number_from(request.POST.get("version", "")))
        messages.success(request, f"Taken off: {short_name(found.source)}")
    except (Conflict, StaleVersion) as error:
        messages.error(request, str(error))
    return redirect(_back(request, viewer, found))


def _back(request: Request, viewer: Viewer, found: Citation) -> str:
    """Where the form stood: the queue (on to what is next), or an address of ours, else the card."""
    slug, back = viewer.project.slug, request.POST.get("back", "")
    if back == "queue":
        left = ledger.visible_citations(viewer).filter(source=found.source, finding="unchecked").exists()
        queue = reverse("check_sources", args=[slug])
        return f"{queue}?card={found.source.key}" if left else queue
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return back
    return reverse("source", args=[slug, found.source.key])


@require_http_methods(["GET", "HEAD", "POST"])
@member("see")
def mark_source(request: Request, viewer: Viewer, uuid: UUID) -> HttpResponse:
    """What a mark cites; a POST cites a card (`source`), or a new one (its facts)."""
    form, status, id_ = CardForm(request.POST if request.method == "POST" else None), 200, ""
    if request.method == "POST":
        mark_source_page(viewer, uuid, CardForm())  # whether it is there comes before who may
        try:
            return _cite(request, viewer, uuid)
        except (Invalid, Conflict) as error:
            form.refuse(error.message, error.errors)
            status, id_ = status_of(error), request.POST.get("id", "")
    search = request.GET.get("q", "").strip()
    watched = watched_ledger(viewer, mark=uuid)
    page = mark_source_page(viewer, uuid, form, search=search, id=id_)
    return render(request, "annotator/mark_source.html", {"page": page, "watched": watched}, status=status)


def _cite(request: Request, viewer: Viewer, uuid: UUID) -> HttpResponse:
    id_ = read_uuid(request.POST["id"]) if request.POST.get("id") else None
    key = request.POST.get("source", "")
    card = {"source": key} if key else {"card": facts_from(request.POST)}
    made, is_new = citing.cite(viewer, uuid, id=id_, **card)
    messages.success(request, f"{'Cited' if is_new else 'Cited already'}: {card_name(made.source)}")
    return redirect("mark_source", viewer.project.slug, uuid)
