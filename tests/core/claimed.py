"""Three outlets that say the same of one factory, small enough to count by hand."""

from core.models import Annotation, Document
from core.services.outlets import add_outlet
from tests.house import House

AGENCY = "The plant in Ningbo employed 70,000 people in 2019, the ministry said. Nothing else is known of Ningbo."
BLOG = "They write: The plant in Ningbo employed 70,000 people in 2019, the ministry said. We doubt it."
TIMES = "By our own count 70 000 people worked in the Ningbo plant. The weather was fine."


class Claimed(House):
    """Bob has marked and submitted a text of each of three outlets; `agency`, `blog` and `times` are his marks."""

    def __init__(self) -> None:
        super().__init__("claimed")
        self.texts: dict[str, Document] = {}
        self.marks: dict[str, Annotation] = {}
        for key, text, quote in (
            ("agency", AGENCY, "The plant in Ningbo employed 70,000 people in 2019"),
            ("blog", BLOG, "The plant in Ningbo employed 70,000 people in 2019"),
            ("times", TIMES, "70 000 people worked in the Ningbo plant"),
        ):
            add_outlet(self.viewers["ann"], key, {"name": f"The {key.capitalize()}"})
            self.texts[key] = self.add_document(key, text, outlet=key, published_on="2020")
            self.marks[key] = self.mark("bob", quote, document=self.texts[key], facets={"voice": "own-voice"})
            self.submit("bob", self.texts[key])

    def of(self, *keys: str) -> list:
        """The ids of these marks."""
        return [self.marks[key].uuid for key in keys]
