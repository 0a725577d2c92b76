"""Ways in: the home page with one's projects, the sign-in link, a project's own address."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from sesame.utils import get_user

from annotator.guards import account, member
from annotator.pages.home import home_page
from core.access import Viewer
from core.models import User


@require_safe
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The work list: one's projects, readings begun, articles not read yet."""
    return render(request, "annotator/home.html", {"page": home_page(account(request))})


@require_safe
@member("see")
def project(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """A project opens with its comparison."""
    return redirect("compare", viewer.project.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows one button (a link scanner signs nobody in); POST signs in, once, within the hour."""
    if request.method != "POST":
        user = get_user(token, update_last_login=False)
        context = {"person": user.get_username() if user else "", "action": request.get_full_path()}
        return render(request, "annotator/sign_in_link.html", context, status=200 if user else 410)
    with transaction.atomic():
        user = get_user(token, update_last_login=False)
        if user is not None:
            # The token dies with `last_login`: two POSTs at once queue here, and the second finds it dead.
            User.objects.select_for_update().get(pk=user.pk)
            user = get_user(token, update_last_login=False)
        if user is None:
            return render(request, "annotator/sign_in_link.html", {"person": ""}, status=410)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    """Where the link leads; never to another host."""
    wanted = request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if allowed else reverse("home")


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read."""
    return render(request, "400.html", status=400)
