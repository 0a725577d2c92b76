"""Long answers, piece by piece, under either kind of server."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse


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


async def _one_by_one(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    fetch = sync_to_async(lambda: next(chunks, b""))
    try:
        while chunk := await fetch():
            yield chunk
    finally:
        if close := getattr(chunks, "close", None):
            await sync_to_async(close)()
