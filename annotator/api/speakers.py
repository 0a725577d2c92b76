"""Speakers: the project's list, and where each of them speaks."""

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api import schema, schema_claims, shapes
from annotator.api.base import ProjectView, body, version_asked
from annotator.api.paging import page_of_positions
from annotator.api.schema import CURSOR, IF_MATCH, described
from annotator.api.shapes_claims import speaker_data
from core.errors import Invalid
from core.models import Speaker
from core.queries import speakers as queries
from core.services import speakers


def _answer(row: Speaker, status: int = 200) -> Response:
    return Response(speaker_data(row), status=status, headers={"ETag": shapes.etag(row.version)})


def _pk(value: Any) -> int:
    if type(value) is not int or not 0 < value < 2**63:
        raise Invalid("Name the other speaker by its number.", "speaker_invalid", errors={"other": ["No number."]})
    return value


class Speakers(ProjectView):
    """All who speak."""

    parameters = ("cursor",)
    actions: ClassVar = {"POST": "provenance"}

    @described("Speakers", "List speakers", {200: schema.page_of("Speakers", schema_claims.SPEAKER_SEEN)},
               parameters=[CURSOR])  # fmt: skip
    def get(self, request: Request, slug: str) -> Response:
        """Those of the list and other names in marks that the caller sees and in quotations; who speaks in most
        documents first."""
        rows = queries.speakers_seen(self.viewer)
        return Response(
            page_of_positions(request, lambda skip, limit: rows[skip : skip + limit], lambda row: row.as_json())
        )  # fmt: skip

    @described("Speakers", "Add a speaker", {201: schema_claims.SPEAKER}, refusals=[403, 409],
               request=schema_claims.SPEAKER_BODY)  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """409 `name_taken` where another speaker has one of the names; its number is `speaker`."""
        return _answer(speakers.add_speaker(self.viewer, body(request, speakers.FIELDS)), 201)


class SpeakersApart(ProjectView):
    """What was told apart."""

    actions: ClassVar = {"POST": "provenance"}

    @described("Speakers", "Tell two speakers apart", {200: schema_claims.SPEAKERS_APART}, refusals=[403],
               request=schema_claims.SPEAKERS_APART_BODY)  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """The two `names` are suggested as one no more; those that nobody filed are put on the list. Again: no change.
        422 `same_speaker` for two names of one entry."""
        names = body(request, ("names",)).get("names")
        if not isinstance(names, list) or len(names) != 2 or not all(isinstance(name, str) for name in names):
            raise Invalid("Name two.", "name_invalid", errors={"names": ["Not two names."]})
        return Response({"speakers": [speaker_data(row) for row in speakers.tell_apart(self.viewer, *names)]})


class SpeakerDetail(ProjectView):
    """One speaker of the list."""

    actions: ClassVar = {"PATCH": "provenance", "DELETE": "provenance"}

    @described("Speakers", "Get a speaker", {200: schema_claims.SPEAKER})
    def get(self, request: Request, slug: str, speaker: int) -> Response:
        """Name, side and aliases."""
        return _answer(queries.speaker(self.viewer, speaker))

    @described("Speakers", "Change a speaker", {200: schema_claims.SPEAKER}, refusals=[403, 409, 412, 428],
               request=schema_claims.SPEAKER_CHANGE, parameters=[IF_MATCH],
               stale=schema_claims.STALE_SPEAKER)  # fmt: skip
    def patch(self, request: Request, slug: str, speaker: int) -> Response:
        """Another name, side, aliases, not_same or note. Marks keep the words that their readers gave."""
        queries.speaker(self.viewer, speaker)
        version = version_asked(request)
        return _answer(speakers.change_speaker(self.viewer, speaker, version, body(request, speakers.FIELDS)))

    @described("Speakers", "Remove a speaker", {204: None}, refusals=[403, 412, 428], parameters=[IF_MATCH],
               stale=schema_claims.STALE_SPEAKER)  # fmt: skip
    def delete(self, request: Request, slug: str, speaker: int) -> Response:
        """The entry goes; its history stays, and marks keep their words. `restore/` brings it back."""
        queries.speaker(self.viewer, speaker)
        speakers.remove_speaker(self.viewer, speaker, version_asked(request))
        return Response(status=204)


class SpeakerRestoring(ProjectView):
    """A removed entry."""

    actions: ClassVar = {"POST": "provenance"}

    @described("Speakers", "Restore a speaker", {200: schema_claims.SPEAKER}, refusals=[403, 409, 415, 422])
    def post(self, request: Request, slug: str, speaker: int) -> Response:
        """As it was when it was removed, at its next version; one that is there is no change. 409 `name_taken` where
        another speaker has one of its names by now."""
        body(request, ())
        return _answer(speakers.restore_speaker(self.viewer, speaker))


class SpeakerMerging(ProjectView):
    """Two entries of one speaker."""

    actions: ClassVar = {"POST": "provenance"}

    @described("Speakers", "Merge two speakers", {200: schema_claims.SPEAKER}, refusals=[403, 412, 428],
               request=schema_claims.SPEAKER_MERGE, parameters=[IF_MATCH],
               stale=schema_claims.STALE_SPEAKER)  # fmt: skip
    def post(self, request: Request, slug: str, speaker: int) -> Response:
        """The names of `other` become aliases; its entry goes. Merged again: no change."""
        queries.speaker(self.viewer, speaker)
        version = version_asked(request)
        other = _pk(body(request, ("other",)).get("other"))
        return _answer(speakers.merge_speakers(self.viewer, speaker, version, other))


class SpeakerSplitting(ProjectView):
    """An alias that is another speaker."""

    actions: ClassVar = {"POST": "provenance"}

    @described("Speakers", "Split a speaker", {201: schema_claims.SPEAKER}, refusals=[403, 412, 428],
               request=schema_claims.SPEAKER_SPLIT, parameters=[IF_MATCH],
               stale=schema_claims.STALE_SPEAKER)  # fmt: skip
    def post(self, request: Request, slug: str, speaker: int) -> Response:
        """The alias becomes a speaker of its own, without a side; the answer is the new one."""
        queries.speaker(self.viewer, speaker)
        version = version_asked(request)
        alias = body(request, ("alias",)).get("alias")
        return _answer(speakers.split_alias(self.viewer, speaker, version, alias), 201)
