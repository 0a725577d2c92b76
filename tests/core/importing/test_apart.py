"""Files of strangers, read in a process with limits."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.errors import Cancelled, DomainError
from core.importing import apart
from core.importing.apart import ROOT, Limits, read_apart
from core.importing.report import Remark
from core.importing.source import Known, Source, Wish
from tests.core.importing import zips

KNOWN = Known({"facets": [], "labels": []})
MB = 1024 * 1024


def read(path: Path, format_name: str = "documents", known: Known = KNOWN, **more: Any) -> list[Any]:
    """What is found in the file, without places."""
    return [found for _, found in read_apart(format_name, Source({path.name: path}), known, **more)]


def codes(found: list[Any]) -> list[str]:
    return [row.code for row in found if isinstance(row, (DomainError, Remark))]


@pytest.fixture
def endless(tmp_path: Path) -> Iterator[Path]:
    """A file of which nothing ever comes: a reader that hangs."""
    path = tmp_path / "endless.jsonl"
    os.mkfifo(path)
    keeps_open = os.open(path, os.O_RDWR)
    yield path
    os.close(keeps_open)


def test_lines_refusals_and_remarks_come_as_in_this_process_with_a_zip_unpacked(tmp_path: Path) -> None:
    zips.zipped(tmp_path / "a.zip", **{"n/one.txt": "Größe 👩‍👩‍👧".encode(), "n/two.jsonl": b'{"text":"Two."}\n{',
                                       "n/b.zip": b"x"})  # fmt: skip
    nested, one, two, broken, outlets = read(tmp_path / "a.zip")
    assert (nested.code, broken.code, outlets.code) == ("archive_nested", "json_invalid", "outlet_not_found")
    assert (one["id"], one["text"], two["id"]) == ("one", "Größe 👩‍👩‍👧", "two-1")


def test_a_line_of_ten_gigabytes_costs_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"document,reviewer,start,end,label\n")
    os.truncate(path, 10 * 1024**3)
    (refused,) = read(path, "csv", limits=Limits(memory_bytes=400 * MB, cpu_s=20))
    assert refused.code == "line_too_long"
    assert "million characters, in line 2" in refused.message
    path = path.rename(tmp_path / "lines.jsonl")
    assert codes(read(path, limits=Limits(memory_bytes=400 * MB, cpu_s=20)))[-1:] == ["line_too_long"]


def test_a_reader_that_wants_more_memory_than_there_is_gives_one_refusal(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    path.write_bytes(b'{"text":"' + b"x" * 30 * MB + b'"}\n')
    (refused,) = read(path, limits=Limits(memory_bytes=120 * MB))
    assert refused.code == "reader_memory"
    assert "'long.jsonl' takes more than 120 MB of memory" in refused.message


def test_a_reader_that_works_too_long_is_ended_and_what_it_said_before_stands(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_bytes(b'{"text":"One."}\n' * 400_000)
    *before, last = read(path, limits=Limits(cpu_s=1))
    assert before
    assert last.code == "reader_time"
    assert "more than 1 seconds of work" in last.message


def test_a_reader_that_hangs_is_ended(endless: Path) -> None:
    (refused,) = read(endless, limits=Limits(silent_s=1.2))
    assert (refused.code, "came to a stand for 1 seconds" in refused.message) == ("reader_time", True)


def _children() -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True)
    return [int(row.split()[0]) for row in found.stdout.splitlines() if "core.importing.child" in row]


def test_a_reader_that_is_killed_gives_one_refusal(endless: Path) -> None:
    def kill() -> None:
        for pid in _children():
            os.kill(pid, signal.SIGKILL)

    (refused,) = read(endless, tick=kill)
    assert (refused.code, "(SIGKILL)" in refused.message) == ("reader_failed", True)


def test_cancelling_ends_the_reader_and_leaves_nothing(endless: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def cancel() -> None:
        raise Cancelled("Enough.")

    with pytest.raises(Cancelled):
        read(endless, tick=cancel)
    assert not _children()
    assert [path.name for path in tmp_path.iterdir()] == ["endless.jsonl"]


@pytest.mark.parametrize(
    "deed",
    ["socket.create_connection(('127.0.0.1', 9))", "subprocess.run(['true'])", "os.system('true')", "os.fork()",
     "os.remove('/tmp/none')"],
)  # fmt: skip
def test_the_reader_may_not_reach_out(deed: str) -> None:
    begin = "import os, socket, subprocess, sys; from core.importing import child; sys.addaudithook(child._refuse); "
    done = subprocess.run([sys.executable, "-c", begin + deed], cwd=ROOT, capture_output=True, text=True)
    assert "PermissionError: A reader of files does not do this" in done.stderr


def test_the_reader_has_nothing_of_the_installation_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere")
    with apart._started("/tmp") as child:
        environment = Path(f"/proc/{child.pid}/environ").read_bytes()
        child.kill()
    assert b"SECRET_KEY" not in environment
    assert b"DATABASE_URL" not in environment


@pytest.mark.parametrize(
    "said",
    [b"", b"1\tx\tobject\t{}",
     b'1\t"f"\tpickle\t{}', b'1\t"f"\trefusal\t[]', b'1\t"f"\tremark\t{', b'x\t"f"\tobject\t{}',
     b"1\t7\tobject\t{}"],
)  # fmt: skip
def test_a_child_that_talks_nonsense_is_not_believed(said: bytes) -> None:
    with pytest.raises(apart._Broken):
        apart._frame(said)


def test_a_line_that_the_child_should_not_have_said_is_refused_in_its_place() -> None:
    at, kind, found = apart._frame(b'7\t"f.csv"\tobject\t{"a":1,"a":2}')
    assert (at.line, at.file, kind, found.code) == (7, "f.csv", "object", "json_invalid")


def test_wishes_and_outlets_reach_the_reader(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Kopf;Inhalt\nEins;Worte.\n")
    wish = Wish("gazette", {"text": "Inhalt", "title": "Kopf"}, "", ";")
    outlet, remark, row = read(tmp_path / "a.csv", known=Known(KNOWN.codebook, (), wish))
    assert (outlet["id"], row["title"], row["outlet"]) == ("gazette", "Eins", "gazette")
    assert remark.details["columns"] == ["Kopf", "Inhalt"]


def test_a_reader_whose_parent_is_killed_ends_as_well(endless: Path) -> None:
    code = f"""if True:
        import pathlib
        from core.importing import child
        child._know_no_database()
        from core.importing.apart import read_apart
        from core.importing.source import Known, Source
        source = Source({{"a.jsonl": pathlib.Path({str(endless)!r})}})
        list(read_apart("documents", source, Known({{}}), tick=lambda: print(flush=True)))
    """
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()  # the child is there, and waited for
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent.pid)], capture_output=True, text=True)
        child = int(found.stdout)
        parent.kill()
    until = time.monotonic() + 10
    while Path(f"/proc/{child}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists() or "zombie" in Path(f"/proc/{child}/status").read_text()
