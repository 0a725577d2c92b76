"""What `doctor` looks at in cards, citations, claims, proposals, shared passages and indicators: one query each."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Substr

from core.management.findings import Finding
from core.models import (
    Assessment,
    Citation,
    Claim,
    ClaimMark,
    NotTheSame,
    Project,
    Proposal,
    Quotation,
    SharedPassage,
    SharedQuotation,
    Source,
)
from core.reuse.words import words_of
from core.text.segments import n_words

MAX_EXCERPT_WORDS = 50
_CHUNK = 2_000


Faults = Iterator[tuple[str, str]]  # where, and what


def examine_provenance() -> Iterator[Finding]:
    """Everything that is off, by project. Reads only; bounded memory."""
    for project in Project.objects.order_by("slug"):
        for place, fault in _of_project(project):
            yield Finding(f"{project.slug}, {place}", fault)


def _of_project(project: Project) -> Faults:
    for find in (_cards, _citations, _claims, _told_apart, _proposals, _assessments, _passages, _quotations):
        yield from find(project)


def _cards(project: Project) -> Faults:
    rows = {row.pk: row for row in Source.objects.filter(project=project).select_related("merged_into")}
    for row in rows.values():
        if row.merged_into is not None and row.merged_into.project_id != project.pk:
            yield f"source {row.key}", "it was merged into a card of another project"
        elif _goes_in_a_circle(row, rows):
            yield f"source {row.key}", "it was merged in a circle: no card stands for it"


def _goes_in_a_circle(row: Source, rows: dict[int, Source]) -> bool:
    seen = set[int]()
    while row.merged_into_id in rows:
        if row.pk in seen:
            return True
        seen.add(row.pk)
        row = rows[row.merged_into_id]
    return False


def _citations(project: Project) -> Faults:
    rows = Citation.objects.filter(project=project).order_by("pk")
    fields = ("annotation__uuid", "annotation__project", "source__key", "source__project", "excerpt",
              "checked_by__project")  # fmt: skip
    for mark, of_mark, card, of_card, excerpt, of_reader in rows.values_list(*fields).iterator(_CHUNK):
        place = f"citation of {card} by the mark {mark}"
        if of_mark != project.pk or of_card != project.pk:
            yield place, "mark and card are not both of this project"
        if of_reader not in (None, project.pk):
            yield place, "a reader of another project is said to have opened the source"
        if n_words(excerpt) > MAX_EXCERPT_WORDS:
            yield place, f"its excerpt has {n_words(excerpt)} words, and may have {MAX_EXCERPT_WORDS}"


def _claims(project: Project) -> Faults:
    rows = ClaimMark.objects.filter(project=project).order_by("pk")
    fields = ("claim__uuid", "claim__project", "annotation__uuid", "annotation__project")
    for claim, of_claim, mark, of_mark in rows.values_list(*fields).iterator(_CHUNK):
        if of_claim != project.pk or of_mark != project.pk:
            yield f"claim {claim}", f"the mark {mark} that states it is of another project"
    for claim in Claim.objects.filter(project=project, text__regex=r"^\s*$").order_by("pk"):
        yield f"claim {claim.uuid}", "it says nothing"


def _told_apart(project: Project) -> Faults:
    others = ~Q(a__project=project) | ~Q(b__project=project)
    for row in NotTheSame.objects.filter(others, project=project).select_related("a", "b").order_by("pk"):
        yield f"marks {row.a.uuid} and {row.b.uuid}", "they were told apart here, and are not both of this project"


def _proposals(project: Project) -> Faults:
    rows = Proposal.objects.filter(document__project=project).select_related("document").defer("document__text")
    for row in rows.order_by("pk").iterator(_CHUNK):
        place = f"proposal {row.uuid}"
        ruled = (row.ruled_start or 0, row.ruled_end or row.document.length)
        if row.end > row.document.length:
            yield place, f"[{row.start}, {row.end}) ends after the text"
        if not 0 <= ruled[0] < ruled[1] <= row.document.length:
            yield place, "its borders as ruled are not within the text"


def _assessments(project: Project) -> Faults:
    rows = Assessment.objects.filter(document__project=project).exclude(reviewer__project=project)
    for row in rows.select_related("document").defer("document__text").order_by("pk"):
        yield f"assessment of {row.document.key}", "it is by a reader of another project"


def _passages(project: Project) -> Faults:
    """Passages that two texts share, where they are not two, or a range holds not the words that are counted."""
    rows = SharedPassage.objects.filter(a__project=project).order_by("pk")
    rows = rows.annotate(
        words_a=Substr("a__text", F("a_start") + 1, F("a_end") - F("a_start")),
        words_b=Substr("b__text", F("b_start") + 1, F("b_end") - F("b_start")),
    )
    fields = ("a__key", "a__length", "a_end", "words_a", "b__key", "b__length", "b_end", "words_b", "n_words")
    for a, length_a, end_a, words_a, b, length_b, end_b, words_b, n in rows.values_list(*fields).iterator(_CHUNK):
        if end_a > length_a or end_b > length_b:
            yield f"passage of {a} and {b}", "it ends after the text"
        elif max(len(words_of(words_a)), len(words_of(words_b))) != n:
            yield f"passage of {a} and {b}", f"its ranges do not hold the {n} words that are counted"
    yield from _not_two(project, rows, "a", "b", "passage")


def _quotations(project: Project) -> Faults:
    rows = Quotation.objects.filter(document__project=project, end__gt=F("document__length")).order_by("pk")
    for key, start, end in rows.values_list("document__key", "start", "end"):
        yield f"quotation of {key}", f"[{start}, {end}) ends after the text"
    shared = SharedQuotation.objects.filter(a__document__project=project)
    yield from _not_two(project, shared, "a__document", "b__document", "quotation")


def _not_two(project: Project, rows: QuerySet[Any], a: str, b: str, what: str) -> Faults:
    """Of what two texts share: rows of one article with itself, or with a text of another project."""
    rows = rows.annotate(one=Coalesce(f"{a}__version_of", a), other=Coalesce(f"{b}__version_of", b))
    wrong = Q(one=F("other")) | ~Q(**{f"{b}__project": project})
    for keys in rows.filter(wrong).order_by("pk").values_list(f"{a}__key", f"{b}__key"):
        yield f"{what} of {' and '.join(keys)}", "it is not shared by two articles of this project"
