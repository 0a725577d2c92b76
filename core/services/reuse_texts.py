"""Texts of a project made ready to be compared, a few at hand at a time."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

from core.models import Document, Excluded, Outlet, Project, Section
from core.queries.codebooks import rules_of
from core.reuse.containment import Marked, marked
from core.reuse.quotations import Quoted, quotations
from core.reuse.words import words_of
from core.text.spans import Span

_MOST_CP = 10_000_000
_AT_ONCE = 100


@dataclass(frozen=True)
class Ready:
    """One text: marked, and its quotations outside excluded ranges."""

    marked: Marked
    quotations: tuple[Quoted, ...]
    length: int


@dataclass
class TextsAtHand:
    """The texts of one project by primary key; those asked for lately stay at hand, ten million characters at most."""

    project: Project
    known: tuple[str, ...]
    _ready: OrderedDict[int, Ready] = field(default_factory=OrderedDict)
    _n_cp: int = 0

    @classmethod
    def of(cls, project: Project) -> "TextsAtHand":
        """Two queries: what the project's outlets and its codebook name."""
        outlets = Outlet.objects.filter(project=project).order_by("key").values_list("name", flat=True)
        focus = rules_of(project.codebook).focus_names if project.codebook else ()
        return cls(project, tuple(dict.fromkeys([*outlets, *focus])))

    def get(self, document: int) -> Ready:
        """One text."""
        self.load([document])
        return self._ready[document]

    def load(self, documents: Iterable[int]) -> None:
        """Have these at hand, at most a hundred. Three queries, none when all are."""
        wanted = list(dict.fromkeys(documents))[:_AT_ONCE]
        missing = [pk for pk in wanted if pk not in self._ready]
        for pk in wanted:
            if pk in self._ready:
                self._ready.move_to_end(pk)
        if missing:
            self._read(missing)
        while self._n_cp > _MOST_CP and len(self._ready) > len(wanted):
            self._n_cp -= self._ready.popitem(last=False)[1].length

    def _read(self, documents: list[int]) -> None:
        sections, excluded = (_ranges(model, documents) for model in (Section, Excluded))
        for pk, text in Document.objects.filter(pk__in=documents).values_list("pk", "text"):
            left_out = excluded.get(pk, [])
            words = words_of(text)
            quoted = [
                row for row in quotations(text, words) if not any(span.holds(row.span.start) for span in left_out)
            ]
            ready = marked(
                text, sections=sections.get(pk, ()), excluded=left_out,
                quoted=[row.span for row in quoted], known=self.known, words=words,
            )  # fmt: skip
            self._ready[pk] = Ready(ready, tuple(quoted), len(text))
            self._n_cp += len(text)


def _ranges(model: type[Section] | type[Excluded], documents: list[int]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = {}
    rows = model._default_manager.filter(document__in=documents).order_by("start")
    for pk, start, end in rows.values_list("document_id", "start", "end"):
        found.setdefault(pk, []).append(Span(start, end))
    return found
