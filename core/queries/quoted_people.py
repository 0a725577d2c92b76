"""Who is quoted in how many articles, as far as the texts name them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.access import Viewer
from core.models import Document, Quotation, Speaker
from core.queries.reuse import attributed_quotations


@dataclass(frozen=True)
class Person:
    """One who is quoted: the fullest name that texts give, other forms of it, the quotations by article and place."""

    name: str
    also: tuple[str, ...]
    quotations: Sequence[Quotation]

    @property
    def documents(self) -> list[Document]:
        """The articles that quote them, each once."""
        return list({row.document_id: row.document for row in self.quotations}.values())


def quoted_people(viewer: Viewer) -> list[Person]:
    """Those with most articles first, then most quotations. Two queries.

    Forms of one name are joined where a text itself does so (*Pardo* where it also names exactly one *Bryce Pardo*),
    and where the project's list of speakers does.
    """
    rows = list(attributed_quotations(viewer))
    aliases = _aliases(viewer)
    forms: dict[str, Counter[str]] = {}
    quoted: dict[str, list[Quotation]] = {}
    for row, name in _full_names(rows):
        name = aliases.get(name.casefold(), name)
        forms.setdefault(name.casefold(), Counter()).update([name, row.speaker])
        quoted.setdefault(name.casefold(), []).append(row)
    given = set(aliases.values())
    found = [_person(forms[key], quoted[key], given) for key in forms]
    return sorted(found, key=lambda row: (-len(row.documents), -len(row.quotations), row.name))


def _person(forms: Counter[str], quotations: list[Quotation], given: set[str]) -> Person:
    name = max(forms, key=lambda form: (form in given, len(form.split()), forms[form], form))
    also = tuple(sorted(form for form in forms if form.casefold() != name.casefold()))
    return Person(name, also, quotations)


def _full_names(rows: Iterable[Quotation]) -> list[tuple[Quotation, str]]:
    """Each quotation with the longer name that ends so, where its text has exactly one."""
    by_text: dict[int, list[Quotation]] = {}
    for row in rows:
        by_text.setdefault(row.document_id, []).append(row)
    found = []
    for same_text in by_text.values():
        names = {row.speaker for row in same_text}
        for row in same_text:
            longer = [name for name in names if name != row.speaker and name.endswith(f" {row.speaker}")]
            found.append((row, longer[0] if len(longer) == 1 else row.speaker))
    return found


def _aliases(viewer: Viewer) -> dict[str, str]:
    """Other names of the project's speakers, folded, to the names that people gave them."""
    rows = Speaker.objects.filter(project=viewer.project).order_by("name").values_list("name", "aliases")
    return {form.casefold(): name for name, others in rows for form in (name, *others) if isinstance(form, str)}
