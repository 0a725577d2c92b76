"""A report's marks in words: passages with what each reader said of them, and what they leave open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.urls import reverse

from annotator.pages import words
from annotator.pages.article_text import SectionHead, cut_paragraphs, origin_words
from annotator.pages.card_words import CitedLine, cited_line
from annotator.pages.claim_rows import ClaimRow, claim_row
from annotator.pages.marks import LINK_WORDS, Fact, facts, reader_words
from core.access import Viewer
from core.models import ReviewerKind, Section
from core.queries.claims import ClaimSeen
from core.queries.codebooks import Rules
from core.queries.reading_page import BriefMark
from core.queries.report import Differing, Naming, Report
from core.queries.report_passages import Basis, Judged, Passage
from core.text.spans import Span

MISSING = {"voice": "whose voice it is", "target": "whom it is about", "role": "which role it gives"}


@dataclass(frozen=True)
class BasisLine:
    """What is tied to a claim, in its own words; `how` is *supported by* or *contradicted by*."""

    how: str
    contradicts: bool
    quote: str
    url: str
    label: str
    label_name: str
    facts: Sequence[Fact]
    more: Sequence[Fact]
    note: str
    cited: Sequence[CitedLine]


@dataclass(frozen=True)
class Line:
    """What one reader, or several alike, said of the words of a passage. `readers` is empty where one alone reads."""

    readers: str
    label: str
    label_name: str
    facts: Sequence[Fact]
    more: Sequence[Fact]
    unsupported: bool
    bases: Sequence[BasisLine]
    note: str
    cited: Sequence[CitedLine]


@dataclass(frozen=True)
class Entry:
    """One passage of the report; `head` where the words of another origin begin; `also`: who else makes the claim that
    its marks state."""

    id: str
    url: str
    quote: str
    paragraph: int
    letters: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    head: SectionHead | None = None
    claim: ClaimRow | None = None
    also: str = ""


@dataclass(frozen=True)
class Open:
    """One thing that is left open: words of the text, where they stand, and what is asked of them."""

    quote: str
    url: str
    about: str


@dataclass(frozen=True)
class Question:
    """One kind of open question with all that it holds for."""

    title: str
    about: str
    rows: Sequence[Open]


class Writer:
    """Puts the marks of a report into words; `claims` are what marks state. No query."""

    def __init__(self, viewer: Viewer, report: Report, claims: Mapping[UUID, ClaimSeen] | None = None) -> None:
        self.viewer, self.stated = viewer, claims or {}
        self.report, self.rules = report, report.rules
        self.text, self.slug = report.document.text, viewer.project.slug
        self.read_url = reverse("read", args=[viewer.project.slug, report.document.key])
        self.several = len(report.readings) > 1

    def entries(self, passages: Sequence[Passage], *, heads: bool = False) -> list[Entry]:
        """The passages in their order; with `heads` each stretch of one origin says whose words follow."""
        found = []
        before: Section | str | None = ""  # no section: the first passage begins a stretch, too
        for passage in passages:
            head = origin_words(self.report.document, passage.section) if passage.section != before else None
            found.append(self.entry(passage, head if heads else None))
            before = passage.section
        return found

    def entry(self, passage: Passage, head: SectionHead | None) -> Entry:
        """One passage."""
        letters = [(self.rules.labels[key].letter, key) for key in passage.labels]
        first = passage.marks[0].mark
        claim, also = self.claim(passage)
        return Entry(
            f"mark-{first.uuid}", self.url_of(first), passage.quote, passage.paragraph, letters,
            self.lines(passage.marks), head, claim, also,
        )  # fmt: skip

    def claim(self, passage: Passage) -> tuple[ClaimRow | None, str]:
        """The claim that marks on these words state, and the other outlets that make it."""
        uuids = [row.mark.uuid for row in passage.marks]
        claim = next((self.stated[uuid] for uuid in uuids if uuid in self.stated), None)
        if claim is None:
            return None, ""
        here = {row.origin for row in claim.marks if row.uuid in uuids}
        others = [name for key, name in claim.outlets.items() if key not in here]
        return (claim_row(self.viewer, claim), words.listed(others)) if others else (None, "")

    def lines(self, marks: Sequence[Judged]) -> list[Line]:
        """What was said of the words; readers who said the same stand in one line."""
        alike: dict[Line, list[tuple[str, str]]] = {}
        for row in marks:
            alike.setdefault(self.line(row), []).append((row.mark.reviewer, row.mark.kind))
        return [replace(line, readers=readers_words(who) if self.several else "") for line, who in alike.items()]

    def line(self, row: Judged) -> Line:
        """One mark, without its reader."""
        mark = row.mark
        return Line(
            "", mark.label, self.rules.labels[mark.label].name, self.facts(mark), self.more(mark), row.unsupported,
            tuple(self.basis(basis) for basis in row.bases), mark.note, self.cited(mark),
        )  # fmt: skip

    def basis(self, basis: Basis) -> BasisLine:
        """What is tied to a claim."""
        mark = basis.mark
        return BasisLine(
            LINK_WORDS[basis.kind][1], basis.kind == "contradicts", self.cut(mark), self.url_of(mark), mark.label,
            self.rules.labels[mark.label].name, self.facts(mark), self.more(mark), mark.note, self.cited(mark),
        )  # fmt: skip

    def cited(self, mark: BriefMark) -> tuple[CitedLine, ...]:
        """The cards that a mark cites."""
        return tuple(cited_line(self.slug, row) for row in self.report.citations.get(mark.uuid, ()))

    def facts(self, mark: BriefMark) -> tuple[Fact, ...]:
        """Voice and speaker, whom it is about, role and stance; a voice that is not stated is said to be so."""
        found = [_about(fact) for fact in facts(self.rules, mark.facets, first=True)]
        if "voice" in self.rules.facets and not mark.facets.get("voice") and self.rules.labels[mark.label].counted:
            found.insert(0, Fact("voice", "", "voice not stated"))
        return tuple(found)

    def more(self, mark: BriefMark) -> tuple[Fact, ...]:
        """The other details."""
        return tuple(facts(self.rules, mark.facets, first=False))

    def questions(self) -> list[Question]:
        """What is left open, each kind that there is."""
        asked = self.report.questions
        every = [
            Question("Marked unsure", "The reader was not sure and said so.", [self.open(row) for row in asked.unsure]),
            Question("Not said", "Details that the comparison needs and that these marks do not give.",
                     [self.open(row, _missing(keys)) for row, keys in asked.incomplete]),
            Question("Readers differ", "The same words, labelled differently.",
                     [self.differing(row) for row in asked.differing]),
            *[self.naming(row) for row in asked.naming],
        ]  # fmt: skip
        return [row for row in every if row.rows]

    def naming(self, row: Naming) -> Question:
        """Sentences without a mark, of one kind of reader."""
        several = len(self.report.questions.naming) > 1
        whose, read = (
            (f" of {words.people(row.kind)}", f"{words.people(row.kind)} read") if several else ("", "was read")
        )
        return Question(
            f"Sentences that name {self.rules.focus_name or 'a target'} and carry no mark{whose}",
            f"{len(row.unmarked)} of {words.count(row.n_naming, 'such sentence', 'such sentences')} "
            f"in what {read}. Absence can be right: look.",
            self.sentences(row.unmarked),
        )

    def open(self, mark: BriefMark, about: str = "") -> Open:
        """A mark with a question."""
        reader = reader_words(mark.reviewer, mark.kind) if self.several else ""
        label = self.rules.labels[mark.label].name
        return Open(self.cut(mark), self.url_of(mark), words.sentence([about or label, reader]))

    def differing(self, found: Differing) -> Open:
        """A passage on whose label readers of one kind differ."""
        passage = found.passage
        said: dict[str, list[tuple[str, str]]] = {}
        for row in passage.marks:
            said.setdefault(self.rules.labels[row.mark.label].name, []).append((row.mark.reviewer, row.mark.kind))
        about = [f"{name}: {readers_words(who)}" for name, who in said.items()]
        return Open(passage.quote, self.url_of(passage.marks[0].mark), words.sentence(about))

    def sentences(self, spans: Sequence[Span]) -> list[Open]:
        """Sentences, each with the address of its paragraph."""
        anchors = cut_paragraphs(self.report.document)
        found, at = [], 0
        for span in spans:
            while at + 1 < len(anchors) and anchors[at + 1].start <= span.start:
                at += 1
            found.append(Open(span.cut(self.text), f"{self.read_url}#p{anchors[at].start}", ""))
        return found

    def cut(self, mark: BriefMark) -> str:
        """The words of a mark."""
        return self.text[mark.start : mark.end]

    def url_of(self, mark: BriefMark) -> str:
        """Where the mark stands in the article."""
        return f"{self.read_url}?mark={mark.uuid}"


def readers_words(readers: Sequence[tuple[str, str]]) -> str:
    """Code names with kinds in words; what is not a person says so: `ada, heron and linnet (simulated readers)`."""
    groups = []
    for kind, (_, _, one, many) in words.KIND_WORDS.items():
        names = list(dict.fromkeys(name for name, of_kind in readers if of_kind == kind))
        if names:
            what = "" if kind == ReviewerKind.PERSON else f" ({one if len(names) == 1 else many})"
            groups.append(words.listed(names) + what)
    return words.listed(groups)


def _about(fact: Fact) -> Fact:
    return replace(fact, text=f"about {fact.text}") if fact.facet == "target" else fact


def _missing(keys: Sequence[str]) -> str:
    return words.listed([MISSING[key] for key in keys])


def label_counts(rules: Rules, labels: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """(key, name on screen, count) of each counted label, in the codebook's order."""
    return [(key, rules.labels[key].name, n) for key, n in labels.items()]
