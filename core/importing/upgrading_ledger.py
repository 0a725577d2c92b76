"""A newer manifest of the seeds and what hangs on its marks: cards, speakers, citations and claims.

What people changed, checked or joined since is theirs and left alone; what nobody touched becomes as the manifest says.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import F, Model

from core.importing.ledger_shapes import ClaimDraft, read_citation, read_claim, read_source, read_speaker
from core.importing.run import Run
from core.importing.source_lines import standing_cards
from core.models import Annotation, Citation, Claim, ClaimMark, Reviewer, Source, Speaker
from core.text.names import name_key

Line = Mapping[str, Any]


def cut(line: Line, marks: set[str]) -> Line | None:
    """A line that hangs on marks, of these marks only; None where nothing is left of it."""
    if line["type"] == "link":
        return line if {line["from"], line["to"]} <= marks else None
    if line["type"] == "citation":
        return line if line["annotation"] in marks else None
    left = [mark for mark in line["annotations"] if mark in marks]
    return {**line, "annotations": left} if left else None


def unknown_lines(run: Run, lines: Iterable[Line]) -> Iterator[Line]:
    """The lines without those that speak of a card, speaker, citation or claim which is here. Five queries."""
    cards = standing_cards(run)
    names = {name_key(name) for row in _speakers(run) for name in (row.name, *row.aliases)}
    cited = set(Citation.objects.filter(project=run.project).values_list("annotation__uuid", "source"))
    claims = set(Claim.objects.filter(project=run.project).values_list("uuid", flat=True))
    stated = {str(mark) for mark in ClaimMark.objects.filter(project=run.project).values_list(
        "annotation__uuid", flat=True)}  # fmt: skip
    for line in lines:
        if line["type"] == "source" and line["id"] in cards:
            continue
        if line["type"] == "speaker" and names & {name_key(name) for name in (line["name"], *line.get("aliases", []))}:
            continue
        card = cards.get(line["source"]) if line["type"] == "citation" else None
        if card is not None and (uuid.UUID(line["annotation"]), card.pk) in cited:
            continue
        left: Line | None = line
        if line["type"] == "claim":
            left = cut(line, set(line["annotations"]) - stated) if read_claim(line).id not in claims else None
        if left is not None:
            yield left


def bring_in_line(run: Run, lines: Iterable[Line]) -> None:
    """Behind the import: cards, speakers, citations and claims of the manifest as it has them, but for people's."""
    by_type: dict[str, list[Line]] = {}
    for line in lines:
        by_type.setdefault(line["type"], []).append(line)
    cards = standing_cards(run)
    for source in map(read_source, by_type.get("source", [])):
        card = cards.get(source.key)
        if card is not None and card.key == source.key and card.created_by_id is None:
            _set(card, **source.facts, filed_openly=source.filed_openly)
    speakers = {row.name: row for row in _speakers(run)}
    for speaker in map(read_speaker, by_type.get("speaker", [])):
        if speaker.name in speakers:
            _set(speakers[speaker.name], side=speaker.side, aliases=list(speaker.aliases),
                 not_same=list(speaker.not_same), note=speaker.note)  # fmt: skip
    _citations(run, by_type.get("citation", []), cards)
    _claims(run, [read_claim(line) for line in by_type.get("claim", [])])


def _speakers(run: Run) -> Iterable[Speaker]:
    return Speaker.objects.filter(project=run.project)


def _set(row: Model, **values: Any) -> None:
    """An ordinary update with its version, where something differs and nobody has changed the row."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed and row.changed_by_id is None:  # type: ignore[attr-defined]  # every row that hangs on marks has it
        type(row).objects.filter(pk=row.pk).update(**changed, version=F("version") + 1)  # type: ignore[attr-defined]


def _citations(run: Run, lines: Sequence[Line], cards: Mapping[str, Source]) -> None:
    rows = Citation.objects.filter(project=run.project, annotation__deleted_at__isnull=True)
    stored = {(row.annotation.uuid, row.source_id): row for row in rows.select_related("annotation")}
    reviewers = {row.code_name: row for row in Reviewer.objects.filter(project=run.project)}
    for draft in map(read_citation, lines):
        known = stored.get((draft.annotation, cards[draft.source].pk))
        if known is not None:
            _set(known, finding=draft.finding, excerpt=draft.excerpt, checked_on=draft.checked_on,
                 checked_by=reviewers.get(draft.checked_by))  # fmt: skip


def _claims(run: Run, drafts: Sequence[ClaimDraft]) -> None:
    """Texts, marks that the manifest no longer joins, then those that it joins and nobody else has."""
    stored = {row.uuid: row for row in Claim.objects.filter(project=run.project, uuid__in=[row.id for row in drafts])}
    marks = Annotation.objects.filter(project=run.project, deleted_at__isnull=True)
    ids = dict(marks.filter(uuid__in={mark for row in drafts for mark in row.annotations}).values_list("uuid", "pk"))
    ours = [(stored[draft.id], draft) for draft in drafts if draft.id in stored]
    for claim, draft in ours:
        if claim.created_by_id is None:
            _set(claim, text=draft.text or claim.text)
            claim.marks.filter(joined_by=None).exclude(annotation__uuid__in=draft.annotations).delete()
    stated = set(ClaimMark.objects.filter(project=run.project).values_list("annotation", flat=True))
    ClaimMark.objects.bulk_create(
        ClaimMark(project=run.project, claim=claim, annotation_id=ids[mark], joined_at=run.now)
        for claim, draft in ours for mark in draft.annotations if mark in ids and ids[mark] not in stated
    )  # fmt: skip
