"""Clients of the live stream, plain enough to cut them anywhere."""

import json
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple


class Heard(NamedTuple):
    """One event of a stream; `id` is None where it had none, "" where it was empty."""

    name: str
    id: str | None
    data: Any
    at: float


class Parser:
    """Takes the bytes of an answer as they come: HTTP head, chunks, events."""

    def __init__(self) -> None:
        self.status = 0
        self.head: dict[str, str] = {}
        self.n_comments = 0
        self._raw = b""
        self._text = b""
        self.is_over = False

    def feed(self, raw: bytes) -> list[Heard]:
        """The events that are whole now."""
        self._raw += raw
        if not self.status and not self._read_head():
            return []
        self._read_chunks()
        *blocks, self._text = self._text.split(b"\n\n")
        return [found for found in map(self._event, blocks) if found]

    def _read_head(self) -> bool:
        end = self._raw.find(b"\r\n\r\n")
        if end < 0:
            return False
        first, *lines = self._raw[:end].decode("latin-1").split("\r\n")
        self.status, self._raw = int(first.split(" ", 2)[1]), self._raw[end + 4 :]
        self.head = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        return True

    def _read_chunks(self) -> None:
        if self.head.get("transfer-encoding") != "chunked":
            self._text, self._raw = self._text + self._raw, b""
            return
        while (end := self._raw.find(b"\r\n")) >= 0:
            length = int(self._raw[:end], 16)
            if len(self._raw) < end + length + 4:
                return
            self._text += self._raw[end + 2 : end + 2 + length]
            self._raw = self._raw[end + length + 4 :]
            self.is_over |= length == 0

    def _event(self, block: bytes) -> Heard | None:
        fields = {}
        for line in block.decode().split("\n"):
            name, _, value = line.partition(":")
            if name:
                fields[name] = value.removeprefix(" ")
            else:
                self.n_comments += 1
        if "data" not in fields:
            return None
        return Heard(fields.get("event", "message"), fields.get("id"), json.loads(fields["data"]), time.monotonic())


class Stream(threading.Thread):
    """One open stream, read in a thread until it is cut or ends."""

    def __init__(self, port: int, path: str, headers: Mapping[str, str], *, cursor: str | None = None) -> None:
        more = {"Last-Event-ID": cursor} if cursor else {}
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept: text/event-stream"]
        lines += [f"{name}: {value}" for name, value in (dict(headers) | more).items()]
        connected = socket.create_connection(("127.0.0.1", port), timeout=60)
        connected.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        self._begin(connected, cursor)

    @classmethod
    def over(cls, connected: socket.socket) -> "Stream":
        """What comes on a connection that has asked already."""
        made = cls.__new__(cls)
        made._begin(connected, None)
        return made

    def _begin(self, connected: socket.socket, cursor: str | None) -> None:
        super().__init__(daemon=True)
        self.socket, self.cursor = connected, cursor
        self.parser = Parser()
        self.heard: list[Heard] = []
        self.ended_at: float | None = None
        self.start()

    def run(self) -> None:
        """Reads."""
        try:
            while not self.parser.is_over and (raw := self.socket.recv(65_536)):
                for row in self.parser.feed(raw):
                    if row.id is not None:
                        self.cursor = row.id or None
                    self.heard.append(row)
        except OSError:
            pass
        self.ended_at = time.monotonic()

    def cut(self) -> "Stream":
        """Hang up, in the middle of whatever comes."""
        with suppress(OSError):  # the server was faster
            self.socket.shutdown(socket.SHUT_RDWR)
        self.join(10)
        self.socket.close()
        return self

    def wait(self, is_so: Callable[["Stream"], object], what: str, *, timeout_s: float = 10) -> "Stream":
        """Until the predicate holds; TimeoutError says what did not come."""
        until = time.monotonic() + timeout_s
        while not is_so(self):
            if time.monotonic() > until:
                names = [(row.name, row.data.get("kind")) for row in self.heard]
                raise TimeoutError(f"After {timeout_s} s still not: {what}. Status {self.parser.status}, {names}")
            time.sleep(0.005)
        return self

    def opened(self) -> "Stream":
        """Until the head of the answer is there."""
        return self.wait(lambda stream: stream.parser.status, "an answer")

    @property
    def changes(self) -> list[Heard]:
        """Events of the log."""
        return [row for row in self.heard if row.name == "change"]
