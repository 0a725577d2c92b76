"""Two cards of one source made one: what cited either cites the card that stands for both."""

from django.db.models import F

from core.access import Viewer
from core.errors import Conflict, Invalid, StaleVersion
from core.models import Citation, Finding, Source
from core.queries import ledger
from core.services.mark_rows import refusing

_FOUNDED = {Finding.SAYS_SO: 3, Finding.SAYS_OTHERWISE: 3, Finding.NOT_FOUND: 2, Finding.UNCHECKED: 1}
_FINDING = ("finding", "excerpt", "checked_by", "checked_on")


@refusing
def merge_sources(viewer: Viewer, key: str, version: int, *, into: str) -> Source:
    """The card `into`, which from now on stands for the card `key`, too; by keepers. Again: no change.

    All citations move, also those that the viewer does not see. A mark that cited both cites once, with the better
    founded finding; the history keeps the other. A card that all saw opens the one it goes into.
    Errors: `NotFound`, `Invalid` (`same_card`), `StaleVersion` of the card `key`, `Conflict` (`changed_meanwhile`).
    """
    viewer.require("provenance")
    target = ledger.source(viewer, into)
    merged = ledger.kept_sources(viewer).filter(key=key).first() or ledger.source(viewer, key)
    if merged.merged_into_id == target.pk and key != into:
        return target
    if merged.pk == target.pk:
        raise Invalid("These are the same card already. Choose another.", "same_card", errors={"into": ["The same."]})
    merged, target = _lock(merged, target)
    if merged.version != version:
        raise StaleVersion("This card was changed meanwhile. Look at it again before you merge it.", merged)
    _move_citations(viewer, merged, target)
    Source.objects.filter(merged_into=merged).update(merged_into=target, changed_by=viewer.user)
    _write(viewer, merged, merged_into=target)
    if merged.filed_openly and not target.filed_openly:
        _write(viewer, target, filed_openly=True)
    return ledger.source(viewer, target.key)


def _lock(merged: Source, target: Source) -> tuple[Source, Source]:
    """Both cards locked in one order, so that two who merge at once do not wait for each other for ever."""
    pks = [merged.pk, target.pk]
    rows = {row.pk: row for row in Source.objects.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True)}
    if any(row.merged_into_id for row in rows.values()):
        raise Conflict("One of the cards was merged meanwhile. Look at them again.", "changed_meanwhile")
    return rows[merged.pk], rows[target.pk]


def _move_citations(viewer: Viewer, merged: Source, target: Source) -> None:
    standing = {row.annotation_id: row for row in Citation.objects.filter(source=target)}
    for row in Citation.objects.filter(source=merged).order_by("pk"):
        other = standing.get(row.annotation_id)
        if other is None:
            _rewrite(viewer, row, {"source": target})
            continue
        if _founded(row) > _founded(other):
            _rewrite(viewer, other, {name: getattr(row, name) for name in _FINDING})
        Citation.objects.filter(pk=row.pk).update(changed_by=viewer.user)
        row.delete()


def _founded(row: Citation) -> tuple[int, bool, str]:
    """How well a finding is founded: what the source says before that it was not found, with an excerpt, lately."""
    return _FOUNDED[Finding(row.finding)], bool(row.excerpt), str(row.checked_on or "")


def _rewrite(viewer: Viewer, row: Citation, values: dict[str, object]) -> None:
    Citation.objects.filter(pk=row.pk).update(**values, changed_by=viewer.user, version=F("version") + 1)


def _write(viewer: Viewer, card: Source, **values: object) -> None:
    Source.objects.filter(pk=card.pk).update(**values, changed_by=viewer.user, version=F("version") + 1)
