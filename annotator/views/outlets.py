"""Outlets: the list, one outlet, and what is known of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotator.forms.outlet import NewOutletForm, changes_from
from annotator.forms.talk import number_from
from annotator.guards import member
from annotator.pages.outlet import Draft, outlet_page
from annotator.pages.outlet_answers import outlet_answers_page
from annotator.pages.outlets import outlets_page
from annotator.responses import status_of
from core.access import Viewer
from core.errors import Conflict, Invalid, StaleVersion
from core.queries import documents
from core.services.outlets import add_outlet, change_outlet

STALE = "Somebody changed this outlet while you were writing. Above is what is stored now, below what you wrote."


@require_http_methods(["GET", "HEAD", "POST"])
@member("see")
def outlets(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """All outlets; a POST adds one."""
    form = NewOutletForm(request.POST if request.method == "POST" else None, viewer=viewer)
    if request.method == "POST":
        viewer.require("add_outlets")
        if form.is_valid():
            try:
                added = add_outlet(viewer, form.key, form.cleaned_data)
                messages.success(request, f"Added {added.name}.")
                return redirect("outlet", viewer.project.slug, added.key)
            except (Invalid, Conflict) as error:
                form.add_error(next((name for name in error.errors if name in form.fields), None), error.message)
    context = {"page": outlets_page(viewer), "form": form}
    return render(request, "annotator/outlets.html", context, status=422 if form.errors else 200)


@require_safe
@member("see")
def outlet(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """What is known of an outlet; how its texts speak, whose words they are, what reviewers say of them."""
    return render(request, "annotator/outlet.html", {"page": outlet_page(viewer, key)})


@require_safe
@member("see")
def answers(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Who gave which answer to a credibility indicator: what a number of the outlet's page counts."""
    of, value, number = (request.GET.get(name, "") for name in ("of", "value", "page"))
    page = outlet_answers_page(viewer, key, of, value, number)
    return render(request, "annotator/outlet_answers.html", {"page": page})


@require_POST
@member("add_outlets")
def change(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Store what is known of an outlet; what is refused is said above the form, with all that was written."""
    said = changes_from(request.POST)
    try:
        version = number_from(request.POST.get("version", ""))
        change_outlet(viewer, documents.outlet(viewer, key), version, said)
    except (Invalid, StaleVersion) as error:
        page = outlet_page(viewer, key, Draft(said, STALE if isinstance(error, StaleVersion) else str(error)))
        return render(request, "annotator/outlet.html", {"page": page}, status=status_of(error))
    messages.success(request, "Stored what is known of this outlet.")
    return redirect("outlet", viewer.project.slug, key)
