"""What `doctor` looks at in articles of several versions: one counts, and no mark was lost on the way."""

from collections.abc import Iterator
from itertools import pairwise

from django.db.models import Exists, F, OuterRef, Q

from core.management.findings import Finding
from core.models import Anchoring, Annotation, Document, Event


def version_findings() -> Iterator[Finding]:
    """Everything that is off, article by article. Two statements an article of several versions, and four."""
    later = Document.objects.filter(version_of__isnull=False).values("version_of")
    rows = Document.objects.filter(pk__in=later).select_related("project").defer("text").order_by("pk")
    for first in rows:
        place = f"{first.project.slug}/{first.key}"
        versions = [first, *first.later_versions.defer("text").order_by("version_number")]
        if [row.version_number for row in versions] != list(range(1, len(versions) + 1)):
            yield Finding(place, "its versions are not numbered without gaps")
        n_current = sum(row.is_current for row in versions)
        if n_current != 1:
            yield Finding(place, f"{n_current} of its versions count, and one should")
        for before, after in pairwise(versions):
            yield from _lost(place, before, after)
    yield from _changed()
    yield from _alone()
    yield from _led_astray()


def _lost(place: str, before: Document, after: Document) -> Iterator[Finding]:
    """Marks of a version that have no anchoring in the next; a file brings versions without any."""
    if not Anchoring.objects.filter(document=after).exists():
        return
    kept = Anchoring.objects.filter(document=after, earlier=OuterRef("pk"))
    marks = Annotation.objects.filter(~Exists(kept), document=before, deleted_at__isnull=True, reading__practice=False)
    for uuid in marks.order_by("pk").values_list("uuid", flat=True):
        yield Finding(place, f"mark {uuid} of version {before.version_number} is not told of in the next one")


def _changed() -> Iterator[Finding]:
    """Carried marks that say something else than the mark they stand for, although nobody changed them since."""
    touched = Event.objects.filter(annotation=OuterRef("annotation"), version__gt=1)
    rows = Anchoring.objects.filter(~Exists(touched), state="carried", annotation__deleted_at__isnull=True)
    rows = rows.exclude(annotation__label=F("earlier__label"), annotation__facets=F("earlier__facets"))
    for row in rows.select_related("annotation", "document__project").defer("document__text").order_by("pk"):
        place = f"{row.document.project.slug}/{row.document.key}"
        yield Finding(place, f"mark {row.annotation and row.annotation.uuid} was carried, and says something else")


def _alone() -> Iterator[Finding]:
    """Texts that are the only one of their article, and do not count."""
    family = Document.objects.filter(version_of=OuterRef("pk"))
    rows = Document.objects.filter(~Exists(family), version_of__isnull=True, is_current=False)
    for row in rows.select_related("project").defer("text").order_by("pk"):
        yield Finding(f"{row.project.slug}/{row.key}", "it is the only version of its article, and does not count")


def _led_astray() -> Iterator[Finding]:
    """Versions of what is no first text of their project, and carried marks that stand in another text."""
    wrong = Q(version_of__version_of__isnull=False) | ~Q(version_of__project=F("project"))
    rows = Document.objects.filter(wrong, version_of__isnull=False).select_related("project").defer("text")
    for row in rows.order_by("pk"):
        yield Finding(f"{row.project.slug}/{row.key}", "it is a version of a text that is no first one of this project")
    places = Anchoring.objects.select_related("document__project").defer("document__text").order_by("pk")
    astray = Q(annotation__isnull=False) & ~Q(annotation__document=F("document"))
    elsewhere = ~Q(earlier__document=F("document__version_of")) & ~Q(
        earlier__document__version_of=F("document__version_of"), earlier__document__version_of__isnull=False
    )
    for found in places.filter(astray | elsewhere | Q(end__gt=F("document__length"))):
        place = f"{found.document.project.slug}/{found.document.key}"
        yield Finding(place, f"anchoring {found.pk} leads to or from another text, or beyond this one")
