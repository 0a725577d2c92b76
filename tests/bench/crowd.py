"""The users of the benchmark of marks, in a process of their own: a plan on standard input, times on standard output.

One thread and one kept connection a user; each posts the next mark as soon as the last one is answered.
"""

import json
import resource
import sys
import threading
import time
from typing import Any

from tests.processes.client import Connection
from tests.processes.marks import mark_body


def main() -> None:
    """Runs the plan `{"port", "seconds", "users": [{"path", "headers", "text", "first"}]}`."""
    plan = json.load(sys.stdin)
    start = threading.Barrier(len(plan["users"]) + 1)
    found: list[dict[str, Any]] = [{"latencies": [], "refused": {}} for _ in plan["users"]]
    threads = [
        threading.Thread(target=work, args=(plan, user, start, into), daemon=True)
        for user, into in zip(plan["users"], found, strict=True)
    ]
    for thread in threads:
        thread.start()
    start.wait()
    began, cpu = time.perf_counter(), _cpu_s()
    for thread in threads:
        thread.join()
    wall_s = time.perf_counter() - began
    print(json.dumps({"users": found, "wall_s": wall_s, "cpu_s": _cpu_s() - cpu}))


def work(plan: dict[str, Any], user: dict[str, Any], start: threading.Barrier, into: dict[str, Any]) -> None:
    """One user at work. Latencies in seconds; statuses other than 201 are counted."""
    with Connection(plan["port"]) as connection:
        start.wait()
        end = time.perf_counter() + plan["seconds"]
        number = user["first"]
        while (began := time.perf_counter()) < end:
            answer = connection.request("POST", user["path"], mark_body(user["text"], number), user["headers"])
            number += 1
            if answer.status == 201:
                into["latencies"].append(time.perf_counter() - began)
            else:
                into["refused"][answer.status] = into["refused"].get(answer.status, 0) + 1


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
