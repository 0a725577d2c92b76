"""What a request to the provenance page did: words for people, and where they go on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.pages import words
from annotator.pages.provenance_proposals import name_of
from annotator.pages.provenance_rulings import VERBS
from core.access import Viewer
from core.models import Document, Proposal, ProposalState
from core.queries.proposals import open_proposals

NONE_LEFT = "proposals"  # the id of their heading


@dataclass(frozen=True)
class Outcome:
    """What was done (`said`) and the id to go on at; or what was refused of which form, with what that held.

    `moved`: where borders were moved by hand, the form that can put them back: `section-START` or `excluded-START`.
    """

    said: str = ""
    focus: str = ""
    error: str = ""
    of: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    moved: str = ""


def after_ruling(viewer: Viewer, document: Document, ruled: Proposal) -> Outcome:
    """The next open proposal in the order of the text, after the last the first; one taken back is open itself.

    Two queries; four where readers marked words as no part.
    """
    rows = open_proposals(viewer, document)
    if ruled.state == ProposalState.OPEN:
        focus: str = f"proposal-{ruled.uuid}"
    else:
        behind = [row for row in rows if (row.start, row.end) > (ruled.start, ruled.end)]
        focus = f"proposal-{(behind or rows)[0].uuid}" if rows else NONE_LEFT
    copied = _copied(document, ruled)
    left = f"{words.number(len(rows)).capitalize()} left." if rows else "None is left."
    return Outcome(f"{VERBS[ruled.state]}: {name_of(ruled)}. {copied}{left}", focus)


def _copied(document: Document, ruled: Proposal) -> str:
    """With which text the words count that were accepted, where they are a copy. One query for those that may be."""
    source, start = ruled.source, ruled.ruled_start
    if source is None or start is None or not document.sections.filter(start=start, copy_of=source).exists():
        return ""
    return f"It counts with “{source.title or source.key}”. "
