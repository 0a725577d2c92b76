"""Claims: marks joined because they state the same proposition, by people.

Whoever reads here joins what they see: marks of their own and of colleagues whose marks are shown to them. A mark
states one claim at most. Claims are locked in the order of their keys, then marks in theirs, so that two at once wait
for each other and the second is told.
"""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any
from uuid import UUID

from django.db.models import F

from core.access import Viewer
from core.errors import Conflict, Invalid, NotFound, StaleVersion
from core.models import Annotation, Claim, ClaimMark, NotTheSame
from core.queries.claim_marks import stating_marks
from core.queries.claims import ClaimSeen, claim_seen, shortest_quote, visible_claims
from core.services.mark_rows import refusing
from core.text import canonical

MAX_TEXT_CP, MAX_MARKS, MAX_PAIRS = 500, 500, 2_000


@refusing
def make_claim(viewer: Viewer, *, id: UUID, marks: Sequence[UUID], text: Any = "") -> tuple[Claim, bool]:
    """The claim of these marks and whether it is new; in the words `text`, else those of the shortest mark.

    The same id and body again change nothing. Errors: `Invalid` (`text_invalid`, `no_marks`, `id_reused`), `NotFound`
    for a mark that is not there for the viewer, `Conflict` (`states_another`) that names the first claim.
    """
    viewer.require("join_claims")
    words = checked_words(text)
    if known := Claim.objects.filter(project=viewer.project, uuid=id).first():
        return _same(viewer, known, marks, words), False
    rows = _locked_marks(viewer, marks)
    _require_free(viewer, rows)
    claim = Claim.objects.create(
        uuid=id, project=viewer.project, text=words or shortest_quote(row.quote for row in rows),
        created_by=viewer.user, changed_by=viewer.user,
    )  # fmt: skip
    _join(viewer, claim, rows)
    return claim, True


@refusing
def join_marks(viewer: Viewer, uuid: UUID, marks: Sequence[UUID]) -> Claim:
    """These marks state the claim, too; those that do already are no change. Errors: `NotFound`, `Conflict`."""
    viewer.require("join_claims")
    claim = _locked_claim(viewer, uuid)
    rows = _locked_marks(viewer, marks)
    _require_free(viewer, rows, claim)
    _join(viewer, claim, rows)
    return claim


@refusing
def take_out(viewer: Viewer, uuid: UUID, marks: Sequence[UUID]) -> Claim:
    """These marks do not state the claim after all; those that do not are no change. Errors: `NotFound`.

    A claim without marks is shown nowhere; its history is kept.
    """
    viewer.require("join_claims")
    if not _was_stated_by(viewer, uuid, marks):  # whose last mark was taken out is asked for again by a retry
        _require_seen(viewer, uuid)
    claim = _lock(viewer, (uuid,))[0]
    rows = _locked_marks(viewer, marks)
    stated = ClaimMark.objects.filter(claim=claim, annotation__in=[row.pk for row in rows])
    stated.update(joined_by=viewer.user)  # the history of what is gone ends with who took it out
    stated.delete()
    return claim


@refusing
def reword(viewer: Viewer, uuid: UUID, version: int, text: Any) -> Claim:
    """The claim in other words, if it still has this version. The same words are no change.

    Errors: `StaleVersion` with the claim as the viewer sees it now, `Invalid` (`text_invalid`), `NotFound`.
    """
    viewer.require("join_claims")
    words = checked_words(text)
    if not words:
        raise Invalid("A claim has words.", "text_invalid", errors={"text": ["Empty."]})
    claim = _locked_claim(viewer, uuid)
    _require_version(viewer, claim, version)
    if words != claim.text:
        claim.text = words
        _write(viewer, claim)
    return claim


@refusing
def merge_claims(viewer: Viewer, uuid: UUID, version: int, other: UUID) -> Claim:
    """All marks of `other` state this claim instead, hidden ones too; `other` is shown nowhere any more.

    Merged again, it is as it is. Errors: `StaleVersion`, `NotFound`, `Invalid` (`same_claim`).
    """
    viewer.require("join_claims")
    if uuid == other:
        raise Invalid("A claim cannot be merged with itself.", "same_claim", errors={"other": ["The same claim."]})
    _require_seen(viewer, uuid)
    was_merged = _was_merged(viewer, other, uuid)
    if not was_merged:
        _require_seen(viewer, other)
    claims = {row.uuid: row for row in _lock(viewer, (uuid, other))}
    claim, gone = claims[uuid], claims[other]
    if was_merged:
        return claim
    for each in (uuid, other):  # two at once: the second finds one of them empty
        _require_seen(viewer, each)
    _require_version(viewer, claim, version)
    ClaimMark.objects.filter(claim=gone).update(claim=claim)
    _write(viewer, claim)
    return claim


def join_passages(viewer: Viewer, *, id: UUID, marks: Sequence[UUID]) -> Claim:
    """Marks of two passages or more state the same: a claim of them under this id, or the one that some of them state;
    claims that they state already become the first of them. Again: no change. Errors as of the verbs above.

    Of two at once that say so of the same marks, both have their way: it is one claim.
    """
    try:
        return _join_passages(viewer, id, marks)
    except Conflict:  # made while this one waited for the marks: now it is there to be joined
        return _join_passages(viewer, id, marks)


@refusing
def _join_passages(viewer: Viewer, id: UUID, marks: Sequence[UUID]) -> Claim:
    seen = stating_marks(viewer).filter(uuid__in=list(marks)).values("pk")
    rows = Claim.objects.filter(marks__annotation__in=seen).distinct().order_by("pk")
    claims = list(rows.values_list("uuid", "version"))
    if not claims:
        return make_claim(viewer, id=id, marks=marks)[0]
    uuid, version = claims[0]
    for number, (other, _) in enumerate(claims[1:]):
        merge_claims(viewer, uuid, version + number, other)
    return join_marks(viewer, uuid, marks)


@refusing
def tell_apart(viewer: Viewer, ones: Sequence[UUID], others: Sequence[UUID]) -> int:
    """None of the first marks states what one of the others does: suggested no more. How many pairs are new.

    Errors: `NotFound`, `Invalid` (`no_marks`, `same_claim` for marks that were joined).
    """
    viewer.require("join_claims")
    rows = {row.uuid: row for row in _locked_marks(viewer, [*ones, *others])}
    pairs = {tuple(sorted((rows[a].pk, rows[b].pk))) for a, b in product(set(ones), set(others)) if a != b}
    if not pairs or len(pairs) > MAX_PAIRS:
        raise Invalid("Name marks on two sides.", "no_marks", errors={"annotations": ["None, or too many."]})
    claim_of = dict(ClaimMark.objects.filter(annotation__in=[row.pk for row in rows.values()]).values_list(
        "annotation", "claim"
    ))  # fmt: skip
    if any(a in claim_of and claim_of[a] == claim_of.get(b) for a, b in pairs):
        raise Invalid("These marks were joined as one claim. Take one out of it first.", "same_claim")
    known = set(NotTheSame.objects.filter(a__in=[a for a, _ in pairs]).values_list("a", "b"))
    NotTheSame.objects.bulk_create(
        [NotTheSame(project=viewer.project, a_id=a, b_id=b, decided_by=viewer.user) for a, b in sorted(pairs - known)],
        ignore_conflicts=True,
    )
    return len(pairs - known)


def checked_words(text: Any) -> str:
    """The words of a claim as they are stored: one line. `Invalid` (`text_invalid`) for what is none."""
    if not isinstance(text, str):
        raise Invalid("A claim is a text.", "text_invalid", errors={"text": ["No text."]})
    words = " ".join(canonical.canonical(text).split())
    if len(words) > MAX_TEXT_CP:
        raise Invalid(
            f"A claim has at most {MAX_TEXT_CP} characters.", "text_invalid", errors={"text": ["Too long."]}
        )  # fmt: skip
    if words and not any(map(str.isalnum, words)):  # blanks that no screen shows
        raise Invalid("A claim has words.", "text_invalid", errors={"text": ["Nothing to read."]})
    return words


def _same(viewer: Viewer, known: Claim, marks: Sequence[UUID], words: str) -> Claim:
    """The claim of this id, if it was made with this very body."""
    first = known.history.order_by("pgh_id").first()  # type: ignore[attr-defined]
    joined = _history().filter(claim=known, pgh_label="added", annotation__uuid__in=list(marks))
    said = words or (first.text if first else "")
    if (
        known.created_by_id != viewer.user.pk
        or first is None
        or first.text != said
        or joined.count() != len(set(marks))
    ):
        raise Invalid("This id belongs to another claim. Make a new one.", "id_reused", errors={"id": ["In use."]})
    return known


def _lock(viewer: Viewer, uuids: Iterable[UUID]) -> list[Claim]:
    rows = Claim.objects.select_for_update(no_key=True, of=("self",)).filter(project=viewer.project)
    return list(rows.filter(uuid__in=list(uuids)).order_by("pk"))


def _locked_claim(viewer: Viewer, uuid: UUID) -> Claim:
    """The claim, locked, if the viewer sees one of its marks; else `NotFound`."""
    _require_seen(viewer, uuid)
    return _lock(viewer, (uuid,))[0]


def _require_seen(viewer: Viewer, uuid: UUID) -> None:
    """`NotFound` unless the viewer sees a mark of the claim. One query, whether there is none or a hidden one."""
    if not visible_claims(viewer).filter(uuid=uuid).exists():
        raise NotFound("There is no such claim, or you may not see it yet.")


def _was_stated_by(viewer: Viewer, uuid: UUID, marks: Sequence[UUID]) -> bool:
    """Whether marks that the viewer sees stated the claim at any time. One query."""
    rows = _history().filter(claim__uuid=uuid, claim__project=viewer.project)
    return bool(rows.filter(annotation__in=stating_marks(viewer).filter(uuid__in=list(marks)).values("pk")).exists())


def _history() -> Any:
    """What became of rows that say which mark states which claim."""
    rows: Any = ClaimMark._meta.get_field("history").related_model
    return rows.objects


def _was_merged(viewer: Viewer, gone: UUID, into: UUID) -> bool:
    """Whether the claim has no marks because they were merged into the other one, which the viewer sees."""
    there = ClaimMark.objects.filter(claim__uuid=into, annotation__in=stating_marks(viewer).values("pk"))
    came = _history().filter(claim__uuid=gone, claim__project=viewer.project, annotation__in=there.values("annotation"))
    return came.exists() and not ClaimMark.objects.filter(claim__uuid=gone, project=viewer.project).exists()


def _locked_marks(viewer: Viewer, uuids: Sequence[UUID]) -> list[Annotation]:
    """The marks, locked in the order of their keys. `NotFound` for what is not there for the viewer."""
    asked = set(uuids)
    if not 0 < len(asked) <= MAX_MARKS:
        raise Invalid(f"Name 1 to {MAX_MARKS} marks.", "no_marks", errors={"annotations": ["None, or too many."]})
    rows = Annotation.objects.select_for_update(no_key=True).filter(project=viewer.project, uuid__in=asked)
    list(rows.order_by("pk").values("pk"))
    # As they are behind the locks; asked whether or not there are such marks, so that a hidden one is not told of.
    found = list(stating_marks(viewer).filter(uuid__in=asked).order_by("pk"))
    if len(found) != len(asked):
        raise NotFound("There is no such mark, or you may not see it yet.")
    return found


def _require_free(viewer: Viewer, rows: Sequence[Annotation], claim: Claim | None = None) -> None:
    """`Conflict` (`states_another`) for a mark that states a claim other than this one."""
    stated = ClaimMark.objects.filter(annotation__in=[row.pk for row in rows]).select_related("claim")
    other = (stated if claim is None else stated.exclude(claim=claim)).order_by("pk").first()
    if other is None:
        return
    first: ClaimSeen = claim_seen(viewer, other.claim.uuid)
    raise Conflict(
        f"One of these marks states another claim already: “{first.text}”. Merge the two claims, or take it out there.",
        "states_another", details={"claim": str(first.uuid)},
    )  # fmt: skip


def _join(viewer: Viewer, claim: Claim, rows: Sequence[Annotation]) -> None:
    there = set(ClaimMark.objects.filter(claim=claim).values_list("annotation", flat=True))
    ClaimMark.objects.bulk_create(
        ClaimMark(project=viewer.project, claim=claim, annotation=row, joined_by=viewer.user)
        for row in rows if row.pk not in there
    )  # fmt: skip


def _require_version(viewer: Viewer, claim: Claim, version: int) -> None:
    if claim.version != version:
        raise StaleVersion(
            "This claim was changed meanwhile. Look at it as it is now.", claim_seen(viewer, claim.uuid)
        )  # fmt: skip


def _write(viewer: Viewer, claim: Claim) -> None:
    claim.changed_by = viewer.user
    claim.version += 1
    Claim.objects.filter(pk=claim.pk).update(text=claim.text, changed_by=viewer.user, version=F("version") + 1)
