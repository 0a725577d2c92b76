"""The articles of a project, its outlets, and the page to paste one article."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from annotator.forms.article import ArticleForm
from annotator.guards import Request, member
from annotator.pages.articles import articles_page, preview
from core.access import Viewer
from core.errors import DomainError
from core.services.documents import add_document
from core.services.outlets import add_outlet


@require_safe
@member("see")
def articles(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """All articles with their origins and the state of one's own reading."""
    return render(request, "annotator/articles.html", {"page": articles_page(viewer)})


@require_http_methods(["GET", "HEAD", "POST"])
@member("add_documents")
def add(request: Request, viewer: Viewer) -> HttpResponse:
    """Paste one article: first a preview of what will be stored, then it is stored."""
    form = ArticleForm(request.POST or None, viewer=viewer)
    shown = None
    if request.method == "POST" and form.is_valid():
        try:
            new_outlet = form.cleaned_data["new_outlet"]
            shown = preview(viewer, form.draft(), new_outlet=new_outlet)
            if "store" in request.POST:
                with transaction.atomic():  # an article that is refused leaves no outlet behind
                    if new_outlet:
                        add_outlet(viewer, form.draft().outlet, {"name": new_outlet})
                    document = add_document(viewer, form.draft())
                messages.success(request, f"Stored “{document.title or document.key}”.")
                return redirect("read", viewer.project.slug, document.key)
        except DomainError as error:
            form.add_error(None, error.message)
            shown = None
    if request.htmx and "store" not in request.POST:
        return render(request, "annotator/_article_preview.html", {"form": form, "preview": shown})
    status = 422 if form.errors else 200
    return render(request, "annotator/add_article.html", {"form": form, "preview": shown}, status=status)
