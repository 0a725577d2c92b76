"""The private Postgres, for real: every server here lives in a folder of its own under /tmp."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from annotator.config import postgres_home, private_postgres
from annotator.config.postgres_home import Programs, cluster_of
from annotator.config.private_postgres import PrivatePostgresError, ensure_running, is_running, release

CHECKOUT = Path(__file__).resolve().parents[2]
AS_ROOT = os.geteuid() == 0
# Another user of the server: says its address, stays until its input is closed, leaves.
USER = """
import sys
from pathlib import Path
from annotator.config.private_postgres import ensure_running, release
print(ensure_running(Path(sys.argv[1])), flush=True)
sys.stdin.read()
print(release(Path(sys.argv[1])))
"""


def new_root() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="pp-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


def remove(root: Path) -> None:
    private_postgres.delete(root)
    shutil.rmtree(root)


@pytest.fixture(scope="module")
def kept() -> Iterator[Path]:
    """A folder whose cluster exists."""
    root = new_root()
    ensure_running(root)
    release(root)
    yield root
    remove(root)


@pytest.fixture
def root(kept: Path) -> Iterator[Path]:
    """The same, with the server stopped before and after each test."""
    yield kept
    release(kept)
    assert not is_running(kept)


@pytest.fixture
def fresh() -> Iterator[Path]:
    """A folder without anything in it."""
    root = new_root()
    yield root
    remove(root)


def another_user(root: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", USER, str(root)]
    return subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def server_pid(root: Path) -> int:
    return int((cluster_of(root).data / "postmaster.pid").read_text().split("\n")[0])


def kill_server(root: Path) -> int:
    """As a crash does it: at once, all lock files left behind."""
    pid = server_pid(root)
    os.kill(pid, signal.SIGKILL)
    while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        time.sleep(0.01)
    return pid


def ask(url: str, statement: str) -> object:
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def test_first_start_makes_a_durable_database_on_a_private_socket(fresh: Path) -> None:
    url = ensure_running(fresh)
    assert url == private_postgres.database_url(fresh)
    assert [ask(url, f"SHOW {name}") for name in ("fsync", "listen_addresses", "server_encoding")] == [
        "on",
        "",
        "UTF8",
    ]
    assert ask(url, "SELECT upper('é') || lower('Ü')") == "Éü"
    folder = cluster_of(fresh).socket_dir
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len(os.fsencode(folder / ".s.PGSQL.5432")) <= 107


def test_data_survive_a_restart_which_is_quick(root: Path) -> None:
    ask(ensure_running(root), "CREATE TABLE IF NOT EXISTS kept AS SELECT 7 AS number")
    assert release(root)
    began = time.monotonic()
    url = ensure_running(root)
    assert time.monotonic() - began < 5  # a fifth of a second where nothing else is going on
    assert ask(url, "SELECT number FROM kept") == 7


def test_starting_twice_in_one_process_is_one_use(root: Path) -> None:
    assert ensure_running(root) == ensure_running(root)
    assert release(root)


def test_four_starts_at_once_give_one_server(fresh: Path) -> None:
    users = [another_user(fresh) for _ in range(4)]
    urls = {user.stdout.readline().strip() for user in users if user.stdout}
    assert urls == {private_postgres.database_url(fresh)}
    log = (fresh / ".data/postgres.log").read_text()
    assert log.count("ready to accept connections") == 1
    stopped = [user.communicate()[0].strip() for user in users]
    assert stopped == ["False", "False", "False", "True"]


def test_release_stops_the_server_only_when_the_last_user_leaves(root: Path) -> None:
    ensure_running(root)
    other = another_user(root)
    assert other.stdout is not None
    other.stdout.readline()
    assert not release(root)
    assert is_running(root)
    assert other.communicate()[0].strip() == "True"
    assert not is_running(root)


def test_a_killed_user_does_not_keep_the_server(root: Path) -> None:
    ensure_running(root)
    with another_user(root) as other:
        assert other.stdout is not None
        other.stdout.readline()
        other.kill()
    assert release(root)


def test_start_after_the_server_was_killed(root: Path) -> None:
    url = ensure_running(root)
    ask(url, "CREATE TABLE IF NOT EXISTS crash AS SELECT 1 AS number")
    killed = kill_server(root)
    assert not is_running(root)
    assert ask(ensure_running(root), "SELECT number FROM crash") == 1
    assert server_pid(root) != killed


def test_start_when_another_process_has_the_number_of_the_killed_server(root: Path) -> None:
    ensure_running(root)
    kill_server(root)
    cluster = cluster_of(root)
    same_user = cluster.uid if AS_ROOT else None
    with subprocess.Popen(["/bin/sleep", "60"], user=same_user, cwd="/") as stranger:
        for file in (cluster.data / "postmaster.pid", cluster.socket_dir / ".s.PGSQL.5432.lock"):
            file.write_text("\n".join([str(stranger.pid), *file.read_text().split("\n")[1:]]))
        try:
            ensure_running(root)
            assert stranger.poll() is None
            assert server_pid(root) != stranger.pid
        finally:
            stranger.kill()


def test_start_after_the_data_folder_was_removed_under_a_running_server(fresh: Path) -> None:
    ensure_running(fresh)
    orphan = server_pid(fresh)
    shutil.rmtree(fresh / ".data")
    private_postgres._users.clear()
    assert ask(ensure_running(fresh), "SELECT 1") == 1
    assert server_pid(fresh) != orphan


def test_data_of_another_major_version_are_refused_and_kept(root: Path) -> None:
    version = cluster_of(root).data / "PG_VERSION"
    right = version.read_text()
    version.write_text("12\n")
    try:
        with pytest.raises(PrivatePostgresError, match=r"written by Postgres 12, .* install Postgres 12"):
            ensure_running(root)
        assert (cluster_of(root).data / "base").is_dir()
    finally:
        version.write_text(right)


def test_failed_set_up_is_one_sentence_and_leaves_no_half_of_a_cluster(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = fresh / "initdb"
    script.write_text("#!/bin/sh\necho 'initdb: error: could not write: No space left on device' >&2\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setattr(private_postgres, "programs_for", lambda cluster: Programs(18, fresh))
    with pytest.raises(PrivatePostgresError, match=r"^[^\n]*could not be set up[^\n]*No space left on device\.$"):
        ensure_running(fresh)
    monkeypatch.undo()
    assert ask(ensure_running(fresh), "SELECT 1") == 1


def test_failed_start_tells_the_reason_of_the_log(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_postgres, "OPTIONS", (*private_postgres.OPTIONS, "shared_buffers=none"))
    with pytest.raises(PrivatePostgresError, match=r"did not start: .*shared_buffers"):
        ensure_running(root)


@pytest.mark.as_root
def test_socket_folder_of_somebody_else_is_refused(fresh: Path) -> None:
    folder = cluster_of(fresh).socket_dir
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    try:
        with pytest.raises(PrivatePostgresError, match="belongs to somebody else"):
            ensure_running(fresh)
    finally:
        folder.rmdir()


@pytest.mark.as_root
def test_checkout_that_only_root_can_enter_keeps_its_data_elsewhere(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, open_place = fresh / "x y", fresh / "elsewhere"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(postgres_home, "ELSEWHERE", open_place)
    assert ask(ensure_running(closed), "SELECT 1") == 1
    assert cluster_of(closed).data.is_relative_to(open_place)
    assert closed.stat().st_mode & 0o777 == 0o700
    private_postgres.delete(closed)


@pytest.mark.as_root
def test_programs_that_only_root_can_reach_are_copied_once(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_home, "ELSEWHERE", fresh / "elsewhere")
    monkeypatch.setattr(postgres_home, "_reaches", lambda cluster, folder: "pginstall" not in str(folder))
    assert ask(ensure_running(fresh), "SHOW fsync") == "on"
    assert "elsewhere/server-" in Path(f"/proc/{server_pid(fresh)}/exe").readlink().as_posix()
