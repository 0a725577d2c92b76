"""Source lines: the cards of what texts cite. One that was merged into another is known under its old id, too."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError

from core.errors import Conflict, Forbidden, Invalid
from core.importing.comparing import differences
from core.importing.fields import SOURCE_FACTS
from core.importing.ledger_shapes import SourceDraft, read_source
from core.importing.report import Place
from core.importing.run import Run
from core.models import Source
from core.queries.cards import standing_card

BATCH = 2_000
_FACTS = (*SOURCE_FACTS, "filed_openly")


class SourceTaker:
    """Stores cards in batches."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.pending: list[tuple[Place, SourceDraft]] = []

    def take(self, at: Place, data: Mapping[str, Any]) -> None:
        """Check the line's form."""
        self.pending.append((at, read_source(data)))
        if len(self.pending) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Compare what is pending with the stored cards, and store it. Two statements."""
        pending, self.pending = self.pending, []
        keys = {draft.key for _, draft in pending}
        known = {row.key: row for row in Source.objects.filter(project=self.run.project, key__in=keys)}
        fresh: list[Source] = []
        for at, draft in pending:
            self.run.refusing(at, "source", partial(self._take, draft, known, fresh))
        Source.objects.bulk_create(fresh)

    def _take(self, draft: SourceDraft, known: dict[str, Source], fresh: list[Source]) -> None:
        run, stored = self.run, known.get(draft.key)
        if stored is not None:
            wanted = {**draft.facts, "filed_openly": draft.filed_openly}
            said = {name: value for name, value in wanted.items() if name in draft.said}
            if found := differences({name: getattr(stored, name) for name in _FACTS}, said):
                raise Conflict(f"The source {draft.key!r} is known otherwise: {found}.", "id_reused")
            run.tally.unchanged["source"] += 1
            return
        if "source" not in run.adds:
            raise Forbidden(f"The project has no source {draft.key!r}, and this import adds none.", "not_added_here")
        known[draft.key] = card = _checked(run, draft)
        fresh.append(card)
        run.tally.added["source"] += 1


def _checked(run: Run, draft: SourceDraft) -> Source:
    card = Source(
        project=run.project, key=draft.key, filed_openly=draft.filed_openly, created_by=run.by, changed_by=run.by,
        created_at=run.now, **draft.facts,
    )  # fmt: skip
    try:
        card.clean_fields(exclude=["project", "created_by", "changed_by", "merged_into"])
    except ValidationError as error:
        raise Invalid("The card cannot be stored.", errors=error.message_dict) from error
    return card


def standing_cards(run: Run) -> dict[str, Source]:
    """The project's cards by key: under the key of a merged one the card that stands for it. One query."""
    rows = {row.pk: row for row in Source.objects.filter(project=run.project)}
    return {row.key: standing_card(row, rows) for row in rows.values()}


def locked_cards(run: Run, keys: Collection[str]) -> dict[str, Source]:
    """Those of these keys, locked as by whoever cites one: nobody merges them meanwhile. Two queries, or more while
    somebody does."""
    while True:
        found = {key: card for key, card in standing_cards(run).items() if key in keys}
        wanted = {row.pk for row in found.values()}
        locked = Source.objects.select_for_update(no_key=True).filter(pk__in=wanted, merged_into__isnull=True)
        if len(locked.order_by("pk")) == len(wanted):
            return found
