"""Nothing here takes files: a form that carries one is refused before it is kept anywhere."""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler


class NoUploads(FileUploadHandler):
    """Refuses the first file of any form."""

    def new_file(self, *_args: Any, **_kwargs: Any) -> None:
        raise SuspiciousOperation("A file was sent; nothing here takes files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep nothing; no file gets this far."""

    def file_complete(self, file_size: int) -> None:
        """Make nothing; no file gets this far."""
