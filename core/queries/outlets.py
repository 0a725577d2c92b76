"""Outlets: the list, and one with all that the store knows of its texts. No score, and nothing that is hidden.

Of a text whose source the viewer must not know nothing stands here and nothing is counted; of several versions of an
article only the one that stands for it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from core.access import Viewer
from core.models import Outlet, Part
from core.queries import documents
from core.queries.assessments import OutletSaid, said_of_outlet
from core.queries.claims import ClaimSeen, claims_seen
from core.queries.comparison import compared
from core.queries.counting import Counting
from core.queries.figures import Comparison, Origin
from core.queries.indicator_agreement import AgreementOnIndicators, agreement_on_indicators
from core.queries.ledger_figures import Bases, ledger_figures
from core.queries.sources import masked


@dataclass(frozen=True)
class OutletEntry:
    """One outlet of the list: texts (documents) with words that count as its own, texts of others on its pages."""

    outlet: Outlet
    n_own: int
    n_carried: int
    n_facts: int
    n_facts_without_source: int


def outlet_list(viewer: Viewer) -> list[OutletEntry]:
    """All outlets by name. Two queries."""
    own: dict[int, set[int]] = {}
    carried: dict[int, set[int]] = {}
    rows = _parts(viewer).values_list("document", "document__outlet", "outlet", "counted")
    for document, carrier, origin, counted in rows:
        if counted:
            own.setdefault(origin, set()).add(document)
        if carrier != origin:
            carried.setdefault(carrier, set()).add(document)
    outlets = sorted(documents.outlets(viewer), key=lambda row: (row.name.lower(), row.key))
    return [
        OutletEntry(
            row, len(own.get(row.pk, ())), len(carried.get(row.pk, ())), len(row.facts),
            sum(1 for fact in row.facts if not fact.get("source")),
        )
        for row in outlets
    ]  # fmt: skip


def _parts(viewer: Viewer) -> QuerySet[Part]:
    """Parts of texts whose source the viewer may know."""
    rows = Part.objects.filter(~masked(viewer, "document"), document__project=viewer.project)
    return rows.filter(document__is_current=True)


@dataclass(frozen=True)
class Texts:
    """The parts of texts that have to do with an outlet, by document and place: its words on its own pages, its words
    on others' pages, others' words on its pages."""

    own: Sequence[Part]
    elsewhere: Sequence[Part]
    carried: Sequence[Part]

    def n_words_by(self, parts: Sequence[Part], *, carrier: bool = False) -> list[tuple[Outlet, int]]:
        """The outlets behind parts, or those that carry them, with how many words: the most first."""
        n_words: Counter[int] = Counter()
        outlets: dict[int, Outlet] = {}
        for part in parts:
            outlet = part.document.outlet if carrier else part.outlet
            outlets[outlet.pk] = outlet
            n_words[outlet.pk] += part.n_words
        return [(outlets[pk], n) for pk, n in n_words.most_common()]


@dataclass(frozen=True)
class Profile:
    """One outlet: what its texts are, how they speak (`origin`, None where it has no text of its own), what they cite
    (None: nothing), which claims they make, what reviewers say of them."""

    outlet: Outlet
    texts: Texts
    counting: Counting
    figures: Comparison
    origin: Origin | None
    bases: Bases | None
    claims: Sequence[ClaimSeen]
    said: OutletSaid
    agreement: AgreementOnIndicators


def outlet_profile(viewer: Viewer, key: str) -> Profile:
    """The profile as this viewer may see it; `NotFound` for an outlet of another project.

    Figures are those of the comparison without a filter. Fourteen queries beside these, whatever the number of texts.
    """
    outlet = documents.outlet(viewer, key)
    counting = Counting(viewer)
    figures = compared(counting)
    origin = next((row for row in figures.origins if row.key == outlet.key), None)
    said = said_of_outlet(viewer, outlet)
    return Profile(
        outlet, texts_of(viewer, outlet), counting, figures, origin,
        next((row.bases for row in ledger_figures(viewer).origins if row.key == outlet.key), None),
        claims_seen(viewer, outlet=outlet.key), said, agreement_on_indicators(viewer, kind=said.kind),
    )  # fmt: skip


def texts_of(viewer: Viewer, outlet: Outlet) -> Texts:
    """Its texts by way. One query."""
    rows = _parts(viewer).select_related("document__outlet", "outlet", "section__copy_of").defer(
        "document__text", "section__copy_of__text"
    )  # fmt: skip
    of_outlet = rows.filter(outlet=outlet) | rows.filter(document__outlet=outlet)
    found = list(of_outlet.order_by("document__key", "section__start"))
    return Texts(
        [part for part in found if part.outlet_id == part.document.outlet_id],
        [part for part in found if part.outlet_id == outlet.pk != part.document.outlet_id],
        [part for part in found if part.outlet_id != outlet.pk],
    )


def profile_json(profile: Profile) -> Mapping[str, object]:
    """The profile for programs: figures as in the JSON of the comparison."""
    answer = profile.figures.as_json()
    row = next((row for row in answer["outlets"] if row["outlet"] == profile.outlet.key), None)
    return {
        "outlet": profile.outlet.key,
        "name": profile.outlet.name,
        "reviewer_kinds": answer["reviewer_kinds"],
        "gate": answer["gate"],
        "figures": row,
        "originality": {
            "own": [_part_json(part) for part in profile.texts.own],
            "elsewhere": [_part_json(part) for part in profile.texts.elsewhere],
            "carried": [_part_json(part) for part in profile.texts.carried],
        },
        "citations": _bases_json(profile.bases or Bases({}, 0)),
        "claims": [claim.as_json() for claim in profile.claims],
        "indicators": {
            "reviewer_kind": profile.said.kind,
            "n_documents": profile.said.n_documents,
            "n_reviewers": profile.said.n_reviewers,
            "said": {key: {"n": one.n, "n_cannot_tell": one.n_cannot_tell, "counts": dict(one.counts)}
                     for key, one in profile.said.said.items()},
            "agreement": profile.agreement.as_json(),
        },
    }  # fmt: skip


def _bases_json(bases: Bases) -> dict[str, int]:
    return {"n_cited": bases.n_cited, "n_opened": bases.n_opened, "n_found": bases.n_found,
            "n_says_so": bases.n_says_so, "n_no_card": bases.n_no_card}  # fmt: skip


def _part_json(part: Part) -> dict[str, object]:
    section = part.section
    return {
        "document": part.document.key,
        "origin": part.outlet.key,
        "carried_by": part.document.outlet.key,
        "title": (section.title if section else "") or part.document.title,
        "start": section.start if section else None,
        "n_words": part.n_words,
        "counted": part.counted,
        "fidelity": part.fidelity,
        "originality": section.originality if section else "",
        "attribution": section.attribution if section else "",
    }
