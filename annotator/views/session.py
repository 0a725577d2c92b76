"""The room of a session: its faces, what its host and its participants do, and its minutes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.api.minutes import minutes_data
from annotator.forms.session import MinutesForm, SessionForm, passage_from, session_from
from annotator.guards import Request, View, member
from annotator.pages.minutes import markdown
from annotator.pages.session import SessionPage, page_of, session_page
from annotator.pages.session_overlay import overlay, overlay_tag
from core.access import Viewer
from core.errors import Conflict, DomainError
from core.models import Session
from core.queries.codebooks import rules_of
from core.queries.documents import document
from core.queries.minutes import Minutes, minutes
from core.queries.sessions import session_of, the_session, was_revealed
from core.services import sessions
from core.services.joining import open_invitation


@require_http_methods(["GET", "HEAD", "POST"])
@member("see")
def session(request: Request, viewer: Viewer, key: str) -> HttpResponse:
    """The room; `?passage=START-END` chooses words, `?session=` one that is over. A POST makes a session."""
    if request.method == "POST":
        viewer.require("host")
        return _make(request, viewer, key)
    form = SessionForm() if viewer.may("host") else None
    return _shown(request, viewer, session_page(viewer, key, session_from(request.GET.get("session", ""))), form)


def _make(request: Request, viewer: Viewer, key: str) -> HttpResponse:
    form, found = SessionForm(request.POST), document(viewer, key)
    if not form.is_valid():
        return _shown(request, viewer, session_page(viewer, key), form, status=422)
    sent = form.cleaned_data
    try:
        sessions.make_session(
            viewer, found, name=sent["name"], details=form.details(rules_of(viewer.project.codebook)),
            source_blind=sent["source_blind"], n_minutes=sent["n_minutes"],
        )  # fmt: skip
    except Conflict as error:
        messages.warning(request, error.message)
    return redirect("session", viewer.project.slug, key)


def _shown(
    request: Request, viewer: Viewer, page: SessionPage, form: SessionForm | None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"page": page, "form": form}
    if page.may_look:
        found = session_of(viewer, document(viewer, page.key), session_from(request.GET.get("session", "")))
        assert found is not None
        context["overlay"] = overlay(viewer, found, passage_from(request.GET.get("passage", "")))
    template = "annotator/_session_room.html" if request.htmx else "annotator/session.html"
    return render(request, template, context, status=status)


@require_safe
@member("see")
def now(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """What changes of itself in the room, as a fragment: who is there, how far it is, who says what by now.

    After the reveal 304 where nothing happened since the answer that `If-None-Match` names.
    """
    article = document(viewer, key)
    found = session_of(viewer, article, session_from(request.GET.get("session", "")))
    page = page_of(viewer, article, found)
    if not page.may_look or found is None:
        return render(request, "annotator/_session_now.html", {"page": page})
    passage = request.GET.get("passage", "")
    tag = overlay_tag(viewer, article, f"{found.uuid} {page.face} {page.facts} {passage}")
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    context = {"page": page, "overlay": overlay(viewer, found, passage_from(passage), with_text=False)}
    response = render(request, "annotator/_session_now.html", context)
    response["ETag"] = tag
    return response


@require_POST
@member("see")
def enter(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Take part. While everybody marks this leads to the article; under its neutral key where its source is hidden."""
    found = the_session(viewer, document(viewer, key))
    sessions.enter(viewer, found)
    leads_on = found.state == "marking" and viewer.may("mark")
    shown = found.document.neutral_key if found.source_blind else key
    return redirect("read" if leads_on else "session", viewer.project.slug, shown)


@require_POST
@member("see")
def heard(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """The browser of a participant is there; the answer is the line above the article."""
    article = document(viewer, key)
    found = the_session(viewer, article)
    sessions.heard(viewer, found)
    return render(request, "annotator/_session_line.html", {"session": page_of(viewer, article, found)})


@require_POST
@member("mark")
def done(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Submit one's own reading with what was read so far, or what was revised."""
    found = the_session(viewer, document(viewer, key))
    sessions.hand_in(viewer, found)
    sees = was_revealed(found)
    messages.success(
        request, "Handed in." if sees else "Handed in. You see the others’ marks once the host reveals them."
    )
    return redirect("session", viewer.project.slug, key)


def _led(step: Callable[[Viewer, Session], Session]) -> View:
    """A step of the host's; one that is out of turn is said in the room."""

    @require_POST
    @member("host")
    def led(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
        found = the_session(viewer, document(viewer, key))
        try:
            step(viewer, found)
        except Conflict as error:
            messages.warning(request, error.message)
        return redirect("session", viewer.project.slug, key)

    return led


@require_POST
@member("host")
def code(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """A code for the class, which leads into this room."""
    found = the_session(viewer, document(viewer, key))
    try:
        open_invitation(viewer, session=found, days=1)
    except Conflict as error:
        messages.warning(request, error.message)
    return redirect("session", viewer.project.slug, key)


open_article = _led(sessions.open_article)
reveal = _led(sessions.reveal)
close = _led(sessions.close)


@require_POST
@member("host")
def timer(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """More minutes (`more`), another time from now on, or none (`stop`)."""
    found, form = the_session(viewer, document(viewer, key)), MinutesForm(request.POST)
    try:
        if "stop" in request.POST:
            sessions.change_timer(viewer, found, None)
        elif form.is_valid():
            step = sessions.extend if "more" in request.POST and found.ends_at else sessions.change_timer
            step(viewer, found, form.cleaned_data["n_minutes"])
        else:
            messages.warning(request, "The time is 1 to 600 whole minutes.")
    except DomainError as error:
        messages.warning(request, error.message)
    return redirect("session", viewer.project.slug, key)


@require_safe
@member("see")
def minutes_md(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """The minutes as a text, to keep."""
    found = _minutes(request, viewer, key)
    return _attached(HttpResponse(markdown(found), content_type="text/markdown; charset=utf-8"), found, "md")


@require_safe
@member("see")
def minutes_json(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """The minutes as data."""
    found = _minutes(request, viewer, key)
    return _attached(JsonResponse(minutes_data(found), json_dumps_params={"ensure_ascii": False}), found, "json")


def _minutes(request: HttpRequest, viewer: Viewer, key: str) -> Minutes:
    return minutes(viewer, document(viewer, key), session_from(request.GET.get("session", "")))


def _attached(response: HttpResponse, found: Minutes, suffix: str) -> HttpResponse:
    name = slugify(f"minutes {found.session.name} {found.session.document.key}") or "minutes"
    response["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response
