"""Makes `.venv` and installs the pinned requirements, once per content: `python3 set_up.py run` or `test`.

Uses the standard library only, and of that what old versions have, so that an old Python gets its sentence.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
REQUIREMENTS = {"run": ["requirements.txt"], "test": ["requirements.txt", "requirements-dev.txt"]}


def main(purpose: str) -> None:
    """Does nothing, fast, when all is in place; a lock lets two set-ups in one folder take turns."""
    _ensure_python_version()
    (ROOT / ".data").mkdir(exist_ok=True)
    with (ROOT / ".data" / "set_up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (_stamp(purpose).exists() and _works("-c", "")):
            _make_venv()
            _install(purpose)


def _ensure_python_version() -> None:
    """Continues with a newer Python of this machine when the one that `python3` names is too old."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(14, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])
    sys.exit("Python 3.11 or later is needed and python3 is {}.{}: install it.".format(*sys.version_info))


def _stamp(purpose: str) -> Path:
    """Stands in .venv when exactly these requirements are installed in it."""
    content = b"".join((ROOT / name).read_bytes() for name in REQUIREMENTS[purpose])
    return VENV / f".installed-{purpose}-{hashlib.sha256(content).hexdigest()[:12]}"


def _works(*arguments: str) -> bool:
    try:
        return subprocess.run([PYTHON, *arguments], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _make_venv() -> None:
    """A new .venv when there is none that works (an interrupted one, or its Python was removed)."""
    if _works("-c", "import pip, sys; sys.exit(sys.prefix == sys.base_prefix)"):
        return
    say(f"Making .venv with Python {sys.version.split()[0]}")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False)
    said = made.stdout + made.stderr
    if made.returncode != 0 and ("ensurepip" in said or "No module named venv" in said):
        sys.exit(
            "Python's modules venv and ensurepip are missing: install them (on Debian: apt-get install python3-venv)."
        )
    if made.returncode != 0:
        sys.exit(f"The environment .venv could not be made: {_last_line(said)}")


def _install(purpose: str) -> None:
    for stamp in VENV.glob(".installed-*"):
        stamp.unlink()
    say(f"Installing {' and '.join(REQUIREMENTS[purpose])} (the first time about a minute)")
    files = [word for name in REQUIREMENTS[purpose] for word in ("-r", str(ROOT / name))]
    options = ["--quiet", "--no-input", "--disable-pip-version-check"]
    if subprocess.run([PYTHON, "-m", "pip", "install", *options, *files], check=False).returncode != 0:
        sys.exit("The packages could not be installed; pip says above why (is there a network?).")
    for done in ("run", purpose):
        _stamp(done).touch()


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no reason given"])[-1]


def say(line: str) -> None:
    """One step, shown at once."""
    print(f"· {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if sys.argv[1:] else "run")
