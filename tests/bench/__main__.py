"""`python -m tests.bench [NAME …] [--explain]`: prints a table, writes `.data/bench/<date>.json`.

Each benchmark runs in a process of its own, on a database of its own, which is dropped afterwards.
"""

import argparse
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure, as_data, machine, table
from tests.bench.one import NAMES
from tests.processes.database import ask, own_database, server_url

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".data" / "bench"


def main() -> int:
    """Runs what was asked for; a benchmark that fails is said, and the others go on."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="The benchmarks.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"of: {', '.join(NAMES)} (default: all)")
    parser.add_argument("--explain", action="store_true", help="keep the plan of the comparison's statement, too")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(NAMES)}")
    server = server_url()
    facts = machine(ask(server, "SHOW server_version"))
    path = FOLDER / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    figures, failed = [], []
    for name in asked.names or NAMES:
        try:
            figures += measured(name, server, path.with_suffix(".plan.txt") if asked.explain else None)
        except subprocess.CalledProcessError as error:
            failed.append(f"{name} (exit {error.returncode})")
    path.write_text(json.dumps({"machine": facts, "figures": as_data(figures), "failed": failed}, indent=2) + "\n")
    show(figures, facts, failed, path)
    return 1 if failed else 0


def measured(name: str, server: str, plan: Path | None) -> list[Figure]:
    """The figures of one benchmark."""
    with own_database("bench", server=server) as url:
        environ = {**os.environ, "DATABASE_URL": url, "BENCH_PLAN": str(plan or "")}
        command = [sys.executable, "-m", "tests.bench.one", name]
        done = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    return [Figure(**row) for row in json.loads(done.stdout.splitlines()[-1])]


def show(figures: list[Figure], facts: dict[str, Any], failed: list[str], path: Path) -> None:
    """The table, the machine, and where the same stands as JSON."""
    print(table(figures))
    print(f"\n{facts['cores']} x {facts['cpu']}, Python {facts['python']}, Postgres {facts['postgres']}, load", end=" ")
    print(f"before {facts['load_before'][0]:.1f} (beside each figure: then, our own work included)\n{path}")
    if failed:
        print(f"Not measured: {', '.join(failed)}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
