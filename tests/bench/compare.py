"""The comparison of about 100,000 marks: the figures cold and warm, for an owner and for a blind reviewer; the page."""

import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.corpus import corpus_lines
from tests.bench.figures import Figure, load_now, median
from tests.bench.one import say
from tests.processes.client import Connection
from tests.processes.furnish import ways_in
from tests.processes.server import Server

N_WARM = 15


def measure() -> Iterator[Figure]:
    """Cold is the first call on a new connection of a process that has made no comparison yet."""
    from django.core.management import call_command
    from django.db import connection

    from core import access
    from core.importing.interchange import import_corpus
    from core.models import Annotation, User
    from core.queries.comparison import comparison
    from core.services import codebooks, projects

    project = projects.create_project("large", name="Large", codebook=codebooks.default_codebook())
    say("compare: importing its corpus")
    assert import_corpus(project, corpus_lines()).stored
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    n_marks = Annotation.objects.count()
    for name, role in (("ann", "owner"), ("bob", "reviewer")):
        User.objects.create(username=name)
        projects.add_member(project, name, role)
    yield from in_full(access.viewer(User.objects.get(username="ann"), "large"), n_marks)
    for name in ("ann", "bob"):
        viewer = access.viewer(User.objects.get(username=name), "large")
        say(f"compare: {n_marks:,} marks, {viewer.role}")
        connection.close()
        times = [timed(lambda viewer=viewer: comparison(viewer)) for _ in range(N_WARM + 1)]
        load = load_now()
        yield Figure(f"comparison of {n_marks:,} marks, {viewer.role}, cold", times[0], "ms", load=load)
        yield Figure(f"comparison of {n_marks:,} marks, {viewer.role}, warm", median(times[1:]), "ms", "50", load=load)
    if path := os.environ.get("BENCH_PLAN"):
        keep_plans(Path(path), access.viewer(User.objects.get(username="ann"), "large"))
    call_command("collectstatic", verbosity=0, interactive=False)
    headers = ways_in(User.objects.get(username="ann"))
    yield from over_http(headers)


def in_full(viewer: object, n_marks: int) -> Iterator[Figure]:
    """What is computed once for each change and kept (agreement, contrasts, effects, words, sentences), then kept."""
    from core.queries.in_full import comparison_in_full

    say("compare: all that takes long")
    times = [timed(lambda: comparison_in_full(viewer)) for _ in range(4)]
    size, memory = f"{n_marks:,} marks", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:,.0f} MB in all"
    yield Figure(f"comparison in full of {size}, computed", times[0], "ms", load=load_now(), note=memory)
    yield Figure(f"comparison in full of {size}, kept", median(times[1:]), "ms", load=load_now())


def timed(work: object) -> float:
    """Milliseconds of one call."""
    assert callable(work)
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def over_http(headers: dict[str, dict[str, str]]) -> Iterator[Figure]:
    """The page and the interface through the production server, after a first request to each worker."""
    asked = (("compare page", "page", "/projects/large/compare/"),
             ("compare page, numbers", "page", "/projects/large/compare/?view=numbers"),
             ("comparison over HTTP", "api", "/api/v1/projects/large/comparison/"))  # fmt: skip
    with Server(os.environ["DATABASE_URL"], workers=1) as server, Connection(server.port) as connection:
        for name, way, path in asked:
            times = []
            for _ in range(7):
                began = time.perf_counter()
                answer = connection.request("GET", path, headers=headers[way])
                times.append((time.perf_counter() - began) * 1000)
                assert answer.status == 200, (path, answer.status, server.said()[-2000:])
            size = f"{len(answer.body) / 1000:.0f} kB"
            yield Figure(name, median(times[1:]), "ms", note=size, load=load_now())


def keep_plans(path: Path, viewer: object) -> None:
    """The plan of each statement of one comparison, longest first."""
    from django.db import connection

    from core.queries.comparison import comparison

    seen: list[tuple[float, str, object]] = []

    def noting(execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            seen.append((time.perf_counter() - began, sql, params))

    with connection.execute_wrapper(noting):
        comparison(viewer)
    with path.open("w") as file, connection.cursor() as cursor:
        for seconds, sql, params in sorted(seen, key=lambda row: -row[0]):
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, SETTINGS) {sql}", params)
            plan = "\n".join(row[0] for row in cursor)
            file.write(f"-- {seconds * 1000:.1f} ms\n{sql}\n{plan}\n\n")
    say(f"compare: plans in {path}")
