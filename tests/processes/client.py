"""A lean HTTP/1.1 client on one kept connection: it must cost little beside the server that it measures."""

import json
import socket
from collections.abc import Mapping
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """A whole answer; headers by lower-case name (of several, the last)."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Connection:
    """One kept connection to a server of this machine. An answer has a Content-Length or no body."""

    def __init__(self, port: int, *, timeout_s: float = 30.0) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout_s)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.host = f"127.0.0.1:{port}"

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up, also in the middle of a request."""
        self.socket.close()

    def request(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Send and wait for the whole answer. OSError when the server is gone."""
        self.send(method, path, body, headers)
        return self.receive()

    def send(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> None:
        """Only send; a body goes as JSON."""
        raw = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(raw)}"]
        self.socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + raw)

    def receive(self) -> Answer:
        """The next answer, whole."""
        raw = b""
        while (end := raw.find(b"\r\n\r\n")) < 0:
            raw += self._some()
        first, *lines = raw[:end].decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        body, length = raw[end + 4 :], int(headers.get("content-length", 0))
        while len(body) < length:
            body += self._some()
        return Answer(int(first.split(" ", 2)[1]), headers, body)

    def _some(self) -> bytes:
        some = self.socket.recv(65_536)
        if not some:
            raise ConnectionResetError("the server hung up")
        return some
