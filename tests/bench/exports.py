"""Exports of 100,000 marks as csv, jsonl and Parquet: rows a second, and peak memory of a process of its own.

With `BENCH_MARKS=1000000` the same of a million, and a worker is killed in the middle of a release of them.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.corpus import N_DOCUMENTS, corpus_lines
from tests.bench.figures import Figure, load_now
from tests.bench.one import say

AIMS = {"csv": ("300,000", "150"), "jsonl": ("300,000", "150"), "parquet": ("250,000", "220")}
PEERS = "Label Studio: 4,000-26,000 rows/s in 679-1,071 MiB"
_ALONE = """
import json, os, re, sys, time
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")
import django
django.setup()
from pathlib import Path
from core.export.registry import export_into
from core.models import Project
if sys.argv[1] == "parquet":
    import core.export.parquet.files
project = Project.objects.select_related("codebook").get(slug="exports")
def peak():  # of this process alone: ru_maxrss holds what its parent had when it forked
    return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
before = peak()
began, cpu = time.perf_counter(), time.process_time()
export_into(project, sys.argv[1], Path(sys.argv[2]))
took, cpu = time.perf_counter() - began, time.process_time() - cpu
print(json.dumps({"s": took, "cpu_s": cpu, "mib": peak() / 1024, "before_mib": before / 1024}))
"""
_RELEASE = """
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")
import django
django.setup()
from pathlib import Path
from django.conf import settings
settings.RELEASES = Path(os.environ["BENCH_RELEASES"])
from core.jobs.running import run_now
from core.models import Job
job = run_now(Job.objects.get())
print(job.state, job.message)
"""


def measure() -> Iterator[Figure]:
    """Each format in a process of its own, from its call to the last byte on the disk."""
    from django.db import connection

    from core.importing.interchange import import_corpus
    from core.models import Annotation
    from core.services import codebooks, projects

    wanted = int(os.environ.get("BENCH_MARKS", "100000"))
    project = projects.create_project("exports", name="Exports", codebook=codebooks.default_codebook())
    say(f"exports: importing about {wanted:,} marks")
    report = import_corpus(project, corpus_lines(N_DOCUMENTS * wanted // 100_000))
    assert report.stored, report.refusals[:3]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    n_marks = Annotation.objects.count()
    for name, (rate, memory) in AIMS.items():
        found = alone(name)
        note = f"{found['s']:.2f} s, {found['cpu_s']:.2f} s of it Python; all files"
        rows = f"export of {n_marks:,} marks as {name}"
        yield Figure(rows, n_marks / found["s"], "rows/s", rate, PEERS, note=note, load=load_now())
        note = f"{found['before_mib']:.0f} MiB before it began"
        yield Figure(f"{rows}, peak memory", found["mib"], "MiB", memory, note=note, load=load_now())
    if "BENCH_MARKS" in os.environ:
        yield from killed(project, n_marks)


def alone(name: str) -> dict[str, Any]:
    """Seconds and memory of one export."""
    say(f"exports: {name}")
    with TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", _ALONE, name, folder], stdout=subprocess.PIPE, text=True, check=True
        )  # fmt: skip
    return dict(json.loads(done.stdout))


def killed(project: Any, n_marks: int) -> Iterator[Figure]:
    """A release is made by a worker that is killed half-way, then by another one; and its hashes are those of the same
    release written without a kill."""
    from django.conf import settings

    from core.access import keeper
    from core.export.release import write_release
    from core.models import Release
    from core.queries.releases import folder_of
    from core.services.releasing import request_release

    with TemporaryDirectory() as folder:
        settings.RELEASES = Path(folder)
        environ = {**os.environ, "BENCH_RELEASES": folder}
        release = request_release(keeper(project), name="A million", layers="both").release
        part = folder_of(release).with_name(f"{release.pk}.part")
        worker = subprocess.Popen([sys.executable, "-c", _RELEASE], env=environ)
        while not (part / "annotations.parquet").exists():
            assert worker.poll() is None
            time.sleep(0.05)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        assert not folder_of(release).exists()
        assert Release.objects.get().frozen_at is None
        say("exports: killed half-way; again")
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", _RELEASE], env=environ, check=True)
        took = time.perf_counter() - began
        stored = dict(Release.objects.get().files.values_list("name", "sha256"))
        assert not part.exists()
        say("exports: once more, without a kill, to compare")
        same = {row.name: row.sha256 for row in write_release(release, keeper(project)).files}
        assert same == stored, {name for name in same if same[name] != stored.get(name)}
        note = f"{len(stored)} files, the same hashes as without a kill"
        yield Figure(f"release of {n_marks:,} marks by a second worker after a kill", took, "s", note=note,
                     load=load_now())  # fmt: skip
