"""What somebody says when finishing a reading."""

from django.http import QueryDict

from annotator.pages.finish import Answers


def answers_from(data: QueryDict) -> Answers:
    """The answers of the finish panel as they were given; `pages.finish.ranges_said` checks them.

    What was read is never taken for said: without `read` nothing is. `paragraphs` comes once for each section.
    """
    return Answers(
        none_here=tuple(data.getlist("none_here")),
        read=data.get("read", ""),
        paragraphs=tuple(data.getlist("paragraphs")),
        skipped=data.get("skipped", ""),
        also=tuple(data.getlist("also")),
    )
