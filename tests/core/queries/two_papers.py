"""Two outlets that write of the same events, small enough to count by hand."""

from typing import Any

from core.models import Document
from core.services.outlets import add_outlet
from tests.house import House

FIFTY = " ".join(["word"] * 47 + ["China acts."]) + " "  # 49 words
TEXT = "China leads. " + FIFTY * 3 + "China ends."  # 151 words
AFFIRMS = {"target": "ccp", "role": "R5", "stance": "affirms", "voice": "own-voice"}
ORIGIN = {"target": "china", "role": "R1", "stance": "affirms", "voice": "named-person"}
EVENTS = ("summit", "trial", "seizure")


class TwoPapers(House):
    """The Gazette affirms deliberate policy in three assertions an event, The Post says once where it starts."""

    def __init__(self, **settings: Any) -> None:
        super().__init__("papers", **settings)
        add_outlet(self.ann, "post", {"name": "The Post"})
        self.texts: dict[tuple[str, str], Document] = {}

    def write(self, outlet: str, event: str, *, key: str = "", **facts: Any) -> Document:
        """An article of 151 words, marked by Bob as that outlet is, and submitted."""
        facts = {"genre": "news", "event": event, "published_on": "2031-03-14", "outlet": outlet} | facts
        document = self.add_document(key or f"{outlet}-{event}", TEXT, **facts)
        said, label, n = (AFFIRMS, "assertion", 3) if outlet == "gazette" else (ORIGIN, "opinion", 1)
        for quote in ("China leads", "China acts", "China ends")[:n]:
            self.mark("bob", quote, label, document=document, facets=said)
        self.submit("bob", document)
        self.texts[outlet, event] = document
        return document

    def write_all(self) -> "TwoPapers":
        """Both on each event."""
        for event in EVENTS:
            self.write("gazette", event)
            self.write("post", event)
        return self
