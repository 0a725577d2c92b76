"""Coming in by a code, back by a key, by a link with an account; and leaving."""

from collections.abc import Callable
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotator.entering import came_from, hand_over, handed_over, let_in, put_away
from annotator.forms.joining import BackForm, JoinForm, LeaveForm
from annotator.guards import account, member
from annotator.pages import words
from annotator.pages.joining import here_page, leave_page, place_of, welcome_page
from annotator.responses import headers_of, status_of
from core.access import Viewer
from core.errors import DomainError
from core.queries.members import guest_of
from core.services import joining, leaving

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """A code and a name; then one is in, and is shown the key to come back with."""
    form = JoinForm(request.POST if request.method == "POST" else None, initial={"code": request.GET.get("code", "")})

    def come_in(data: dict[str, str]) -> HttpResponse:
        joined = joining.join(data["code"], data["name"], came_from=came_from(request))
        let_in(request, joined.user)
        response = redirect("joined")
        hand_over(response, joined.return_key)
        return response

    return _entered(request, form, "annotator/join.html", come_in)


@require_http_methods(METHODS)
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """The key from before; then one goes on where one was."""
    form = BackForm(request.POST if request.method == "POST" else None)

    def come_in(data: dict[str, str]) -> HttpResponse:
        joined = joining.come_back(data["return_key"], came_from=came_from(request))
        let_in(request, joined.user)
        return redirect(place_of(joined.invitation))

    return _entered(request, form, "annotator/join_back.html", come_in)


def _entered(
    request: HttpRequest, form: forms.Form, template: str, come_in: Callable[[dict[str, str]], HttpResponse]
) -> HttpResponse:
    """Let in whoever the service lets in; a refusal stands at the field it is about."""
    status, headers = 200, dict[str, str]()
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return come_in(form.cleaned_data)
            except DomainError as error:
                status, headers = status_of(error), headers_of(error)
                field = next((name for name in error.errors if name in form.fields), None)
                form.add_error(field, error.message)
    here = here_page(account(request)) if request.user.is_authenticated else None
    response = render(request, template, {"form": form, "here": here}, status=status)
    for name, value in headers.items():
        response[name] = value
    return response


@require_http_methods(METHODS)
@never_cache
@login_required
def joined(request: HttpRequest) -> HttpResponse:
    """The return key, what is stored, and how to leave. POST puts the key away and goes on."""
    page, guest = welcome_page(account(request)), guest_of(account(request))
    if page is None or guest is None:
        return redirect("home")
    if request.method == "POST":
        response = redirect(place_of(guest.invitation))
        put_away(response)
        return response
    return render(request, "annotator/joined.html", {"page": page, "return_key": handed_over(request)})


@require_http_methods(METHODS)
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET says where a link leads, POST makes the account a member."""
    found = joining.invitation_by_token(token)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
        membership = joining.accept(token, account(request))
        messages.success(request, f"You are {membership.role} of {found.project.name}.")
        return redirect("project", found.project.slug)
    return render(request, "annotator/invitation.html", {"invitation": found})


@require_http_methods(METHODS)
@member("see")
def leave(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Says what leaving undoes; then one is out, with one's marks kept or deleted."""
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        context = {"page": leave_page(viewer), "form": form}
        return render(request, "annotator/leave.html", context, status=422 if form.errors else 200)
    was_guest = guest_of(viewer.user) is not None
    left = leaving.leave(viewer, marks=form.cleaned_data["marks"])
    if was_guest:
        logout(request)
    deleted = f" Deleted: {words.count(left.n_deleted, 'mark', 'marks')}." if left.n_deleted else ""
    messages.success(request, f"You have left {viewer.project.name}.{deleted}")
    return redirect("join" if was_guest else "home")
