"""A long article for benchmarks, with readers who have no, a thousand and five thousand marks of their own on it."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.processes.furnish import furnish, text_of, ways_in

LENGTH_CP = 115_094  # as long as seed 001
N_MARKS = (0, 1_000, 5_000)
LABELS = ("assertion", "evidence", "opinion")
VOICES = ("own-voice", "named-person", "named-institution")
TARGETS = ("prc-government", "ccp", "china")


@dataclass(frozen=True)
class World:
    """What the text is, where it is read, and the session of the reader with so many marks."""

    name: str
    path: str
    sessions: dict[int, str]


def world() -> World:
    """Seed 001 where its text is there, else a generated text of its length."""
    document = _seed_001()
    name = "seed 001" if document else f"a text of {LENGTH_CP:,} characters"
    document = document or _generated()
    sessions = {n: _reader(document, n) for n in N_MARKS}
    return World(name, f"/projects/{document.project.slug}/documents/{document.key}/read/", sessions)


def _seed_001() -> Any:
    from django.conf import settings

    from core.importing.seeding import load_seeds
    from core.models import Document

    load_seeds(settings.SEED_TEXTS)
    return Document.objects.filter(project__slug="seeds", key="001").select_related("project").first()


def _generated() -> Any:
    from core import access
    from core.models import Document, Outlet, User
    from core.services import documents

    furnish(0, 1)
    owner = access.viewer(User.objects.get(username="owner"), "crowd")
    outlet = Outlet.objects.get(project=owner.project).key
    documents.add_document(owner, documents.DocumentDraft(key="long", outlet=outlet, text=text_of(LENGTH_CP)))
    return Document.objects.select_related("project").get(project=owner.project, key="long")


def _reader(document: Any, n_marks: int) -> str:
    """The session of a reader whose marks came in bulk: a file has no account, so the account is given afterwards."""
    from core.importing.interchange import ANNOTATIONS, import_corpus
    from core.models import Reviewer
    from core.services.projects import add_member

    name = f"reader-{n_marks}"
    member, _ = add_member(document.project, name, "reviewer")
    report = import_corpus(document.project, _lines(document, name, n_marks), adds=ANNOTATIONS)
    assert not report.n_refused, report
    Reviewer.objects.filter(project=document.project, code_name=name).update(user=member.user)
    return ways_in(member.user)["page"]["Cookie"].split(";")[0].removeprefix("sessionid=")


def _lines(document: Any, reviewer: str, n_marks: int) -> Iterator[bytes]:
    """Of one open reading: marks all over the text, each place under three or four of them where there are many."""
    yield _line("file", format=1, offset_unit="code point", invented=document.project.invented)
    yield _line("reviewer", id=reviewer, kind="person")
    yield _line("reading", document=document.key, reviewer=reviewer, state="open")
    step = (document.length - 200) / max(n_marks, 1)
    for number in range(n_marks):
        start = int(number * step)
        facets = {"voice": VOICES[number % 3], "target": TARGETS[number % 7 % 3], "role": f"R{number % 6}",
                  "stance": "affirms"}  # fmt: skip
        yield _line("annotation", id=str(uuid.uuid4()), document=document.key, reviewer=reviewer, start=start,
                    end=start + 20 + number * 7 % 120, label=LABELS[number % 3], facets=facets, note="")  # fmt: skip


def _line(type_: str, **facts: Any) -> bytes:
    return (json.dumps({"type": type_, **facts}) + "\n").encode()
