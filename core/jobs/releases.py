"""A release is made: written, then frozen. Killed between, it is begun anew under the same names."""

from typing import Any

from core.errors import Cancelled, NotFound
from core.export.bundle import remove
from core.export.release import write_release
from core.jobs.line import HandedBack
from core.models import Job, Release
from core.queries.jobs import asker
from core.queries.releases import folder_of
from core.services.progress import Progress
from core.services.releasing import discard_release, name_everybody, publish_release


def run_release(job: Job, progress: Progress) -> dict[str, Any]:
    """Make the release that `job.asked` names; frozen already, it is left as it is.

    Report: `{"number", "counts", "n_files", "n_bytes", "withheld": [keys], "unread": [keys]}`. Cancelled, the release
    is discarded; handed back to the queue, it waits. Errors: `NotFound`, `Forbidden`.
    """
    viewer = asker(job)
    viewer.require("release")
    number = job.asked["release"]
    release = Release.objects.select_related("project__codebook").filter(project=job.project, number=number).first()
    if release is None:
        raise NotFound("This release was discarded before it was made.")
    if release.frozen_at is not None:
        return _report(release)
    name_everybody(release)
    try:
        found = write_release(release, viewer, progress)
    except HandedBack:
        raise
    except Cancelled:
        discard_release(viewer, number)
        raise
    try:
        frozen = publish_release(
            release, found.files, found.facts, documents=found.chosen.documents, readings=found.readings
        )
    except NotFound:  # discarded meanwhile
        remove(folder_of(release))
        raise
    return _report(frozen) | {"withheld": list(found.chosen.withheld), "unread": list(found.chosen.unread)}


def _report(release: Release) -> dict[str, Any]:
    files = list(release.files.values_list("n_bytes", flat=True))
    return {
        "number": release.number, "counts": release.facts["counts"], "n_files": len(files), "n_bytes": sum(files),
    }  # fmt: skip
