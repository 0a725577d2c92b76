"""The production server of pages and interface, on a free port of this machine."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from tests.processes.client import Connection

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 60.0


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """granian as in production: WSGI, 2 workers x 2 threads. In a process group of its own, so that a kill
    reaches the workers and nobody else."""

    def __init__(self, database_url: str, *, port: int = 0, workers: int = 2) -> None:
        self.port = port or free_port()
        self.workers = workers
        self.environ: dict[str, str] = {
            **os.environ,
            "DATABASE_URL": database_url,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 (closed in `stop`)

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self) -> "Server":
        """Start, and wait until a request is answered by the application."""
        self.process = subprocess.Popen(
            self._command(), cwd=ROOT, env=self.environ, stdout=self.log, stderr=self.log, start_new_session=True
        )
        try:
            wait_until(self._answers, START_TIMEOUT_S, "the server answers")
        except (TimeoutError, RuntimeError) as error:
            self.kill()
            raise RuntimeError(f"The server did not start: {error}\n{self.said()[-3000:]}") from error
        return self

    def _command(self) -> list[str]:
        return [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(self.workers),
            "--blocking-threads", "2", "--host", "127.0.0.1", "--port", str(self.port), "--no-ws",
            "--log-level", "warning", "annotator.config.wsgi:application",
        ]  # fmt: skip

    def _answers(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise RuntimeError(f"it ended with {self.process.returncode}")
        try:
            with Connection(self.port) as connection:
                return connection.request("GET", "/api/v1/projects/").status == 401
        except OSError:
            return False

    def said(self) -> str:
        """Everything that the server wrote, warnings and errors."""
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def cpu_s(self) -> float:
        """Processor time that the server and its workers have used."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return cpu_s_of([self.process.pid, *map(int, children.read_text().split())])

    def kill(self) -> None:
        """kill -9 of the server and its workers, all at once."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end, and wait. Does nothing when it was killed."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        self.log.close()


class LiveServer(Server):
    """uvicorn as in production for `/live/`, and as `make run` serves everything: one process."""

    def _command(self) -> list[str]:
        return [
            sys.executable, "-m", "uvicorn", "annotator.config.asgi:application", "--host", "127.0.0.1",
            "--port", str(self.port), "--log-level", "warning", "--lifespan", "off", "--no-access-log",
            "--timeout-graceful-shutdown", "5",
        ]  # fmt: skip

    def memory_mb(self) -> float:
        """What the process holds of the machine's memory."""
        assert self.process is not None
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def cpu_s_of(pids: Iterable[int]) -> float:
    """Processor time of processes of this machine; one that is gone counts nothing."""
    ticks = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            facts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(facts[11]) + int(facts[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def wait_until(is_so: Callable[[], object], timeout_s: float, what: str, *, every_s: float = 0.05) -> float:
    """Seconds until the predicate held; TimeoutError says what did not come."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > timeout_s:
            raise TimeoutError(f"After {timeout_s:.0f} s still not: {what}.")
        time.sleep(every_s)
    return time.monotonic() - began


def environment(database_url: str | None, **more: str) -> Mapping[str, str]:
    """Ours, with another database (None: the private one of the folder)."""
    environ = {**os.environ, **more}
    environ.pop("DATABASE_URL", None)
    return environ if database_url is None else {**environ, "DATABASE_URL": database_url}
