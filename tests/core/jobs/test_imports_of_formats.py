"""What this program exports comes in again as people send it: uploaded, unpacked, read in the process with limits."""

import pytest

from core.export.registry import export
from core.importing.asking import Asked, begin_import
from core.importing.likely_format import likely_format
from core.importing.registry import FORMATS
from core.jobs.running import run_now
from core.services import uploads


@pytest.mark.parametrize("name", [form.name for form in FORMATS])
def test_an_export_sent_back_adds_nothing_and_is_not_refused(house, name):
    house.mark("bob", "Beijing does little 👩‍👩‍👧", facets={"target": "china"})
    house.mark("bob", "China banned", "evidence", note="A “note”.")
    house.submit("bob")
    raw = b"".join(export(house.ann, name))
    upload = uploads.keep(
        house.ann, f"{name}.zip" if raw[:2] == b"PK" else f"data.{'csv' if name == 'csv' else 'jsonl'}", [raw]
    )
    assert likely_format({upload.name: upload.path}) == name
    job = run_now(begin_import(house.ann, Asked([upload.id], name, dry_run=True)))
    assert job.state == "done", job.message
    assert (job.report["refusals"], job.report["added"]) == ([], 0)
    assert job.report["types"]["annotation"]["unchanged"] == 2
