"""Asks the advisory service about everything that runs in production: `python -m annotator.config.audit`.

A known hole in a package fails. A service that cannot be reached, or knows none of the packages, is said in
one line and does not fail: pip-audit itself would report "no known vulnerabilities" then.
"""

import importlib.metadata
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements.txt"


def main() -> int:
    """Prints the result; 1 when a package has a known hole, else 0."""
    pins = installed_closure(REQUIREMENTS.read_text())
    answer = _ask(pins)
    if answer is None or all("skip_reason" in package for package in answer):
        print("Not audited: the advisory service cannot be reached from here.")
        return 0
    holes = [f"{p['name']} {p['version']}: {v['id']}" for p in answer for v in p.get("vulns", [])]
    skipped = [package["name"] for package in answer if "skip_reason" in package]
    print("\n".join(holes) or f"{len(answer) - len(skipped)} packages audited, no known holes.")
    if skipped:
        print(f"Unknown to the advisory service: {', '.join(skipped)}.")
    return 1 if holes else 0


def installed_closure(requirements: str) -> list[str]:
    """`name==version` of every package named there and of all that they need, as installed here, sorted."""
    found: dict[str, str] = {}
    waiting = [line for line in requirements.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    while waiting:
        line = waiting.pop()
        name, extras = _name_and_extras(line)
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # meant for another system or Python
        if name not in found or extras:
            found[name] = distribution.version
            needs = distribution.requires or []
            waiting += [need for need in needs if _applies(need, extras) and _name_and_extras(need)[0] not in found]
    return sorted(f"{name}=={version}" for name, version in found.items())


def _name_and_extras(requirement: str) -> tuple[str, set[str]]:
    match = re.match(r"([A-Za-z0-9._-]+)\s*(?:\[([^\]]*)\])?", requirement)
    assert match is not None
    return re.sub(r"[-_.]+", "-", match[1]).lower(), set(re.findall(r"[\w-]+", match[2] or ""))


def _applies(need: str, extras: set[str]) -> bool:
    """Whether a dependency is always needed, or belongs to one of the extras asked for."""
    named = re.findall(r"""extra\s*==\s*['"]([\w-]+)['"]""", need)
    return not named or bool(extras & set(named))


def _ask(pins: list[str]) -> list[dict[str, Any]] | None:
    """pip-audit's answer by package, or None when it got none."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(pins))
        file.flush()
        command = [
            sys.executable,
            "-m",
            "pip_audit",
            "--disable-pip",
            "--no-deps",
            "-f",
            "json",
            "-r",
            file.name,
        ]
        asked = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        packages: list[dict[str, Any]] = json.loads(asked.stdout)["dependencies"]
        return packages
    except (json.JSONDecodeError, KeyError):
        return None


if __name__ == "__main__":
    sys.exit(main())
