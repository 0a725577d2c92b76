"""Speaker lines: who is quoted or spoken for, under all names that marks give."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from core.errors import Conflict, Forbidden, Invalid
from core.importing.comparing import differences
from core.importing.ledger_shapes import SpeakerDraft, read_speaker
from core.importing.report import Place
from core.importing.run import Run
from core.models import Speaker
from core.text.names import name_key

_SIDE = "side"


class SpeakerTaker:
    """Stores speakers at once: there are few. No name leads to two of them."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.by_name: dict[str, Speaker] | None = None

    def take(self, at: Place, data: Mapping[str, Any]) -> None:
        """Add the speaker, or find it as it is. `Conflict` (`id_reused`) shows what differs."""
        run, draft = self.run, read_speaker(data)
        known = self._known()
        stored = known.get(name_key(draft.name))
        if stored is not None and stored.name == draft.name:
            _compare(stored, draft)
            run.tally.unchanged["speaker"] += 1
            return
        for name in (draft.name, *draft.aliases):
            if name_key(name) in known:
                message = f"{name!r:.80} is a name of the speaker {known[name_key(name)].name!r:.80} here."
                raise Conflict(message, "id_reused")
        if "speaker" not in run.adds:
            raise Forbidden(f"The project has no speaker {draft.name!r:.80}, and this import adds none.",
                            "not_added_here")  # fmt: skip
        speaker = _checked(run, draft)
        speaker.save()
        _remember(known, [speaker])
        run.tally.added["speaker"] += 1

    def flush(self) -> None:
        """Nothing is pending."""

    def _known(self) -> dict[str, Speaker]:
        if self.by_name is None:
            self.by_name = {}
            _remember(self.by_name, Speaker.objects.filter(project=self.run.project).order_by("-name"))
        return self.by_name


def _remember(by_name: dict[str, Speaker], rows: Iterable[Speaker]) -> None:
    for row in rows:
        for alias in row.aliases:
            by_name.setdefault(name_key(alias), row)
        by_name[name_key(row.name)] = row


def _compare(stored: Speaker, draft: SpeakerDraft) -> None:
    not_same = list(draft.not_same)
    if set(not_same) <= set(stored.not_same):  # a file of some speakers names no others
        not_same = stored.not_same
    wanted = {"side": draft.side, "aliases": list(draft.aliases), "not_same": not_same, "note": draft.note}
    said = {name: value for name, value in wanted.items() if name in draft.said}
    if found := differences({name: getattr(stored, name) for name in wanted}, said):
        raise Conflict(f"The speaker {draft.name!r:.80} is known otherwise: {found}.", "id_reused")


def _checked(run: Run, draft: SpeakerDraft) -> Speaker:
    facet = run.rules.facets.get(_SIDE)
    if draft.side and (facet is None or draft.side not in facet.values):
        raise Invalid(f"The codebook has no side {draft.side!r:.60}.", "unknown_facet")
    speaker = Speaker(
        project=run.project, name=draft.name, side=draft.side, aliases=list(draft.aliases),
        not_same=list(draft.not_same), note=draft.note, changed_by=run.by, created_at=run.now,
    )  # fmt: skip
    try:
        speaker.clean_fields(exclude=["project", "changed_by"])
    except ValidationError as error:
        raise Invalid("The speaker cannot be stored.", errors=error.message_dict) from error
    return speaker
