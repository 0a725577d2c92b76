"""Files that come with a request: they go straight to the store of uploads, none beyond the limit, none left behind."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from core.access import Viewer
from core.errors import Invalid
from core.services.uploads import MOST_BYTES, Arriving, Upload, keep, too_large

_FRAME_BYTES = 1024 * 1024  # what a form adds around its files
_STEP = 256 * 1024


class ToUploads(FileUploadHandler):
    """Django's way of being given a file in pieces. `uploads` are those that came whole."""

    def __init__(self, viewer: Viewer) -> None:
        super().__init__()
        self.viewer = viewer
        self.uploads: list[Upload] = []
        self.arriving: list[Arriving] = []

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **more: Any) -> None:
        """A body that says that it is too large is not read."""
        if content_length > MOST_BYTES + _FRAME_BYTES:
            raise too_large()

    def new_file(self, *args: Any, **more: Any) -> None:
        """Another file begins."""
        super().new_file(*args, **more)
        self.arriving.append(Arriving(self.viewer, self.file_name or ""))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Some bytes of it."""
        self.arriving[-1].take(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """It is whole. Django wants something that it can close."""
        self.uploads.append(self.arriving[-1].finish())
        return UploadedFile(io.BytesIO(), name=self.uploads[-1].name, size=file_size)

    def drop(self) -> None:
        """Nothing of this request is kept."""
        for arriving in self.arriving:
            arriving.drop()


@dataclass(frozen=True)
class Received:
    """The fields of a request and the files that came with it."""

    fields: QueryDict
    uploads: list[Upload]


@contextmanager
def storing(viewer: Viewer) -> Iterator[ToUploads]:
    """A handler whose files stay if nothing is raised. Errors of the form become `Invalid`, `TooLarge`."""
    handler = ToUploads(viewer)
    try:
        yield handler
    except TooManyFilesSent as error:
        handler.drop()
        raise Invalid("Too many files at once. Pack them as a zip and send that.", "too_many_files") from error
    except MultiPartParserError as error:
        handler.drop()
        raise Invalid("The form cannot be read. Send the files again.", "form_invalid") from error
    except BaseException:
        handler.drop()
        raise


def received(request: HttpRequest, handler: ToUploads, name: str) -> Received:
    """What came with a request of the interface: a form with files, or one file as the body, called `name`.

    Nothing of the request may have been read before.
    """
    if request.content_type == "multipart/form-data":
        fields, _ = MultiPartParser(request.META, request, [handler], request.encoding or "utf-8").parse()
        return Received(fields, handler.uploads)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise too_large()
    upload = keep(handler.viewer, name, iter(lambda: request.read(_STEP), b""))
    return Received(QueryDict(), [upload])
