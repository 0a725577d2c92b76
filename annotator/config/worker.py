"""The worker of `make run`: a child process that is started again when it dies, and ends with its parent."""

import logging
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType

log = logging.getLogger("annotator.worker")
PAUSE_S = 3.0
STOP_S = 8.0  # longer than the worker's own grace


class Worker:
    """`manage.py work` as long as the block lasts. Says nothing while all is well.

    Its standard input is a pipe of ours: it ends itself when that is closed, so that no kill of ours leaves it behind.
    Signals of the terminal do not reach it: it is ours to stop.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._over = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._keeper = threading.Thread(target=self._keep, name="keeper of the worker", daemon=True)

    def __enter__(self) -> "Worker":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
        if self._keeper.ident is not None:
            self._keeper.join(STOP_S)
        if self._child is not None and self._child.poll() is None:
            self._child.kill()
            self._child.wait()

    def start(self) -> None:
        """Start it, and keep it running."""
        self._keeper.start()

    def end(self) -> None:
        """Tell it to end; does not wait."""
        with self._lock:
            self._over.set()
            if self._child is not None and self._child.poll() is None:
                self._child.terminate()

    def _keep(self) -> None:
        while not self._over.is_set():
            with self._lock:
                if self._over.is_set():
                    return
                child = self._child = self._begin()
            code = child.wait()
            if child.stdin is not None:
                child.stdin.close()
            if not self._over.is_set():
                log.warning("worker ended code=%s again_in_s=%.0f", code, PAUSE_S)
                self._over.wait(PAUSE_S)

    def _begin(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "work", "--with-parent"]
        return subprocess.Popen(command, cwd=self._root, stdin=subprocess.PIPE, start_new_session=True)
