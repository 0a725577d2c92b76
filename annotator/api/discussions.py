"""Talk: threads on passages and marks, their comments, and the questions to the codebook."""

from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema, schema_talk, shapes
from annotator.api.base import ProjectView, body, version_asked
from annotator.api.paging import Key, page_of, page_of_positions
from annotator.api.schema import CURSOR, IF_MATCH, described
from core.models import Comment, ThreadKind
from core.queries import discussions, documents
from core.services import discussing
from core.services.drafts import read_uuid

IN_TEXT = (Key("at", int), Key("uuid", UUID))
FIELDS = ("id", "start", "end", "annotation", "kind", "text")


def _answer(comment: Comment, status: int = 200) -> Response:
    return Response(shapes.comment_data(comment), status=status, headers={"ETag": shapes.etag(comment.version)})


class Threads(ProjectView):
    """What is talked about in a document."""

    parameters = ("cursor",)
    actions: ClassVar = {"POST": "discuss"}

    @described("Talk", "List threads", {200: schema.page_of("Threads", schema_talk.THREAD)}, parameters=[CURSOR])
    def get(self, request: Request, slug: str, key: str) -> Response:
        """Threads with the comments that the caller may see, in the order of the text.

        A comment is seen as its author's marks on the document are; a thread without one is not there.
        """
        rows = discussions.talks(self.viewer, documents.document(self.viewer, key))
        return Response(
            page_of(
                request, rows.order_by("at", "uuid"), IN_TEXT, lambda row: shapes.thread_data(discussions.talk_of(row))
            )
        )

    @described("Talk", "Start a thread", {201: schema_talk.THREAD, 200: schema_talk.THREAD}, refusals=[403, 410],
               request=schema_talk.THREAD_BODY)  # fmt: skip
    def post(self, request: Request, slug: str, key: str) -> Response:
        """On a mark, which it follows, or on a passage. Its first comment has its id. The same again: 200, no change.

        Refusals: 422 `span_invalid`, `text_invalid`, `text_refused`, `unknown_kind`, `id_reused`; 410 for a mark or
        comment that was deleted.
        """
        data = body(request, FIELDS)
        mark = data.get("annotation")
        thread, is_new = discussing.start_thread(
            self.viewer, documents.document(self.viewer, key), id=read_uuid(data.get("id")), start=data.get("start"),
            end=data.get("end"), annotation=None if mark is None else read_uuid(mark), text=data.get("text"),
            kind=data.get("kind", ThreadKind.DISCUSSION),
        )  # fmt: skip
        told = shapes.thread_data(discussions.talk(self.viewer, thread.uuid))
        return Response(told, status=201 if is_new else 200)


class Comments(ProjectView):
    """What was said in a thread."""

    parameters = ("cursor",)

    @described("Talk", "List comments", {200: schema.page_of("Comments", schema.COMMENT)}, parameters=[CURSOR])
    def get(self, request: Request, slug: str, uuid: UUID) -> Response:
        """The comments that the caller may see, the first first."""
        rows = discussions.comments_of(self.viewer, uuid)
        page = page_of_positions(request, lambda skip, limit: list(rows[skip : skip + limit]), shapes.comment_data)
        return Response(page)

    @described("Talk", "Add a comment", {201: schema.COMMENT, 200: schema.COMMENT}, refusals=[403, 410],
               request=schema_talk.COMMENT_BODY)  # fmt: skip
    def post(self, request: Request, slug: str, uuid: UUID) -> Response:
        """201 when stored. The same id and text again is 200 and the comment as it is now."""
        data = body(request, ("id", "text"))
        discussions.talk(self.viewer, uuid)  # whether it is there comes before who may
        said, is_new = discussing.add_comment(self.viewer, uuid, id=read_uuid(data.get("id")), text=data.get("text"))
        return _answer(said, 201 if is_new else 200)


class CommentDetail(ProjectView):
    """One comment."""

    @described("Talk", "Change a comment", {200: schema.COMMENT}, refusals=[403, 410, 412, 428],
               request=schema_talk.COMMENT_CHANGE, parameters=[IF_MATCH], stale=schema_talk.STALE)  # fmt: skip
    def patch(self, request: Request, slug: str, uuid: UUID) -> Response:
        """Other words. Only the comment's author may; 412 has the stored comment under `current`."""
        discussing.own_comment(self.viewer, uuid)  # whose it is comes before which version
        text = body(request, ("text",)).get("text")
        return _answer(discussing.change_comment(self.viewer, uuid, version_asked(request), text))

    @described("Talk", "Delete a comment", {204: None}, refusals=[403, 410, 412, 428], parameters=[IF_MATCH],
               stale=schema_talk.STALE)  # fmt: skip
    def delete(self, request: Request, slug: str, uuid: UUID) -> Response:
        """It is shown no more, and a thread without comments is not there; its history is kept."""
        discussing.own_comment(self.viewer, uuid)
        discussing.delete_comment(self.viewer, uuid, version_asked(request))
        return Response(status=204)


class Resolve(ProjectView):
    """A thread that is settled."""

    @described("Talk", "Resolve a thread", {200: schema_talk.THREAD}, refusals=[403, 415, 422])
    def post(self, request: Request, slug: str, uuid: UUID) -> Response:
        """By whoever began it, or an adjudicator or owner. Again: no change."""
        body(request, ())
        discussions.talk(self.viewer, uuid)
        discussing.resolve_thread(self.viewer, uuid)
        return Response(shapes.thread_data(discussions.talk(self.viewer, uuid)))


class ReopenThread(ProjectView):
    """A thread that is not settled after all."""

    @described("Talk", "Reopen a thread", {200: schema_talk.THREAD}, refusals=[403, 415, 422])
    def post(self, request: Request, slug: str, uuid: UUID) -> Response:
        """By whoever began it, or an adjudicator or owner. Again: no change."""
        body(request, ())
        discussions.talk(self.viewer, uuid)
        discussing.reopen_thread(self.viewer, uuid)
        return Response(shapes.thread_data(discussions.talk(self.viewer, uuid)))


class Questions(ProjectView):
    """What the codebook leaves open."""

    parameters = ("cursor",)

    @described("Talk", "List questions to the codebook", {200: schema.page_of("Questions", schema_talk.THREAD)},
               parameters=[CURSOR])  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        """Threads of the kind `guideline-gap` that the caller may see: open ones first, then as they came."""
        rows = discussions.questions(self.viewer, self.viewer.project.codebook)
        page = page_of_positions(
            request, lambda skip, limit: list(rows[skip : skip + limit]),
            lambda row: shapes.thread_data(discussions.talk_of(row)),
        )  # fmt: skip
        return Response(page)
