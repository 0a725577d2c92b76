"""The settings of a project, for its owners."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from annotator.forms.settings import SettingsForm
from annotator.guards import member
from annotator.pages.settings import settings_page
from core.access import Viewer
from core.errors import Invalid
from core.services.settings import change_settings


@require_http_methods(["GET", "HEAD", "POST"])
@member("manage")
def settings(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What an owner decides; what is refused is said beside its field."""
    form = SettingsForm(request.POST if request.method == "POST" else None, project=viewer.project)
    if form.is_valid():
        try:
            change_settings(viewer, form.values())
            messages.success(request, "Settings stored.")
            return redirect("settings", viewer.project.slug)
        except Invalid as error:
            form.add_error(next((name for name in error.errors if name in form.fields), None), error.message)
    context = {"page": settings_page(viewer, form["visibility"].value(), form["assignment"].value()), "form": form}
    return render(request, "annotator/settings.html", context, status=422 if form.errors else 200)
