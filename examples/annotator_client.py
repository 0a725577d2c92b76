"""A typed client of the annotator's interface, version 1, in one file: copy it beside your own code.

Needs `httpx`; `marks_frame` and `release_table` need `pandas` (and `pyarrow`) as well. All offsets are Unicode code
points, half-open: what Python's own slices take.

    with Annotator("http://127.0.0.1:8000", token) as site:
        frame = site.marks_frame("demo")
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    import pandas

Object = dict[str, Any]
ENDS = ("done", "failed", "cancelled")
N_TRIES, PAUSE_S = 4, 0.5
_LOST = (429, 502, 503, 504)  # nothing was decided: the same again may be
_COLUMNS = (
    "id",
    "document",
    "reviewer",
    "start",
    "end",
    "quote",
    "label",
    "note",
    "version",
    "created_at",
    "updated_at",
)


class Problem(Exception):
    """A refusal, as the site tells it (RFC 9457): `code` is for programs, the message for people, `errors` by field."""

    def __init__(self, status: int, document: Mapping[str, Any]) -> None:
        self.status, self.document = status, dict(document)
        self.code = str(document.get("code", ""))
        self.errors: dict[str, list[str]] = dict(document.get("errors") or {})
        fields = "; ".join(f"{name}: {' '.join(words)}" for name, words in self.errors.items())
        said = str(document.get("detail") or document.get("title") or "The site refused without a word.")
        super().__init__(f"{status} {self.code}: {said}" + (f" ({fields})" if fields else ""))


class JobFailed(Exception):
    """Long work failed or was cancelled, or an import stored nothing because lines were refused; `job` is as the site
    has it, with its `errors`."""

    def __init__(self, job: Mapping[str, Any]) -> None:
        self.job = dict(job)
        state = f"{job.get('n_errors')} lines are refused" if job["state"] == "done" else f"The job is {job['state']}"
        reasons = [f"{row['place']}: {row['reason']}" for row in self.job.get("errors", [])[:5]]
        super().__init__("\n".join([f"{state}. {job.get('message', '')}".strip(), *reasons]))


class Damaged(Exception):
    """A file that came is not the one that was frozen; it was not kept."""


@dataclass(frozen=True)
class Pushed:
    """What became of documents that were sent: their keys."""

    added: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


class Annotator:
    """One site, asked as one account. A lost connection is tried again: nothing is stored twice."""

    def __init__(
        self, url: str, token: str, *, timeout_s: float = 30.0, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._http = httpx.Client(
            base_url=f"{url.rstrip('/')}/api/v1/", timeout=timeout_s, transport=transport,
            headers={"Authorization": f"Token {token}", "Accept": "application/json"},
        )  # fmt: skip

    def __enter__(self) -> Annotator:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    # Lists and single things

    def projects(self) -> Iterator[Object]:
        """The projects of this account."""
        return self._each("projects/")

    def documents(self, project: str, **filters: str) -> Iterator[Object]:
        """Documents by key, without their texts. Filters: `outlet`, `genre`, `event`."""
        return self._each(f"projects/{project}/documents/", filters)

    def document(self, project: str, key: str) -> Object:
        """One document with its `text`, `sha256`, sections and excluded ranges."""
        return self._json("GET", f"projects/{project}/documents/{key}/")

    def marks(self, project: str, document: str) -> Iterator[Object]:
        """The marks on a document that this account may see, in the order of the text."""
        return self._each(f"projects/{project}/documents/{document}/annotations/")

    def comparison(self, project: str, **filters: str) -> Object:
        """The figures of the comparison, as `compare --json` prints them."""
        return self._json("GET", f"projects/{project}/comparison/", params=filters)

    # Documents in, marks in and out

    def add_document(self, project: str, document: Mapping[str, Any]) -> Object:
        """Add one: `key`, `outlet` and `text`, and what else is known of it. `Problem` 409 `document_exists`."""
        return self._json("POST", f"projects/{project}/documents/", json=dict(document))

    def push_documents(self, project: str, documents: Iterable[Mapping[str, Any]]) -> Pushed:
        """Add those that are not there yet. One that is there with the same text is left as it is, with another text a
        `Problem`; so the same call may be made again after whatever went wrong."""
        pushed = Pushed()
        for document in documents:
            key = str(document["key"])
            try:
                self.add_document(project, document)
                pushed.added.append(key)
            except Problem as problem:
                if problem.code != "document_exists" or not self._has(project, document):
                    raise
                pushed.unchanged.append(key)
        return pushed

    def add_mark(
        self, project: str, document: str, start: int, end: int, quote: str, label: str, *,
        facets: Mapping[str, str] | None = None, note: str = "", id: uuid.UUID | None = None,
    ) -> Object:  # fmt: skip
        """Mark `text[start:end]`, which must be `quote`. The id is made here: sent again, it is the same mark."""
        body = {
            "id": str(id or uuid.uuid4()), "start": start, "end": end, "quote": quote, "label": label,
            "facets": dict(facets or {}), "note": note,
        }  # fmt: skip
        return self._json("POST", f"projects/{project}/documents/{document}/annotations/", json=body)

    def change_mark(self, project: str, mark: Mapping[str, Any], **changes: Any) -> Object:
        """Change a mark as it was read. `Problem` 412 where somebody was faster: `document["current"]` is theirs."""
        headers = {"If-Match": f'"{mark["version"]}"'}
        return self._json("PATCH", f"projects/{project}/annotations/{mark['id']}/", json=changes, headers=headers)

    def marks_frame(self, project: str, documents: Sequence[str] | None = None) -> pandas.DataFrame:
        """Marks of some documents (all, unless told) as a frame: one row a mark, one column `facets.KEY` a detail."""
        import pandas

        keys = [str(row["id"]) for row in self.documents(project)] if documents is None else documents
        rows = [
            {name: mark[name] for name in _COLUMNS} | {f"facets.{key}": value for key, value in mark["facets"].items()}
            for document in keys
            for mark in self.marks(project, document)
        ]
        facets = sorted({name for row in rows for name in row} - set(_COLUMNS))
        frame = pandas.DataFrame(rows, columns=[*_COLUMNS, *facets])
        for name in ("created_at", "updated_at"):
            frame[name] = pandas.to_datetime(frame[name], utc=True, format="ISO8601")
        return frame

    # Releases

    def releases(self, project: str) -> Iterator[Object]:
        """Frozen data sets, by number."""
        return self._each(f"projects/{project}/releases/")

    def release(self, project: str, number: int) -> Object:
        """One of them, with `files`: name, size, SHA-256."""
        return self._json("GET", f"projects/{project}/releases/{number}/")

    def make_release(self, project: str, name: str, **wishes: str) -> Object:
        """Ask for one: `texts` (full, quotes, none), `layers`, `licence`, … Wait for its `job`. For owners."""
        return self._json("POST", f"projects/{project}/releases/", json={"name": name, **wishes})

    def download_release(
        self, project: str, number: int, folder: Path | str, names: Sequence[str] | None = None
    ) -> list[Path]:
        """Files of a release (all, unless told) into a folder, each compared with the hash under which it was frozen.

        What is there already and the same is not asked for again. Errors: `Damaged`, `KeyError` for a name it lacks.
        """
        files = {str(row["name"]): row for row in self.release(project, number)["files"]}
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        return [self._download(project, number, files[name], target) for name in (files if names is None else names)]

    def release_table(self, project: str, number: int, name: str, folder: Path | str) -> pandas.DataFrame:
        """One typed table of a release as a frame: `annotations`, `citations`, `sources`, `claims`, `claim_marks`,
        `speakers`, `assessments`, … Marks are joined by `annotation`, which is their `id`. Errors: as of the download.
        """
        import pandas

        (path,) = self.download_release(project, number, folder, [f"{name}.parquet"])
        return pandas.read_parquet(path)

    # Imports and other long work

    def import_files(self, project: str, paths: Sequence[Path | str], **wishes: str | bool) -> Object:
        """Send files to be imported; the job, which `wait` waits for. Wishes: `format`, `dry_run`, `outlet`, …"""
        data = {name: str(value).lower() if isinstance(value, bool) else value for name, value in wishes.items()}
        with ExitStack() as stack:
            files = [("file", (Path(path).name, stack.enter_context(Path(path).open("rb")))) for path in paths]
            # Once: sent again after a lost answer, it would be a second job.
            return _read(self._http.post(f"projects/{project}/imports/", data=data, files=files))

    def job(self, project: str, id: str) -> Object:
        """How far long work is: `state`, `progress` from 0 to 1, and at its end `report` and `errors`."""
        return self._json("GET", f"projects/{project}/jobs/{id}/")

    def wait(
        self, project: str, job: Mapping[str, Any] | str, *, timeout_s: float = 600.0, every_s: float = 1.0
    ) -> Object:
        """The job when it is done. Errors: `JobFailed`, `TimeoutError`."""
        id = job if isinstance(job, str) else str(job["id"])
        until = time.monotonic() + timeout_s
        while (found := self.job(project, id))["state"] not in ENDS:
            if time.monotonic() > until:
                raise TimeoutError(f"The job {id} is still {found['state']} after {timeout_s:.0f} s.")
            time.sleep(every_s)
        report = found["report"]
        kept_out = report.get("refused") and not report.get("stored") and not report.get("dry_run")
        if found["state"] != "done" or kept_out:
            raise JobFailed(found)
        return found

    # How it is asked

    def _has(self, project: str, document: Mapping[str, Any]) -> bool:
        text = str(document["text"]).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        return bool(self.document(project, str(document["key"]))["sha256"] == hashlib.sha256(text.encode()).hexdigest())

    def _each(self, address: str, params: Mapping[str, str] | None = None) -> Iterator[Object]:
        page = self._json("GET", address, params=dict(params or {}))
        yield from page["results"]
        while page["next"]:
            page = self._json("GET", page["next"])
            yield from page["results"]

    def _json(self, method: str, address: str, **more: Any) -> Object:
        for n_left in reversed(range(N_TRIES)):
            try:
                response = self._http.request(method, address, **more)
                if response.status_code not in _LOST or not n_left:
                    return _read(response)
            except httpx.TransportError:
                if not n_left:
                    raise
            time.sleep(PAUSE_S * (N_TRIES - n_left))
        raise AssertionError("the last try returns or raises")

    def _download(self, project: str, number: int, file: Mapping[str, Any], folder: Path) -> Path:
        path = folder / Path(str(file["name"])).name
        if path.exists() and _sha256(path) == file["sha256"]:
            return path
        part = path.with_name(f"{path.name}.part")
        with self._http.stream("GET", f"projects/{project}/releases/{number}/files/{file['name']}") as response:
            if response.is_error:
                response.read()
                _read(response)
            with part.open("wb") as target:
                for piece in response.iter_bytes():
                    target.write(piece)
        if _sha256(part) != file["sha256"]:
            part.unlink()
            raise Damaged(f"{file['name']} of release {number} is not what was frozen. Try again.")
        return part.replace(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(response: httpx.Response) -> Object:
    """The object answered. Errors: `Problem`."""
    try:
        found = response.json() if response.content else {}
    except ValueError:
        found = {"detail": f"The answer is no JSON: {response.text[:200]!r}. Is this the address of the site?"}
        raise Problem(response.status_code, found) from None
    if response.is_error or not isinstance(found, dict):
        raise Problem(response.status_code, found if isinstance(found, dict) else {})
    return found
