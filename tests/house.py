"""A small furnished project for tests: Ann owns, Bob and Cem review, Vera views, Stan is a stranger."""

import uuid
from typing import Any

from core import access
from core.access import Viewer
from core.models import Annotation, Document, Project, User
from core.services import annotating, codebooks, documents, joining, outlets, projects, readings
from core.services.drafts import read_mark

TEXT = (
    "A headline about China\n\n"
    "China banned the trade in 2019. Officials say Beijing does little 👩‍👩‍👧. "
    "There is no proof of state policy.\n\n"
    "Nobody asked the firms. The Chinese ministry denies it."
)


class House:
    """Made anew for each test; `viewers` are by first name."""

    def __init__(self, slug: str = "house", **settings: Any) -> None:
        self.project: Project = projects.create_project(
            slug, name="The house", codebook=codebooks.default_codebook(), **settings
        )
        self.viewers: dict[str, Viewer] = {}
        for name, role in (("ann", "owner"), ("bob", "reviewer"), ("cem", "reviewer"), ("vera", "viewer"),
                           ("ada", "adjudicator")):  # fmt: skip
            self.join(name, role)
        self.stranger = User.objects.filter(username="stan").first() or User.objects.create_user("stan")
        outlets.add_outlet(self.viewers["ann"], "gazette", {"name": "The Gazette", "domain": "gazette.example"})
        self.document = self.add_document("d1", TEXT)

    def join(self, name: str, role: str) -> Viewer:
        """A member of this project."""
        membership, _ = projects.add_member(self.project, name, role)
        self.viewers[name] = access.viewer(membership.user, self.project.slug)
        return self.viewers[name]

    def guest(self, name: str, role: str = "reviewer") -> Viewer:
        """Somebody who came by a code of their own under this name, and is known by it here; `return_key` is theirs."""
        invitation = joining.open_invitation(self.viewers["ann"], role=role, max_uses=1)
        joined = joining.join(invitation.code, name)
        self.return_key = joined.return_key
        self.viewers[name.lower()] = access.viewer(joined.user, self.project.slug)
        return self.viewers[name.lower()]

    def __getattr__(self, name: str) -> Viewer:
        try:
            return self.__dict__["viewers"][name]
        except KeyError:
            raise AttributeError(name) from None

    def add_document(self, key: str, text: str, **facts: Any) -> Document:
        """A document of The Gazette unless told otherwise."""
        draft = documents.DocumentDraft(key=key, text=text, **{"outlet": "gazette"} | facts)
        return documents.add_document(self.viewers["ann"], draft)

    def body(self, quote: str, label: str = "assertion", *, document: Document | None = None, **more: Any) -> dict:
        """A whole mark body for the first place of the quote; facets as keywords with `facets=`."""
        text = (document or self.document).text
        start = text.index(quote)
        return {"id": str(uuid.uuid4()), "start": start, "end": start + len(quote), "quote": quote,
                "label": label, "facets": {}, "note": ""} | more  # fmt: skip

    def mark(self, name: str, quote: str, label: str = "assertion", **more: Any) -> Annotation:
        """A stored mark of that reader."""
        document = more.pop("document", None) or self.document
        body = self.body(quote, label, document=document, **more)
        return annotating.add_annotation(self.viewers[name], document, read_mark(body))[0]

    def submit(self, name: str, document: Document | None = None) -> None:
        """That reader submits the reading of the document."""
        readings.submit_reading(self.viewers[name], document or self.document)
