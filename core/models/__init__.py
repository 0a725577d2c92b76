"""The tables. Import from here; each module says what its rows are."""

from core.models.anchorings import Anchoring, AnchoringMethod, AnchoringState
from core.models.annotations import Annotation, Event, Link
from core.models.assessments import Assessment
from core.models.claims import Claim, ClaimMark, NotTheSame
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
from core.models.proposals import Proposal, ProposalKind, ProposalState
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
from core.models.reuse import Fingerprint, Quotation, QuotedKind, SharedKind, SharedPassage, SharedQuotation
from core.models.sessions import Participant, Session, SessionState
from core.models.sources import Citation, Finding, Source
from core.models.speakers import Speaker

__all__ = [
    "Anchoring", "AnchoringMethod", "AnchoringState", "Annotation", "Assessment", "Assignment", "Attribution",
    "Bookmark", "ChangeKind", "ChangeState", "Citation", "Claim", "ClaimMark", "Codebook", "CodebookChange", "Comment",
    "Coverage", "Decision", "DecisionBasis", "Document", "Event", "Excluded", "Facet", "FacetValue", "Fidelity",
    "Finding", "Fingerprint", "Guest", "Invitation", "InvitationKind", "Job", "JobKind", "JobState", "Label", "Layers",
    "Link", "Membership", "NotTheSame", "Originality", "Outcome", "Outlet", "Part", "Participant", "Project",
    "Proposal", "ProposalKind", "ProposalState", "Quotation", "QuotedKind", "Reading", "Release", "ReleaseDocument",
    "ReleaseFile", "ReleaseName", "ReleaseReading", "Reviewer", "ReviewerKind", "Role", "Section", "Session",
    "SessionState", "SharedKind", "SharedPassage", "SharedQuotation", "Source", "Speaker", "StoredFigure", "Texts",
    "Thread", "ThreadKind", "User", "WrongCode",
]  # fmt: skip
