"""No body beyond the limit of uploads is taken, whether it says how long it is or not.

Django stores the whole body of an ASGI request in a temporary file before any view is asked: without a limit here,
whoever sends without end would fill the disk.
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class BodyLimit:
    """An ASGI application to which a larger body looks like a client that went away; the client gets 413."""

    def __init__(self, site: Any, most_bytes: int) -> None:
        self.site = site  # as ASGI has it
        self.most_bytes = most_bytes

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.site(scope, receive, send)
            return
        said = dict(scope["headers"]).get(b"content-length", b"")
        if said.isdigit() and int(said[:20]) > self.most_bytes:
            await _refuse(scope, send, self.most_bytes)
            return
        counted = _Counted(receive, send, self.most_bytes)
        await self.site(scope, counted.receive, counted.send)
        if counted.is_over and not counted.is_answered:
            await _refuse(scope, send, self.most_bytes)


class _Counted:
    """The two ends of one request, the bytes of its body counted."""

    def __init__(self, receive: Receive, send: Send, most_bytes: int) -> None:
        self._receive, self._send = receive, send
        self._left = most_bytes
        self.is_over = self.is_answered = False

    async def receive(self) -> Message:
        """The next part, until there is too much of it."""
        if not self.is_over:
            message = await self._receive()
            self._left -= len(message.get("body", b""))
            if self._left >= 0:
                return message
            self.is_over = True
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """What the site answers."""
        self.is_answered = True
        await self._send(message)


async def _refuse(scope: MutableMapping[str, Any], send: Send, most_bytes: int) -> None:
    """413: a problem document for programs, a sentence for people."""
    words = f"More than {most_bytes // 2**20} MB were sent; nothing was kept. Go back, and send less at once."
    body, kind = words, "text/plain; charset=utf-8"
    if scope["path"].startswith("/api/"):
        kind = "application/problem+json"
        body = json.dumps({"type": "about:blank", "title": "Too large", "status": 413, "detail": words,
                           "code": "body_too_large"})  # fmt: skip
    headers = [(b"content-type", kind.encode()), (b"connection", b"close"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
