"""One chart: the first of a process, a later one, the same again; and what the drawing adds to the process."""

import time
from collections.abc import Iterator
from pathlib import Path

from tests.annotator.charts import examples
from tests.bench.figures import Figure, load_now, median


def measure() -> Iterator[Figure]:
    """Hand-made figures: what is measured is the making of specs and pictures, not the statement behind them."""
    from annotator.charts import render
    from annotator.charts.drawing import titled

    before = memory_mb()
    charts = list(examples.every_chart().values())
    specs = [spec for chart in charts for spec in (chart.wide, chart.narrow) if spec]
    times = [timed(lambda spec=spec: render.svg(spec)) for spec in specs]
    yield Figure("chart, the first of a process", times[0], "ms")
    yield Figure("chart, warm", median(times[1:]), "ms", "150", note=f"worst of {len(times) - 1}: {max(times[1:]):.0f}")
    again = [timed(lambda spec=spec: render.svg(spec)) for spec in specs]
    yield Figure("chart, drawn before", median(again), "ms", "10")
    made = [timed(examples.every_chart) / len(charts) for _ in range(5)]
    yield Figure("its spec, table and sentence", median(made), "ms")
    files = [titled(chart.wide, chart.title, chart.notes) for chart in charts if chart.wide]
    pixels = [timed(lambda spec=spec: render.png(render.in_file(spec, "light"))) for spec in files]
    yield Figure("chart as PNG, warm", median(pixels), "ms", load=load_now())
    yield Figure("memory that drawing adds to a process", memory_mb() - before, "MB")


def timed(work: object) -> float:
    """Milliseconds of one call."""
    assert callable(work)
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def memory_mb() -> float:
    """What this process holds in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6
