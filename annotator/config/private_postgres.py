"""Starts, shares and stops a private Postgres server for one checkout, on a unix socket only.

`.data/postgres.lock` serialises start and stop. `.data/postgres.users` is held (shared) by every process that
uses the server, and the last one to leave stops it. Whether the server lives is decided by a real connection,
never by a pid file. Only `delete` deletes data. Where things lie and who runs them: `postgres_home`.
"""

import contextlib
import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg

from annotator.config.postgres_home import (
    Cluster,
    PrivatePostgresError,
    Programs,
    check_owner,
    cluster_of,
    make_socket_dir,
    programs_for,
    reachable_cluster,
    run,
    state_folder,
)

__all__ = ["PrivatePostgresError", "database_url", "ensure_running", "is_running", "release"]

DATABASE = ROLE = "annotator"
PORT = 5432  # names the socket file; there is no TCP
DEAD_PID = "2147483646"  # above every kernel's limit
START_TIMEOUT_S = 60.0
LOG_LIMIT_BYTES = 5_000_000
# Durability is on. Failing statements stay out of the log: they hold people's texts and notes.
OPTIONS = (
    "listen_addresses=", "unix_socket_permissions=0700", "max_connections=200",
    "fsync=on", "synchronous_commit=on", "full_page_writes=on", "max_wal_size=1GB",
    "shared_buffers=128MB", "effective_cache_size=1GB", "work_mem=8MB", "maintenance_work_mem=64MB",
    "random_page_cost=1.1", "jit=off", "timezone=UTC", "log_timezone=UTC",
    "log_min_error_statement=panic", "log_error_verbosity=terse", "log_checkpoints=off",
)  # fmt: skip

_users: dict[Path, int] = {}  # root -> descriptor that holds the shared lock of this process


def database_url(root: Path) -> str:
    """The address of the private server's database; reads file facts, starts nothing."""
    host = quote(str(cluster_of(root).socket_dir), safe="")
    return f"postgresql:///{DATABASE}?host={host}&port={PORT}&user={ROLE}"


def ensure_running(root: Path, report: Callable[[str], None] = lambda line: None) -> str:
    """The address, once the server answers and this process counts as a user of it. May be called again.

    Locks out other starts and stops meanwhile. Raises PrivatePostgresError.
    """
    with _one_sentence():
        check_owner(cluster_of(root))
        state = state_folder(root)
        with _locked(state / "postgres.lock"):
            cluster = reachable_cluster(root)
            make_socket_dir(cluster)
            if not _answers(cluster):
                _start(cluster, report)
            _create_database(cluster)
            if state not in _users:
                _users[state] = _open_locked(state / "postgres.users", fcntl.LOCK_SH)
        return database_url(root)


def release(root: Path) -> bool:
    """Ends this process's use of the server; stops it when no other uses it, and says whether it did."""
    with _one_sentence():
        state = state_folder(root)
        with _locked(state / "postgres.lock"):
            if (held := _users.pop(state, None)) is not None:
                os.close(held)  # only closed: unlocking would also unlock for a forked parent
            cluster = cluster_of(root)
            pid = _server_pid(cluster.data)
            if pid is None or _in_use(cluster):
                return False
            _stop(cluster, pid)
            return True


def delete(root: Path) -> None:
    """Stops the server and deletes its data; refuses while another process uses it."""
    release(root)
    cluster = cluster_of(root)
    if _server_pid(cluster.data) is not None:
        raise PrivatePostgresError("The private Postgres is in use: stop what uses it first.")
    for folder in (cluster.data, cluster.socket_dir):
        shutil.rmtree(folder, ignore_errors=True)
    if cluster.home != cluster.state:
        shutil.rmtree(cluster.home, ignore_errors=True)


def is_running(root: Path) -> bool:
    """Whether the server answers."""
    return _answers(cluster_of(root))


# ---- start and stop --------------------------------------------------------------------------------


def _answers(cluster: Cluster) -> bool:
    """A real connection to the server of this data folder."""
    if _server_pid(cluster.data) is None:
        return False
    with contextlib.suppress(psycopg.OperationalError), _connection(cluster):
        return True
    return False


def _connection(cluster: Cluster) -> psycopg.Connection:
    return psycopg.connect(
        host=str(cluster.socket_dir),
        port=PORT,
        user=ROLE,
        dbname="postgres",
        connect_timeout=5,
        autocommit=True,
    )


def _server_pid(data: Path) -> int | None:
    """The process that the pid file names, if it is a server of this data folder and not a reused number."""
    pid = _pid_in(data / "postmaster.pid")
    return pid if pid and _serves(pid, data) else None


def _pid_in(file: Path) -> int | None:
    with contextlib.suppress(OSError, ValueError):
        return int(file.read_text().split("\n", 1)[0])
    return None


def _serves(pid: int, data: Path) -> bool:
    try:
        words = _command_line(pid)
    except OSError:
        if Path("/proc/self").exists():
            return False
        ps = ["ps", "-p", str(pid), "-o", "command="]
        return f"postgres -D {data} " in subprocess.run(ps, capture_output=True, text=True, check=False).stdout
    return str(data) in words and any(Path(word).name == "postgres" for word in words)


def _command_line(pid: int) -> list[str]:
    """The words of a process. They are missing for a moment while it becomes another program, as the shell does that
    starts the server; and for good when it has ended and nobody asked how."""
    folder, until = Path(f"/proc/{pid}"), time.monotonic() + 0.2
    while True:
        found = (folder / "cmdline").read_text("utf-8", errors="surrogateescape")
        is_over = (folder / "stat").read_text("utf-8", errors="replace").rpartition(")")[2].split()[0] in ("Z", "X")
        if found or is_over or time.monotonic() > until:
            return found.split("\0")
        time.sleep(0.002)


def _start(cluster: Cluster, report: Callable[[str], None]) -> None:
    """Makes the data folder when there is none, clears what a crash left, starts, waits for an answer."""
    pid = _server_pid(cluster.data)
    if pid is not None and not _awaited(cluster, pid):
        if _in_use(cluster):
            raise PrivatePostgresError(f"The private Postgres (process {pid}) does not answer: end that process.")
        _stop(cluster, pid)
        pid = None
    if pid is None:
        programs = programs_for(cluster)
        if not cluster.data.exists():
            report(f"Setting up a private Postgres in {cluster.data}")
            _initialise(cluster, programs)
        report("Starting the private Postgres")
        _clear_stale(cluster)
        _launch(cluster, programs)


def _initialise(cluster: Cluster, programs: Programs) -> None:
    """A new cluster, made beside its place and then renamed: an interrupted attempt leaves no half of one."""
    for left in cluster.home.glob("postgres.new-*"):
        shutil.rmtree(left, ignore_errors=True)
    fresh = cluster.home / f"postgres.new-{os.getpid()}"  # a killed start's initdb may still write in its own
    fresh.mkdir(mode=0o700)
    os.chown(fresh, cluster.uid, cluster.gid)
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    locale = (
        builtin if programs.major >= 17 else ["--locale=C.UTF-8"]
    )  # the same order and case rules, no system locale
    options = [
        "--encoding=UTF8",
        *locale,
        f"--username={ROLE}",
        "--auth=trust",
    ]  # the folder's mode is the lock
    made = run(cluster, programs.folder / "initdb", "-D", fresh, *options)
    if made.returncode != 0:
        raise PrivatePostgresError(f"The private Postgres could not be set up: {_reason(made.stderr)}.")
    fresh.rename(cluster.data)


def _clear_stale(cluster: Cluster) -> None:
    """After a kill, lock files may name a number that another process has now; Postgres would believe them.

    The number is replaced, not the file removed: so Postgres still looks for surviving children.
    """
    file, socket_lock = cluster.data / "postmaster.pid", cluster.socket_dir / f".s.PGSQL.{PORT}.lock"
    if _pid_in(file) is not None:
        file.write_text("\n".join([DEAD_PID, *file.read_text().split("\n")[1:]]))
    if (pid := _pid_in(socket_lock)) is not None and _serves(pid, cluster.data):
        os.kill(pid, signal.SIGQUIT)  # its data folder was removed under it
        _wait(lambda: not _serves(pid, cluster.data), timeout_s=10)
    socket_lock.unlink(missing_ok=True)


def _launch(cluster: Cluster, programs: Programs) -> None:
    """Starts the server, detached, and waits for it; tries for 10 s while a killed one's children end."""
    path = cluster.state / "postgres.log"
    options = [
        word for option in (*OPTIONS, f"unix_socket_directories={cluster.socket_dir}") for word in ("-c", option)
    ]
    server = [programs.folder / "postgres", "-D", cluster.data, "-p", PORT, *options]
    give_up_at = time.monotonic() + 10
    while True:
        with path.open("a+b") as log:
            if log.tell() > LOG_LIMIT_BYTES:
                log.truncate(0)
            begin = log.seek(0, os.SEEK_END)
            started = run(cluster, "/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *server, errors=log.fileno())
            if _awaited(cluster, int(started.stdout)):
                return
            log.seek(begin)
            said = log.read().decode(errors="replace")
        if "shared memory block" not in said:
            raise PrivatePostgresError(f"The private Postgres did not start: {_reason(said)} (see {path}).")
        if time.monotonic() > give_up_at:
            raise PrivatePostgresError(
                f"A server that was left behind still uses the data in {cluster.data}:"
                " it ends by itself within a minute, so start again then."
            )
        time.sleep(0.2)


def _awaited(cluster: Cluster, pid: int) -> bool:
    """Whether the server comes to answer before its process ends or the time is over."""
    _wait(lambda: _answers(cluster) or not _serves(pid, cluster.data), timeout_s=START_TIMEOUT_S)
    return _answers(cluster)


def _stop(cluster: Cluster, pid: int) -> None:
    """A fast shutdown, as `pg_ctl stop -m fast` does it: sessions are ended, everything is written."""
    os.kill(pid, signal.SIGINT)
    if not _wait(lambda: not _serves(pid, cluster.data), timeout_s=START_TIMEOUT_S):
        raise PrivatePostgresError(f"The private Postgres (process {pid}) did not stop within {START_TIMEOUT_S:.0f} s.")


def _create_database(cluster: Cluster) -> None:
    with _connection(cluster) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


# ---- locks, waiting, words -------------------------------------------------------------------------


def _open_locked(path: Path, kind: int) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, kind)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = _open_locked(path, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


def _in_use(cluster: Cluster) -> bool:
    """Whether any process holds the users' lock."""
    try:
        os.close(_open_locked(cluster.state / "postgres.users", fcntl.LOCK_EX | fcntl.LOCK_NB))
    except BlockingIOError:
        return True
    return False


def _wait(done: Callable[[], bool], timeout_s: float) -> bool:
    end = time.monotonic() + timeout_s
    while not (finished := done()) and time.monotonic() < end:
        time.sleep(0.01)
    return finished


def _reason(said: str) -> str:
    """The line of a Postgres program's output that tells why, without its prefix and full stop."""
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["no reason given"]
    told = [line for line in lines if re.search(r"\b(FATAL|PANIC|error|ERROR)\b", line)] or lines
    told = [line for line in told if "No space left" in line] or told  # what follows a full disk is noise
    return re.sub(r"^.*?(FATAL|PANIC|ERROR|error):\s*", "", told[-1]).rstrip(".")


@contextlib.contextmanager
def _one_sentence() -> Iterator[None]:
    """Turns what the system or the server reports into the one error callers know."""
    try:
        yield
    except (OSError, psycopg.Error, subprocess.SubprocessError) as error:
        raise PrivatePostgresError(f"The private Postgres cannot be used: {_reason(str(error))}.") from error


def main(arguments: list[str]) -> int:
    """`status`, `start` (and leave running), `stop` (unless used) or `delete`, for this file's checkout."""
    root = Path(__file__).resolve().parents[2]
    try:
        if arguments == ["start"]:
            print(ensure_running(root, print))
        elif arguments == ["stop"]:
            stopped = release(root)
            print("stopped" if stopped else "in use, not stopped" if is_running(root) else "not running")
        elif arguments == ["delete"]:
            delete(root)
        elif arguments == ["status"]:
            print(f"{'running' if is_running(root) else 'not running'}, data in {cluster_of(root).data}")
        else:
            print("usage: python -m annotator.config.private_postgres status|start|stop|delete", file=sys.stderr)
            return 2
    except PrivatePostgresError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
