"""What texts share: 2,000 documents of 5,000 characters compared at once, then one more."""

import random
import resource
import time
from collections.abc import Iterator

from tests.bench.figures import Figure, load_now, median
from tests.bench.one import say
from tests.simulations.reuse_corpus import Corpus, corpus, plant_copy, plant_quotation

N_DOCUMENTS, N_MORE = 2_000, 9
N_WORDS = 800  # 5,000 characters


def measure() -> Iterator[Figure]:
    """Seconds, memory of this process, and milliseconds for one document more, from its text to the commit."""
    from core import access
    from core.models import Document, Outlet, Project, SharedPassage
    from core.services import codebooks, projects
    from core.services.documents import DocumentDraft, add_document, checked_document
    from core.services.proposing import propose_all
    from core.services.reusing import compare_all

    say(f"reuse: {N_DOCUMENTS:,} documents")
    made = _corpus()
    project = projects.create_project("reuse", name="Reuse", codebook=codebooks.default_codebook())
    outlet = Outlet.objects.create(project=project, key="gazette", name="The Gazette")
    drafts = [DocumentDraft(key=f"d{n}", outlet="gazette", text=text) for n, text in enumerate(made.texts)]
    Document.objects.bulk_create(
        (checked_document(project, draft, {"gazette": outlet}) for draft in drafts[:N_DOCUMENTS]), batch_size=200
    )
    before_mb = _megabytes()
    began, cpu = time.perf_counter(), time.process_time()
    compared, changed = compare_all(Project.objects.get(pk=project.pk))
    wall_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    assert len(compared) == N_DOCUMENTS
    n_shared = SharedPassage.objects.filter(a__project=project).count()
    n_characters = sum(len(text) for text in made.texts[:N_DOCUMENTS]) // N_DOCUMENTS
    note = f"{n_characters:,} characters each; {cpu_s:.1f} s of it Python; {n_shared:,} passages found"
    yield Figure("2,000 documents compared", wall_s, "s", "20", note=note, load=load_now())
    note = f"of which {before_mb:.0f} before it began"
    yield Figure("memory of the process meanwhile", _megabytes(), "MB", "500", note=note)

    began, cpu = time.perf_counter(), time.process_time()
    n_open = propose_all(sorted({*compared, *changed}))
    wall_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    note = f"{cpu_s:.1f} s of it Python; {n_open:,} open"
    yield Figure("origins proposed for these", wall_s, "s", "", note=note, load=load_now())

    viewer = access.keeper(Project.objects.get(pk=project.pk))
    times_ms = []
    for draft in drafts[N_DOCUMENTS:]:
        began = time.perf_counter()
        add_document(viewer, draft)
        times_ms.append((time.perf_counter() - began) * 1000)
    n_found = SharedPassage.objects.filter(b__key__in=[row.key for row in drafts[N_DOCUMENTS:]]).count()
    note = f"median of {N_MORE}, stored and compared; {n_found} passages found"
    yield Figure("one document more", median(times_ms), "ms", "50", note=note, load=load_now())


def _corpus() -> Corpus:
    """A fifth of the documents copy or quote; the last ones are new mixtures of the first."""
    rng = random.Random(1)
    made = corpus(1, N_DOCUMENTS * 4 // 5, n_words=N_WORDS)
    while len(made.texts) < N_DOCUMENTS:
        if len(made.copies) <= len(made.drifts):
            plant_copy(made, rng, 300, 0.1)
        else:
            plant_quotation(made, rng, 25, 0.1)
    for _ in range(N_MORE):
        parts = [text[:1_700] for text in rng.sample(made.texts[:N_DOCUMENTS], 3)]
        made.texts.append("\n\n".join(parts))
    return made


def _megabytes() -> float:
    """The most that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
