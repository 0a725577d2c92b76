"""Every address of the site, in the order of the contract."""

from django.urls import include, path

from annotator.live.stream import Stream
from annotator.views import (
    annotate,
    articles,
    assignment,
    compare,
    data,
    entrance,
    history,
    joining,
    members,
    quotes,
    read,
    report,
)
from annotator.views import settings as settings_views

project = [
    path("", entrance.project, name="project"),
    path("articles/", articles.articles, name="articles"),
    path("articles/add/", articles.add, name="add_article"),
    path("documents/<str:key>/read/", read.read, name="read"),
    path("documents/<str:key>/submit/", read.submit, name="submit"),
    path("documents/<str:key>/reopen/", read.reopen, name="reopen"),
    path("documents/<str:key>/marks/", annotate.marks, name="add_mark"),
    path("documents/<str:key>/undo/", annotate.undo, name="undo"),
    path("documents/<str:key>/redo/", annotate.redo, name="redo"),
    path("documents/<str:key>/history/", history.history, name="history"),
    path("documents/<str:key>/bookmark/", annotate.bookmark, name="bookmark"),
    path("documents/<str:key>/report/", report.report, name="report"),
    path("documents/<str:key>/practice/", read.practice, name="practice"),
    path("marks/<uuid:uuid>/", annotate.mark, name="mark"),
    path("marks/<uuid:uuid>/links/", annotate.links, name="mark_links"),
    path("marks/<uuid:uuid>/split/", annotate.split, name="split_mark"),
    path("marks/<uuid:uuid>/restore/", history.restore, name="restore_mark"),
    path("marks/<uuid:uuid>/history/", history.of_mark, name="mark_history"),
    path("compare/", compare.compare, name="compare"),
    path("compare/side-by-side/", compare.side_by_side, name="side_by_side"),
    path("quotes/", quotes.quotes, name="quotes"),
    path("quotes/<uuid:uuid>/", quotes.quote, name="quote"),
    path("codebook/", articles.codebook, name="codebook"),
    path("outlets/<str:key>/", articles.outlet, name="outlet"),
    path("data/", data.data, name="data"),
    path("data/<str:format>/", data.download, name="download"),
    path("members/", members.members, name="members"),
    path("members/add/", members.add, name="add_member"),
    path("members/<str:username>/role/", members.role, name="member_role"),
    path("members/<str:username>/name/", members.name, name="member_name"),
    path("members/<str:username>/remove/", members.remove, name="remove_member"),
    path("ways-in/<int:pk>/wall/", members.wall, name="wall"),
    path("ways-in/<int:pk>/close/", members.close_way, name="close_way"),
    path("ways-in/<str:kind>/", members.open_way, name="open_way"),
    path("leave/", joining.leave, name="leave"),
    path("assignment/", assignment.assignment, name="assignment"),
    path("assignment/plan/", assignment.make_plan, name="plan"),
    path("assignment/change/", assignment.change, name="change_assignment"),
    path("next/", assignment.next_article, name="next_article"),
    path("settings/", settings_views.settings, name="settings"),
]

urlpatterns = [
    path("", entrance.home, name="home"),
    path("accounts/", include("allauth.account.urls")),
    path("sign-in/<str:token>/", entrance.sign_in_link, name="sign_in_link"),
    path("join/", joining.join, name="join"),
    path("join/welcome/", joining.joined, name="joined"),
    path("join/back/", joining.back, name="join_back"),
    path("join/link/<str:token>/", joining.invitation, name="invitation"),
    path("projects/<slug:slug>/", include(project)),
    path("api/v1/", include("annotator.api.urls")),
    path("live/projects/<slug:slug>/documents/<str:key>/", Stream.as_view(), name="live"),
]

handler400 = "annotator.views.entrance.malformed"
