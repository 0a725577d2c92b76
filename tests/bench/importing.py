"""Imports through `core.importing`: 2,000 documents of 4,400 characters, then a corpus with 100,000 marks.

The second is read in this process, then in one with limits.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from tests.bench.corpus import corpus_lines, document_lines
from tests.bench.figures import Figure, load_now
from tests.bench.one import say

N_DOCUMENTS, LENGTH_CP = 2_000, 4_400


def measure() -> Iterator[Figure]:
    """Seconds for each file, from lines in memory to the commit."""
    from core.importing.apart import read_apart
    from core.importing.interchange import import_corpus, import_objects
    from core.importing.source import Source, known_of
    from core.services import codebooks, projects

    def imported(slug: str, lines: list[bytes]) -> tuple[float, float]:
        project = projects.create_project(slug, name=slug, codebook=codebooks.default_codebook())
        began, cpu = time.perf_counter(), time.process_time()
        report = import_corpus(project, lines)
        assert report.stored, report.refusals[:3]
        assert report.n_added == len(lines), report.data()
        return time.perf_counter() - began, time.process_time() - cpu

    def apart(slug: str, lines: list[bytes]) -> tuple[float, float]:
        project = projects.create_project(slug, name=slug, codebook=codebooks.default_codebook())
        with NamedTemporaryFile(suffix=".jsonl") as file:
            file.writelines(lines)
            file.flush()
            began, cpu = time.perf_counter(), time.process_time()
            source = Source({"corpus.jsonl": Path(file.name)})
            report = import_objects(project, read_apart("jsonl", source, known_of(project)))
        assert report.stored, report.refusals[:3]
        return time.perf_counter() - began, time.process_time() - cpu

    say(f"import: {N_DOCUMENTS:,} documents")
    wall_s, cpu_s = imported("documents", list(document_lines(N_DOCUMENTS, LENGTH_CP)))
    note = f"{cpu_s:.1f} s of it Python"
    yield Figure("import of 2,000 documents of 4,400 characters", wall_s, "s", "3", note=note, load=load_now())

    lines = list(corpus_lines())
    n_marks = sum(b'"annotation"' in line[:30] for line in lines)
    say(f"import: {n_marks:,} marks")
    wall_s, cpu_s = imported("marks", lines)
    note = f"with 1,300 documents and 3,900 readings; {cpu_s:.1f} s of it Python"
    yield Figure(f"import of {n_marks:,} marks", wall_s, "s", note=note, load=load_now())

    say(f"import: {n_marks:,} marks, read in a process with limits")
    wall_s, cpu_s = apart("apart", lines)
    yield Figure(f"import of {n_marks:,} marks, read apart", wall_s, "s", "20", note=f"{cpu_s:.1f} s of it Python here",
                 load=load_now())  # fmt: skip
