"""Every address of the site, in the order of the contract."""

from django.urls import include, path

from annotator.views import annotate, articles, codebook, compare, data, entrance, history, quotes, read, report, talk

project = [
    path("", entrance.project, name="project"),
    path("articles/", articles.articles, name="articles"),
    path("articles/add/", articles.add, name="add_article"),
    path("documents/<str:key>/read/", read.read, name="read"),
    path("documents/<str:key>/submit/", read.submit, name="submit"),
    path("documents/<str:key>/reopen/", read.reopen, name="reopen"),
    path("documents/<str:key>/marks/", annotate.add, name="add_mark"),
    path("documents/<str:key>/undo/", annotate.undo, name="undo"),
    path("documents/<str:key>/redo/", annotate.redo, name="redo"),
    path("documents/<str:key>/history/", history.history, name="history"),
    path("documents/<str:key>/bookmark/", annotate.bookmark, name="bookmark"),
    path("documents/<str:key>/report/", report.report, name="report"),
    path("documents/<str:key>/practice/", read.practice, name="practice"),
    path("documents/<str:key>/threads/", talk.threads, name="threads"),
    path("threads/<uuid:uuid>/", talk.thread, name="thread"),
    path("threads/<uuid:uuid>/resolve/", talk.resolve, name="resolve_thread"),
    path("threads/<uuid:uuid>/reopen/", talk.reopen, name="reopen_thread"),
    path("comments/<uuid:uuid>/", talk.comment, name="comment"),
    path("marks/<uuid:uuid>/", annotate.mark, name="mark"),
    path("marks/<uuid:uuid>/links/", annotate.links, name="mark_links"),
    path("marks/<uuid:uuid>/split/", annotate.split, name="split_mark"),
    path("marks/<uuid:uuid>/restore/", history.restore, name="restore_mark"),
    path("marks/<uuid:uuid>/history/", history.of_mark, name="mark_history"),
    path("compare/", compare.compare, name="compare"),
    path("compare/side-by-side/", compare.side_by_side, name="side_by_side"),
    path("quotes/", quotes.quotes, name="quotes"),
    path("quotes/<uuid:uuid>/", quotes.quote, name="quote"),
    path("codebook/", codebook.codebook, name="codebook"),
    path("codebook/changes/", codebook.draft, name="draft_codebook"),
    path("codebook/changes/<uuid:uuid>/drop/", codebook.drop, name="drop_codebook_change"),
    path("codebook/publish/", codebook.publish, name="publish_codebook"),
    path("outlets/<str:key>/", articles.outlet, name="outlet"),
    path("data/", data.data, name="data"),
    path("data/<str:format>/", data.download, name="download"),
]

urlpatterns = [
    path("", entrance.home, name="home"),
    path("accounts/", include("allauth.account.urls")),
    path("sign-in/<str:token>/", entrance.sign_in_link, name="sign_in_link"),
    path("projects/<slug:slug>/", include(project)),
    path("api/v1/", include("annotator.api.urls")),
]

handler400 = "annotator.views.entrance.malformed"
