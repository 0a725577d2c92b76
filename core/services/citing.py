"""The citation ledger, written: cards filed and changed, cited from marks, and what was found there.

A citation changes no mark and no label: evidence means that a basis is given, the ledger says whether it holds. So it
may come after a reading was submitted. A card made while citing is seen by whoever sees a mark that cites it, under a
key that nobody meets by chance; a card filed on the ledger is seen by all.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F
from django.utils import timezone

from core.access import Viewer
from core.errors import Conflict, Forbidden, Invalid, StaleVersion
from core.models import Annotation, Citation, Finding, Project, Reviewer, Source
from core.queries import ledger
from core.queries.annotations import annotation as visible_mark
from core.queries.versions import carried_on
from core.services.card_facts import FACTS, checked_facts, checked_key, key_from, private_key, require_a_name
from core.services.event_log import lock_document
from core.services.latest import require_latest
from core.services.mark_rows import refusing
from core.services.projects import reviewer_of
from core.services.texts import check_texts
from core.text.segments import word_starts

MAX_EXCERPT_WORDS = 50
_MAX_EXCERPT_CP = 2000


@refusing
def add_source(viewer: Viewer, facts: Mapping[str, Any], *, key: Any = None) -> tuple[Source, bool]:
    """The card that is filed for all to see, and whether it is new. The same facts again give the card that is there.

    Without `key` one is made from producer, title and date. Errors: `Invalid` (`card_empty`, `address_refused`,
    `key_invalid`, `unknown_field`), `TextRefused`, `Conflict` (`source_exists`) for a key with other facts.
    """
    viewer.require("cite")
    wanted = _whole(facts)
    Project.objects.select_for_update(no_key=True).get(pk=viewer.project.pk)  # two at once: one finds the other
    openly = Source.objects.filter(project=viewer.project, filed_openly=True)
    if key is not None:
        key = checked_key(key)
        if known := Source.objects.filter(project=viewer.project, key=key).first():
            return _same(known, wanted), False
    elif known := openly.filter(merged_into__isnull=True, **wanted).first():
        return known, False
    taken = set(Source.objects.filter(project=viewer.project).values_list("key", flat=True)) if key is None else ()
    return _file(viewer, key or key_from(wanted, taken), wanted, openly=True), True


def _whole(facts: Mapping[str, Any]) -> dict[str, str]:
    wanted = dict.fromkeys(FACTS, "") | checked_facts(facts)
    require_a_name(wanted)
    return wanted


def _same(known: Source, wanted: Mapping[str, str]) -> Source:
    if any(getattr(known, name) != value for name, value in wanted.items()):
        raise Conflict(f"There is a card {known.key!r} already, and it says something else.", "source_exists")
    return known


def _file(viewer: Viewer, key: str, facts: Mapping[str, str], *, openly: bool) -> Source:
    return Source.objects.create(
        project=viewer.project, key=key, filed_openly=openly, created_by=viewer.user, changed_by=viewer.user, **facts
    )


@refusing
def change_source(viewer: Viewer, key: str, version: int, facts: Mapping[str, Any]) -> Source:
    """A card with other facts, if it still has this version; by whoever sees it. The same facts are no change.

    Errors: `NotFound`, `StaleVersion` with the card as it is now, `Invalid` as for a new one.
    """
    viewer.require("cite")
    found = _lock_source(viewer, key)
    given = checked_facts(facts)
    if found.version != version:
        raise StaleVersion("This card was changed meanwhile. Compare both versions.", found)
    now = {name: getattr(found, name) for name in FACTS} | given
    require_a_name(now)
    if any(getattr(found, name) != value for name, value in given.items()):
        values = {**given, "changed_by": viewer.user}
        if not Source.objects.filter(pk=found.pk, version=version).update(**values, version=F("version") + 1):
            raise Conflict("This card was changed meanwhile.", "changed_meanwhile")
    return ledger.source(viewer, found.key)


def _lock_source(viewer: Viewer, key: str) -> Source:
    """The card, or the one that it was merged into, locked, so that it is not merged meanwhile."""
    while True:
        found = ledger.source(viewer, key)
        locked = Source.objects.select_for_update(no_key=True).get(pk=found.pk)
        if locked.merged_into_id is None:
            return locked


@refusing
def cite(
    viewer: Viewer, annotation: UUID, *, source: str | None = None, card: Mapping[str, Any] | None = None,
    id: UUID | None = None,
) -> tuple[Citation, bool]:  # fmt: skip
    """The citation of a card from one's own mark, and whether it is new. Again: no change.

    `source` is the key of a card that the viewer sees; `card` the facts of a new one, filed in the same transaction.
    Keepers cite from any mark that they see: machine and simulated readers have no account. Errors: `NotFound`, `Gone`,
    `Forbidden` (`not_yours`), `Invalid` as for a card and (`source_missing`, `id_reused`), `Conflict` (`later_version`)
    where another mark stands for it in a later version.
    """
    viewer.require("cite")
    if (source is None) == (card is None):
        raise Invalid("Name a card, or say what the new card says.", "source_missing", errors={"source": ["Missing."]})
    mark = _mark_to_cite(viewer, annotation)
    facts = _whole(card) if card is not None else None
    lock_document(mark.document_id)
    if known := Citation.objects.filter(uuid=id).select_related("source").first() if id else None:
        return _retried(viewer, known, mark, source, facts), False
    if Annotation.objects.filter(carried_on(), pk=mark.pk).exists():
        require_latest(viewer, mark.document)
    if facts is None:
        filed = _lock_source(viewer, source or "")
        if known := Citation.objects.filter(annotation=mark, source=filed).first():
            return ledger.citation(viewer, known.uuid), False
    else:
        filed = _file(viewer, private_key(facts), facts, openly=False)
    made = Citation.objects.create(
        uuid=id or uuid4(), project=viewer.project, annotation=mark, source=filed, changed_by=viewer.user
    )
    return ledger.citation(viewer, made.uuid), True


def _mark_to_cite(viewer: Viewer, uuid: UUID) -> Annotation:
    mark = visible_mark(viewer, uuid)
    if mark.reading.practice:
        raise Invalid("A practice mark cites nothing: it counts nowhere.", "practice")
    if mark.reading.reviewer.user_id != viewer.user.pk and not viewer.may("provenance"):
        raise Forbidden("Whoever made a mark says what it cites, or an adjudicator or owner.", "not_yours")
    return mark


def _retried(
    viewer: Viewer, known: Citation, mark: Annotation, source: str | None, facts: Mapping[str, str] | None
) -> Citation:
    """The citation of this id, if it was made of this very mark with this very card, whatever became of either."""
    first = known.history.order_by("pgh_id").first()  # type: ignore[attr-defined]
    filed = Source.objects.get(pk=first.source_id)
    said = filed.history.order_by("pgh_id").first()  # type: ignore[attr-defined]
    is_same = filed.key == source if facts is None else all(getattr(said, name) == facts[name] for name in FACTS)
    if mark.pk not in (known.annotation_id, first.annotation_id) or not is_same:
        raise Invalid("This id belongs to another citation. Make a new one.", "id_reused", errors={"id": ["In use."]})
    return ledger.citation(viewer, known.uuid)


@refusing
def remove_citation(viewer: Viewer, uuid: UUID, version: int) -> None:
    """The mark cites this card no more; the history keeps it. The card stays.

    By whoever made the mark, or a keeper. Errors: `NotFound`, `Forbidden` (`not_yours`), `StaleVersion`.
    """
    viewer.require("cite")
    _mark_to_cite(viewer, ledger.citation(viewer, uuid).annotation.uuid)
    found = _lock_citation(viewer, uuid, version)
    found.changed_by = viewer.user
    found.delete()


@refusing
def check(viewer: Viewer, uuid: UUID, version: int, *, finding: Any, excerpt: Any = "") -> Citation:
    """What the viewer found who opened the source, on the citation of a mark that the viewer sees.

    `excerpt` are 50 of its words at most. `unchecked` takes the finding back. Errors: `NotFound`, `StaleVersion` with
    the citation as it is now, `Invalid` (`unknown_finding`, `excerpt_too_long`, `excerpt_refused`).
    """
    viewer.require("cite")
    found = _checked_finding(viewer, finding, excerpt)
    locked = _lock_citation(viewer, uuid, version)
    return _write(viewer, locked, found)


@refusing
def check_for_claim(
    viewer: Viewer, uuid: UUID, version: int, *, finding: Any, excerpt: Any = ""
) -> tuple[Citation, list[Citation]]:
    """As `check`, and the same for what `ledger.alike` finds: the citation, and those that took its finding over."""
    viewer.require("cite")
    found = _checked_finding(viewer, finding, excerpt)
    locked = _lock_citation(viewer, uuid, version)
    others = [_write(viewer, row, found) for row in ledger.alike(viewer, locked)]
    return _write(viewer, locked, found), others


def _checked_finding(viewer: Viewer, finding: Any, excerpt: Any) -> dict[str, Any]:
    """The columns of a finding."""
    if finding not in Finding.values:
        listed = ", ".join(Finding.values)
        raise Invalid(f"There is no such finding. Findings: {listed}.", "unknown_finding",
                      errors={"finding": ["Unknown."]})  # fmt: skip
    words = _checked_excerpt(excerpt)
    if finding == Finding.UNCHECKED:
        if words:
            raise Invalid(
                "An excerpt goes with what was found.", "excerpt_refused", errors={"excerpt": ["No finding."]}
            )
        return {"finding": finding, "excerpt": "", "checked_by": None, "checked_on": None}
    by: Reviewer = reviewer_of(viewer)
    return {"finding": finding, "excerpt": words, "checked_by": by, "checked_on": timezone.localdate()}


def _checked_excerpt(excerpt: Any) -> str:
    if not isinstance(excerpt, str):
        raise Invalid("An excerpt is a text.", errors={"excerpt": ["No text."]})
    words = excerpt.replace("\r\n", "\n").strip()
    check_texts({"excerpt": words})
    n_words = len(word_starts(words))
    if n_words > MAX_EXCERPT_WORDS or len(words) > _MAX_EXCERPT_CP:
        raise Invalid(
            f"An excerpt has at most {MAX_EXCERPT_WORDS} words; this has {n_words:,}. Keep what says it.",
            "excerpt_too_long", errors={"excerpt": ["Too long."]},
        )  # fmt: skip
    return words


def _lock_citation(viewer: Viewer, uuid: UUID, version: int) -> Citation:
    """The citation at the version that was read, under the lock of its card, which all writers of citations take."""
    while True:
        found = ledger.citation(viewer, uuid)
        Source.objects.select_for_update(no_key=True).get(pk=found.source_id)
        locked = ledger.citation(viewer, uuid)  # again: it may have changed while waiting for the lock
        if locked.source_id == found.source_id:
            break
    if locked.version != version:
        raise StaleVersion("Somebody changed this citation meanwhile. Compare what was found.", locked)
    return locked


def _write(viewer: Viewer, row: Citation, values: Mapping[str, Any]) -> Citation:
    """The row with these values as its next version; the same again is no change."""
    if (row.finding, row.excerpt) == (values["finding"], values["excerpt"]):
        return row
    written = Citation.objects.filter(pk=row.pk, version=row.version)
    if not written.update(**values, changed_by=viewer.user, version=F("version") + 1):
        raise Conflict("Somebody changed this citation meanwhile.", "changed_meanwhile")
    return ledger.citation(viewer, row.uuid)
