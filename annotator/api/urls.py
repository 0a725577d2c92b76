"""Every address of the interface, version 1, in the order of the contract."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from annotator.api import (
    annotations,
    codebook,
    discussions,
    documentation,
    documents,
    events,
    figures,
    projects,
    report,
    steps,
)

app_name = "api"

of_document = [
    path("", documents.DocumentDetail.as_view(), name="document"),
    path("annotations/", annotations.Annotations.as_view(), name="annotations"),
    path("submit/", documents.Submit.as_view(), name="submit"),
    path("reopen/", documents.Reopen.as_view(), name="reopen"),
    path("undo/", steps.Undo.as_view(), name="undo"),
    path("redo/", steps.Redo.as_view(), name="redo"),
    path("bookmark/", steps.Bookmark.as_view(), name="bookmark"),
    path("events/", events.Events.as_view(), name="events"),
    path("report/", report.Report.as_view(), name="report"),
    path("threads/", discussions.Threads.as_view(), name="threads"),
]
of_annotation = [
    path("", annotations.AnnotationDetail.as_view(), name="annotation"),
    path("restore/", annotations.Restore.as_view(), name="restore"),
    path("split/", annotations.Split.as_view(), name="split"),
    path("history/", annotations.History.as_view(), name="history"),
    path("links/", annotations.Links.as_view(), name="links"),
    path("links/<uuid:to>/", annotations.LinkDetail.as_view(), name="link"),
]
of_project: list[URLPattern | URLResolver] = [
    path("", projects.ProjectDetail.as_view(), name="project"),
    path("outlets/", projects.Outlets.as_view(), name="outlets"),
    path("outlets/<str:key>/", projects.OutletDetail.as_view(), name="outlet"),
    path("documents/", documents.Documents.as_view(), name="documents"),
    path("documents/<str:key>/", include(of_document)),
    path("annotations/<uuid:uuid>/", include(of_annotation)),
    path("threads/<uuid:uuid>/comments/", discussions.Comments.as_view(), name="comments"),
    path("threads/<uuid:uuid>/resolve/", discussions.Resolve.as_view(), name="resolve_thread"),
    path("threads/<uuid:uuid>/reopen/", discussions.ReopenThread.as_view(), name="reopen_thread"),
    path("comments/<uuid:uuid>/", discussions.CommentDetail.as_view(), name="comment"),
    path("codebook/", codebook.CodebookDetail.as_view(), name="codebook"),
    path("codebook/changes/", codebook.Changes.as_view(), name="codebook_changes"),
    path("codebook/changes/<uuid:uuid>/", codebook.ChangeDetail.as_view(), name="codebook_change"),
    path("codebook/preview/", codebook.Preview.as_view(), name="codebook_preview"),
    path("codebook/publish/", codebook.Publish.as_view(), name="publish_codebook"),
    path("codebook/questions/", discussions.Questions.as_view(), name="questions"),
    path("comparison/", figures.ComparisonFigures.as_view(), name="comparison"),
    path("export/", figures.Export.as_view(), name="export"),
]
urlpatterns = [
    path("projects/", projects.Projects.as_view(), name="projects"),
    path("projects/<slug:slug>/", include(of_project)),
    path("schema/", documentation.Schema.as_view(), name="schema"),
    path("docs/", documentation.Docs.as_view(), name="docs"),
    # Not Django's page and no redirect to a slash: a program gets a problem document.
    re_path("", documentation.Unknown.as_view(), name="unknown"),
]
