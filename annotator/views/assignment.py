"""Who reads what: the owner's page, and the next article of whoever reads at their own pace."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from annotator.forms.plan import PlanForm
from annotator.guards import member
from annotator.pages import words
from annotator.pages.assignment import assignment_page
from core.access import Viewer
from core.errors import Conflict, Invalid, NotFound
from core.queries.progress import progress
from core.services.assigning import apply_plan, assign, draw_next, plan, unassign

NONE_LEFT = "Every article has the readers it needs, or you have read it. Nothing is left for you now."


@require_safe
@member("manage")
def assignment(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """How far it is, and the form of a plan."""
    known = progress(viewer)
    context = {"page": assignment_page(viewer, known), "form": PlanForm(known=known)}
    return render(request, "annotator/assignment.html", context)


@require_POST
@member("manage")
def make_plan(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Preview a plan, or (`apply`) store the one that was looked at; changed meanwhile, it is shown anew."""
    known = progress(viewer)
    form = PlanForm(request.POST, known=known)
    if not form.is_valid():
        context = {"page": assignment_page(viewer, known), "form": form}
        return render(request, "annotator/assignment.html", context, status=422)
    seed, status = form.chosen_seed, 200
    if "apply" in request.POST:
        try:
            made = apply_plan(viewer, form.wish(), seed=seed, expected=form.cleaned_data["expected"])
            messages.success(request, f"Assigned: {words.count(len(made.added), 'reading', 'readings')}.")
            return redirect("assignment", viewer.project.slug)
        except Conflict as error:
            messages.warning(request, error.message)
            status = 409
    made = plan(viewer, form.wish(), seed=seed)
    page = assignment_page(viewer, made.before, made, seed=seed)
    return render(request, "annotator/assignment.html", {"page": page, "form": form}, status=status)


@require_POST
@member("manage")
def change(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """One cell of the matrix: `assign` or `unassign`, with `document/reader`."""
    action = "unassign" if "unassign" in request.POST else "assign"
    key, _, reader = request.POST.get(action, "").partition("/")
    try:
        if action == "assign":
            assign(viewer, key, reader)
        else:
            unassign(viewer, key, reader)
    except (Conflict, Invalid, NotFound) as error:
        messages.warning(request, error.message)
    return redirect("assignment", viewer.project.slug)


@require_POST
@member("mark")
def next_article(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Take the next article and open it."""
    document = draw_next(viewer)
    if document is None:
        messages.info(request, NONE_LEFT)
        return redirect("home")
    return redirect("read", viewer.project.slug, document.key)
