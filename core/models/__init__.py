"""The tables. Import from here; each module says what its rows are."""

from core.models.annotations import Annotation, Event, Link
from core.models.codebooks import Codebook, Facet, FacetValue, Label
from core.models.documents import Attribution, Document, Excluded, Fidelity, Originality, Part, Section
from core.models.outlets import Outlet
from core.models.people import User
from core.models.projects import Membership, Project, Reviewer, ReviewerKind, Role
from core.models.readings import Bookmark, Coverage, Reading

__all__ = [
    "Annotation", "Attribution", "Bookmark", "Codebook", "Coverage", "Document", "Event", "Excluded", "Facet",
    "FacetValue", "Fidelity", "Label", "Link", "Membership", "Originality", "Outlet", "Part", "Project",
    "Reading", "Reviewer", "ReviewerKind", "Role", "Section", "User",
]  # fmt: skip
