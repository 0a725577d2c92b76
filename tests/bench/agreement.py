"""Agreement and disagreements: twenty readers on one long text; a hundred thousand marks over two thousand texts."""

import json
import random
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tests.bench.compare import timed
from tests.bench.corpus import LABELS, document_lines
from tests.bench.figures import Figure, load_now, median
from tests.bench.one import say

LENGTH_CP, N_READERS, N_MARKS = 115_000, 20, 300
N_DOCUMENTS, SHORT_CP, N_EACH = 2_000, 4_400, 25  # by two readers: 100,000 marks
DETAILS = {
    "voice": ("own-voice", "named-person", "named-institution", "document"),
    "target": ("prc-government", "ccp", "china", "chinese-firms"),
    "role": ("acts-against", "R1", "R2", "R3", "R4", "R5", "not-stated"),
    "stance": ("affirms", "unproven", "denies"),
    "certainty": ("certain", "probable", "possible"),
    "unsure": ("yes", ""),
}


def measure() -> Iterator[Figure]:
    """The second and later calls, as a page would make them; the database has been analysed."""
    yield from one_text()
    yield from many_texts()


def one_text() -> Iterator[Figure]:
    """What the room of a session asks after the reveal; then with half of the readings opened again."""
    from core.queries.agreement import before_after
    from core.queries.disagreements import heat, passages

    viewer, project = furnished("room", 1, LENGTH_CP, N_READERS, N_MARKS)
    document = project.documents.get()
    size = f"{N_READERS} readers x {N_MARKS} marks"
    yield figure(f"passages on which readers differ, {size}", partial(passages, viewer, document))
    yield figure(f"heat of the text, {size}", partial(heat, viewer, document))
    yield figure(f"agreement, {size}", partial(before_after, viewer, document))
    open_again(document)
    yield figure(f"agreement before and after, {size}, half opened again", partial(before_after, viewer, document))


def many_texts() -> Iterator[Figure]:
    """All figures of a project with their intervals, of these what the store takes, and the whole pairing table."""
    from core.export.pairs import pairs_csv
    from core.queries.agreement_report import agreement_report, studies_of
    from core.queries.agreement_state import state_of
    from core.queries.filters import Filters

    viewer, _ = furnished("corpus", N_DOCUMENTS, SHORT_CP, 2, N_EACH)
    size, every = f"{N_DOCUMENTS * 2 * N_EACH:,} marks over {N_DOCUMENTS:,} texts", Filters()
    yield figure(f"agreement with details and intervals, {size}", partial(agreement_report, viewer, every), "1,000")
    yield figure(f"of this reading the store, {size}", partial(studies_of, viewer, every))
    yield figure(f"asking whether it has changed, {size}", partial(state_of, viewer, every))
    yield figure(f"the pairing table as CSV, {size}", lambda: sum(map(len, pairs_csv(viewer, every))))


def figure(name: str, work: Callable[[], object], aim: str = "") -> Figure:
    """The median of five calls after a first one."""
    say(f"agreement: {name}")
    times = [timed(work) for _ in range(6)]
    return Figure(name, median(times[1:]), "ms", aim, load=load_now())


def furnished(slug: str, n_documents: int, length_cp: int, n_readers: int, n_marks: int) -> tuple[Any, Any]:
    """A project with texts that so many readers marked, each a little off from the others; and who may see it all."""
    from django.db import connection

    from core.access import keeper
    from core.importing.interchange import import_corpus
    from core.models import Project
    from core.services import codebooks, projects

    project = projects.create_project(slug, name=slug, codebook=codebooks.default_codebook())
    say(f"agreement: importing {n_documents * n_readers * n_marks:,} marks")
    assert import_corpus(project, lines(n_documents, length_cp, n_readers, n_marks)).stored
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    project = Project.objects.select_related("codebook").get(pk=project.pk)
    return keeper(project), project


def lines(n_documents: int, length_cp: int, n_readers: int, n_marks: int) -> Iterator[bytes]:
    """An interchange file: clauses of 40 to 150 characters with details; four of five readers mark each, three of four
    alike."""
    draw = random.Random(20261128)
    yield from document_lines(n_documents, length_cp)
    for reader in range(n_readers):
        yield line("reviewer", id=f"r{reader}", kind="person")
    for number in range(n_documents):
        step = (length_cp - 400) / n_marks
        clauses = [(int(at * step), draw.randint(40, 150), draw.choice(LABELS), details(draw)) for at in range(n_marks)]
        for reader in range(n_readers):
            for start, length, label, said in clauses:
                off = draw.randint(0, 15)
                label, said = (label, said) if draw.random() < 0.75 else (draw.choice(LABELS), details(draw))
                away = length if draw.random() < 0.2 else 0
                begin = start + off + away
                yield line("annotation", id=str(uuid.UUID(int=draw.getrandbits(128), version=4)),
                           document=f"doc-{number:04d}", reviewer=f"r{reader}", start=begin,
                           end=begin + length - draw.randint(0, 15), label=label, facets=said)  # fmt: skip


def details(draw: random.Random) -> dict[str, str]:
    """One value of each detail, or none."""
    return {key: value for key, values in DETAILS.items() if (value := draw.choice(values))}


def line(type_: str, **facts: Any) -> bytes:
    """A line of the file."""
    return (json.dumps({"type": type_, **facts}) + "\n").encode()


def open_again(document: Any) -> None:
    """Every other reading was opened and submitted again, so that its first submission must be told from the log."""
    from core.models import Event

    number = document.events.count()
    for reading in document.readings.order_by("pk")[::2]:
        for kind in (Event.Kind.REOPENED, Event.Kind.SUBMITTED):
            number += 1
            Event.objects.create(document=document, number=number, kind=kind, reading=reading)
