"""Questions that readers asked of the codebook, open and resolved, as one viewer may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.pages import words
from annotator.pages.talk import ThreadView, thread_view
from core.access import Viewer
from core.queries.discussions import questions, talk_of


@dataclass(frozen=True)
class QuestionsView:
    """What the codebook's page shows of them; `words` says how many there are and how one asks."""

    open: Sequence[ThreadView]
    resolved: Sequence[ThreadView]
    words: str
    open_words: str
    resolved_words: str


def questions_view(viewer: Viewer) -> QuestionsView:
    """The questions to the project's codebook. Two queries."""
    found = [thread_view(viewer, talk_of(row)) for row in questions(viewer, viewer.project.codebook)]
    still, settled = [row for row in found if not row.is_resolved], [row for row in found if row.is_resolved]
    told = f"{words.count(len(still), 'question is', 'questions are')} open." if still else "No question is open."
    n_settled = words.count(len(settled), "resolved question", "resolved questions")
    return QuestionsView(still, settled, f"{told} Readers ask with F while they read an article.", told, n_settled)
