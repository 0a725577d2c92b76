"""Long answers, piece by piece, under either kind of server."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

from core.export.bundle import pieces

PIECE_BYTES = 65_536


def streamed(
    request: HttpRequest, chunks: Iterator[bytes], *, content_type: str, file_name: str
) -> StreamingHttpResponse:
    """An attachment sent as it is made.

    Django would collect a plain iterator whole before sending it through ASGI; so there each chunk is
    fetched by itself, in the request's own thread, where its database connection lives.
    """
    content = _one_by_one(chunks) if isinstance(request, ASGIRequest) else chunks
    response = StreamingHttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def from_disk(
    request: HttpRequest, path: Path, *, content_type: str, file_name: str, n_bytes: int
) -> StreamingHttpResponse:
    """A file as it lies there, as an attachment; browsers take it for nothing but what it is said to be."""
    response = streamed(request, pieces(path, PIECE_BYTES), content_type=content_type, file_name=file_name)
    response["Content-Length"] = str(n_bytes)
    response["X-Content-Type-Options"] = "nosniff"
    return response


async def _one_by_one(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    fetch = sync_to_async(lambda: next(chunks, b""))
    try:
        while chunk := await fetch():
            yield chunk
    finally:
        if close := getattr(chunks, "close", None):
            await sync_to_async(close)()
