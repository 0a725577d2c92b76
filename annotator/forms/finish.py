"""What somebody says when finishing a reading."""

from django.http import QueryDict

from annotator.pages.finish import Answers

READ = ("all", "but", "some")


def answers_from(data: QueryDict) -> Answers:
    """The answers of the finish panel as they were given; `pages.finish.ranges_said` checks them.

    Everything was read unless `read` says otherwise. `paragraphs` comes once for each section.
    """
    read = data.get("read", "all")
    return Answers(
        none_here=tuple(data.getlist("none_here")),
        read=read if read in READ else "all",
        paragraphs=tuple(data.getlist("paragraphs")),
        skipped=data.get("skipped", ""),
        also=tuple(data.getlist("also")),
    )
