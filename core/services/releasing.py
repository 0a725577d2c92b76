"""Releases: asked for, frozen once, withdrawn with a reason; what was never frozen can be discarded."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.access import Viewer
from core.errors import Conflict, Invalid, NotFound
from core.models import (
    Job,
    JobKind,
    Layers,
    Project,
    Release,
    ReleaseDocument,
    ReleaseFile,
    ReleaseName,
    ReleaseReading,
    Reviewer,
    ReviewerKind,
    Texts,
)
from core.queries import releases
from core.services.jobs import begin_job
from core.services.texts import check_texts

MAX_NAME, MAX_LICENCE, MAX_DESCRIPTION, MAX_REASON = 200, 60, 5_000, 1_000
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"  # none looks like another
_NAME_LENGTH = 8


class Hashed(NamedTuple):
    """A file of a data set as it was written."""

    name: str
    media_type: str
    n_bytes: int
    sha256: str
    about: str


class Asked(NamedTuple):
    """A release that is to be made, and the job that makes it."""

    release: Release
    job: Job


@transaction.atomic
def request_release(viewer: Viewer, **said: Any) -> Asked:
    """A new release, and the job that makes it, in one transaction. Arguments and errors: `create_release`."""
    release = create_release(viewer, **said)
    title = f"Release {release.number}: {release.name}"
    return Asked(release, begin_job(viewer, JobKind.RELEASE, title=title, asked={"release": release.number}))


@transaction.atomic
def create_release(
    viewer: Viewer, *, name: str, texts: str = Texts.QUOTES, layers: str = Layers.READERS, kind: str = "",
    licence: str = "", description: str = "",
) -> Release:  # fmt: skip
    """A release that holds nothing yet, with the next number and random names for everybody who may be in it.

    Locks the project's row. Errors: `Forbidden`; `Invalid` (`release_invalid` names the fields, `nothing_to_release`).
    """
    viewer.require("release")
    said = {"name": name, "licence": licence, "description": description}
    _check_words(said)
    _check_choices(texts=texts, layers=layers, kind=kind)
    if not releases.chosen(viewer, layers, kind).documents:
        raise Invalid("There is nothing to release: no submitted reading or finished ruling that you may see.",
                      "nothing_to_release")  # fmt: skip
    project = Project.objects.select_for_update(no_key=True).get(pk=viewer.project.pk)
    last = Release.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
    release = Release.objects.create(
        project=project, number=last + 1, name=name.strip(), texts=texts, layers=layers, reviewer_kind=kind,
        licence=licence.strip(), description=description.strip(),
        created_by=viewer.user if viewer.user.pk else None,
    )  # fmt: skip
    name_everybody(release)
    return release


def _check_words(said: Mapping[str, Any]) -> None:
    most = {"name": MAX_NAME, "licence": MAX_LICENCE, "description": MAX_DESCRIPTION}
    for field, value in said.items():
        if not isinstance(value, str):
            raise _refused(field, f"{field} is a text.")
        check_texts({field: value})
        if len(value.strip()) > most[field]:
            raise _refused(field, f"At most {most[field]:,} characters.")
        if field != "description" and not value.isprintable():
            raise _refused(field, "One line, without control characters.")
    if not said["name"].strip():
        raise _refused("name", "Give it a name.")


def _check_choices(*, texts: str, layers: str, kind: str) -> None:
    for field, value, known in (("texts", texts, Texts.values), ("layers", layers, Layers.values),
                                ("kind", kind, ["", *ReviewerKind.values])):  # fmt: skip
        if value not in known:
            raise _refused(field, f"One of: {', '.join(filter(None, known))}.")


def _refused(field: str, message: str) -> Invalid:
    return Invalid(message, "release_invalid", errors={field: [message]})


def name_everybody(release: Release) -> None:
    """Random names for the project's reviewers that have none in this release yet: nothing leads to them but the key.

    Kept from the beginning, so that a release that is made anew has the same names.
    """
    named = dict(ReleaseName.objects.filter(release=release).values_list("reviewer_id", "name"))
    taken = set(named.values())
    rows = []
    for pk in Reviewer.objects.filter(project=release.project_id).exclude(pk__in=named).values_list("pk", flat=True):
        name = _random_name(taken)
        taken.add(name)
        rows.append(ReleaseName(release=release, reviewer_id=pk, name=name))
    ReleaseName.objects.bulk_create(rows)


def _random_name(taken: Collection[str]) -> str:
    while True:
        name = "reader-" + "".join(secrets.choice(_LETTERS) for _ in range(_NAME_LENGTH))
        if name not in taken:
            return name


@transaction.atomic
def publish_release(
    release: Release, files: Iterable[Hashed], facts: Mapping[str, Any], *, documents: Collection[int],
    readings: Collection[int],
) -> Release:  # fmt: skip
    """The release, frozen: its files lie whole in their folder. Frozen already, nothing is changed.

    Locks the release's row. `NotFound` when it was discarded meanwhile.
    """
    stored = Release.objects.select_for_update().filter(pk=release.pk).first()
    if stored is None:
        raise NotFound("This release was discarded before it was made.")
    if stored.frozen_at is not None:
        return stored
    ReleaseDocument.objects.bulk_create([ReleaseDocument(release=stored, document_id=pk) for pk in sorted(documents)])
    ReleaseReading.objects.bulk_create([ReleaseReading(release=stored, reading_id=pk) for pk in sorted(readings)])
    ReleaseFile.objects.bulk_create(
        [
            ReleaseFile(release=stored, name=row.name, media_type=row.media_type, n_bytes=row.n_bytes,
                        sha256=row.sha256, about=row.about)
            for row in files
        ]
    )  # fmt: skip
    stored.facts, stored.frozen_at = dict(facts), timezone.now()
    stored.save(update_fields=["facts", "frozen_at"])
    return stored


@transaction.atomic
def withdraw_release(viewer: Viewer, number: int, reason: str) -> Release:
    """The release, given to nobody any more; it stays listed with the reason, and its files stay as they are.

    Errors: `Forbidden`, `NotFound`, `Invalid` (`reason_missing`), `Conflict` (`not_frozen`, `withdrawn_already`).
    """
    viewer.require("release")
    stored = _locked(viewer, number)
    if not isinstance(reason, str) or not reason.strip():
        raise Invalid("Say why: whoever has it will ask.", "reason_missing", errors={"reason": ["Say why."]})
    check_texts({"reason": reason})
    if len(reason.strip()) > MAX_REASON:
        message = f"At most {MAX_REASON:,} characters."
        raise Invalid(message, "release_invalid", errors={"reason": [message]})
    if stored.frozen_at is None:
        raise Conflict("This release is not made yet: discard it.", "not_frozen")
    if stored.withdrawn_at is not None:
        raise Conflict("This release was withdrawn already.", "withdrawn_already")
    stored.withdrawn_at, stored.reason = timezone.now(), reason.strip()
    stored.withdrawn_by = viewer.user if viewer.user.pk else None
    stored.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    return stored


@transaction.atomic
def discard_release(viewer: Viewer, number: int) -> None:
    """A release that was never frozen is gone, names and all.

    Errors: `Forbidden`, `NotFound`, `Conflict` (`frozen`).
    """
    viewer.require("release")
    stored = _locked(viewer, number)
    if stored.frozen_at is not None:
        raise Conflict("This release is frozen: withdraw it.", "frozen")
    stored.delete()


def _locked(viewer: Viewer, number: int) -> Release:
    pk = releases.release(viewer, number).pk
    found = Release.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such release any more.")
    return found
