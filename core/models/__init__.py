"""The tables. Import from here; each module says what its rows are."""

from core.models.annotations import Annotation, Event, Link
from core.models.codebooks import ChangeKind, ChangeState, Codebook, CodebookChange, Facet, FacetValue, Label
from core.models.decisions import Decision, DecisionBasis, Outcome
from core.models.discussions import Comment, Thread, ThreadKind
from core.models.documents import Attribution, Document, Excluded, Fidelity, Originality, Part, Section
from core.models.figures import StoredFigure
from core.models.invitations import Guest, Invitation, InvitationKind, WrongCode
from core.models.jobs import Job, JobKind, JobState
from core.models.outlets import Outlet
from core.models.people import User
from core.models.projects import Membership, Project, Reviewer, ReviewerKind, Role
from core.models.readings import Assignment, Bookmark, Coverage, Reading
from core.models.releases import (
    Layers,
    Release,
    ReleaseDocument,
    ReleaseFile,
    ReleaseName,
    ReleaseReading,
    Texts,
)
from core.models.sessions import Participant, Session, SessionState

__all__ = [
    "Annotation", "Assignment", "Attribution", "Bookmark", "ChangeKind", "ChangeState", "Codebook", "CodebookChange",
    "Comment", "Coverage", "Decision", "DecisionBasis", "Document", "Event", "Excluded", "Facet", "FacetValue",
    "Fidelity", "Guest", "Invitation", "InvitationKind", "Job", "JobKind", "JobState", "Label", "Layers", "Link",
    "Membership", "Originality", "Outcome", "Outlet", "Part", "Participant", "Project", "Reading", "Release",
    "ReleaseDocument", "ReleaseFile", "ReleaseName", "ReleaseReading", "Reviewer", "ReviewerKind", "Role", "Section",
    "Session", "SessionState", "StoredFigure", "Texts", "Thread", "ThreadKind", "User", "WrongCode",
]  # fmt: skip
