"""The comparison of a million marks: the figures cold and kept, and what the process takes."""

import resource
from collections.abc import Iterator

from tests.bench.compare import timed
from tests.bench.corpus import N_DOCUMENTS, corpus_lines
from tests.bench.figures import Figure, load_now, median
from tests.bench.one import say


def measure() -> Iterator[Figure]:
    """Ten times the corpus of `compare`. Importing it takes some minutes."""
    from django.db import connection

    from core.access import keeper
    from core.importing.interchange import import_corpus
    from core.models import Annotation
    from core.queries.comparison import comparison
    from core.queries.filters import Filters
    from core.services import codebooks, projects

    project = projects.create_project("million", name="Million", codebook=codebooks.default_codebook())
    say("million: importing its corpus")
    assert import_corpus(project, corpus_lines(10 * N_DOCUMENTS)).stored
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    viewer, size = keeper(project), f"{Annotation.objects.count():,} marks"
    times = [timed(lambda: comparison(viewer)) for _ in range(6)]
    memory = f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:,.0f} MB, the import included"
    yield Figure(f"comparison of {size}, computed with its gate", times[0], "ms", load=load_now(), note=memory)
    yield Figure(f"comparison of {size}, kept", median(times[1:]), "ms", "200", load=load_now())
    other = timed(lambda: comparison(viewer, Filters(voice="own")))
    yield Figure(f"comparison of {size}, the first with another filter", other, "ms", load=load_now())
