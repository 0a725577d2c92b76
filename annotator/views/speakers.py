"""Who speaks: the project's list, kept by whoever keeps its provenance."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from annotator.forms.speakers import values_from
from annotator.forms.talk import number_from
from annotator.guards import member
from annotator.pages.speakers import speakers_page
from annotator.responses import status_of
from core.access import Viewer
from core.errors import DomainError, Invalid
from core.services import speakers as services


@require_http_methods(["GET", "HEAD", "POST"])
@member("see")
def speakers(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The page; a POST puts a speaker on the list, or joins several `names` as one."""
    if request.method != "POST":
        page = speakers_page(viewer, gone=request.GET.get("removed", ""))
        return render(request, "annotator/speakers.html", {"page": page})
    viewer.require("provenance")
    try:
        if names := request.POST.getlist("names"):
            made = services.join_names(viewer, names)
        else:
            made = services.add_speaker(viewer, values_from(request.POST))
    except DomainError as error:
        return _refused(request, viewer, error)
    messages.success(request, f"{made.name} is on the list{', with all these names' if names else ''}.")
    return redirect("speakers", viewer.project.slug)


@require_POST
@member("provenance")
def change(request: HttpRequest, viewer: Viewer, speaker: int) -> HttpResponse:
    """Another name, side, other names or note, at the version that was read; `split` takes a name off as a speaker;
    `again` has it suggested again that one may be the same."""
    version = number_from(request.POST.get("version", ""))
    try:
        if alias := request.POST.get("split"):
            made = services.split_alias(viewer, speaker, version, alias)
            messages.success(request, f"{made.name} is a speaker of their own now.")
        elif name := request.POST.get("again"):
            services.ask_again(viewer, speaker, version, name)
            messages.success(request, f"{name} may be the same again.")
        else:
            services.change_speaker(viewer, speaker, version, values_from(request.POST))
            messages.success(request, "Saved.")
    except DomainError as error:
        return _refused(request, viewer, error)
    return redirect("speakers", viewer.project.slug)


@require_POST
@member("provenance")
def tell_apart(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Two `names` are not of one speaker: both stand on the list, and are suggested as one no more."""
    names = request.POST.getlist("names")
    try:
        if len(names) != 2:
            raise Invalid("Name two.", "name_invalid")
        one, other = services.tell_apart(viewer, *names)
    except DomainError as error:
        return _refused(request, viewer, error)
    messages.success(request, f"{one.name} and {other.name} are two speakers on the list.")
    return redirect("speakers", viewer.project.slug)


@require_POST
@member("provenance")
def remove(request: HttpRequest, viewer: Viewer, speaker: int) -> HttpResponse:
    """Take an entry off the list, at the version that was read; the page then offers to put it back."""
    try:
        services.remove_speaker(viewer, speaker, number_from(request.POST.get("version", "")))
    except DomainError as error:
        return _refused(request, viewer, error)
    return redirect(f"{reverse('speakers', args=[viewer.project.slug])}?removed={speaker}")


@require_POST
@member("provenance")
def restore(request: HttpRequest, viewer: Viewer, speaker: int) -> HttpResponse:
    """Put an entry back on the list as it was."""
    try:
        made = services.restore_speaker(viewer, speaker)
    except DomainError as error:
        return _refused(request, viewer, error)
    messages.success(request, f"{made.name} is on the list again.")
    return redirect("speakers", viewer.project.slug)


def _refused(request: HttpRequest, viewer: Viewer, error: DomainError) -> HttpResponse:
    page = speakers_page(viewer, refused=error.message)
    return render(request, "annotator/speakers.html", {"page": page}, status=status_of(error))
