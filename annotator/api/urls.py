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
    joining,
    members,
    projects,
    report,
    rulings,
    sessions,
    steps,
    work,
)

app_name = "api"

of_session: list[URLPattern | URLResolver] = [
    path("", sessions.Session.as_view(), name="session"),
    path("open/", sessions.Open.as_view(), name="session_open"),
    path("timer/", sessions.Timer.as_view(), name="session_timer"),
    path("reveal/", sessions.Reveal.as_view(), name="session_reveal"),
    path("close/", sessions.Close.as_view(), name="session_close"),
    path("enter/", sessions.Enter.as_view(), name="session_enter"),
    path("heard/", sessions.Heard.as_view(), name="session_heard"),
    path("done/", sessions.Done.as_view(), name="session_done"),
    path("minutes/", sessions.SessionMinutes.as_view(), name="session_minutes"),
]
of_document: list[URLPattern | URLResolver] = [
    path("", documents.DocumentDetail.as_view(), name="document"),
    path("annotations/", annotations.Annotations.as_view(), name="annotations"),
    path("submit/", documents.Submit.as_view(), name="submit"),
    path("reopen/", documents.Reopen.as_view(), name="reopen"),
    path("undo/", steps.Undo.as_view(), name="undo"),
    path("redo/", steps.Redo.as_view(), name="redo"),
    path("bookmark/", steps.Bookmark.as_view(), name="bookmark"),
    path("events/", events.Events.as_view(), name="events"),
    path("decisions/", rulings.Decisions.as_view(), name="decisions"),
    path("decisions/<uuid:uuid>/", rulings.DecisionDetail.as_view(), name="decision"),
    path("adjudication/finish/", rulings.Finish.as_view(), name="finish_adjudication"),
    path("adjudication/reopen/", rulings.Reopen.as_view(), name="reopen_adjudication"),
    path("disagreements/", rulings.Disagreements.as_view(), name="disagreements"),
    path("rulings/", rulings.Rulings.as_view(), name="rulings"),
    path("report/", report.Report.as_view(), name="report"),
    path("session/", include(of_session)),
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
    path("comparison/report/", figures.ComparisonReport.as_view(), name="comparison_report"),
    path("export/", figures.Export.as_view(), name="export"),
    path("members/", members.Members.as_view(), name="members"),
    path("members/<str:username>/", members.MemberDetail.as_view(), name="member"),
    path("invitations/", members.Invitations.as_view(), name="invitations"),
    path("invitations/<int:number>/", members.InvitationDetail.as_view(), name="invitation"),
    path("leave/", joining.Leave.as_view(), name="leave"),
    path("assignments/", work.Assignments.as_view(), name="assignments"),
    path("assignments/plan/", work.Planning.as_view(), name="plan"),
    path("assignments/<str:key>/<str:reviewer>/", work.AssignmentDetail.as_view(), name="assignment"),
    path("next/", work.Next.as_view(), name="next"),
    path("progress/", work.ProjectProgress.as_view(), name="progress"),
]
urlpatterns = [
    path("join/", joining.Join.as_view(), name="join"),
    path("join/back/", joining.JoinBack.as_view(), name="join_back"),
    path("join/link/", joining.JoinByLink.as_view(), name="join_link"),
    path("projects/", projects.Projects.as_view(), name="projects"),
    path("projects/<slug:slug>/", include(of_project)),
    path("schema/", documentation.Schema.as_view(), name="schema"),
    path("docs/", documentation.Docs.as_view(), name="docs"),
    # Not Django's page and no redirect to a slash: a program gets a problem document.
    re_path("", documentation.Unknown.as_view(), name="unknown"),
]
