"""The synchronous client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar
from uuid import UUID

import httpx

from ._core import download, upload, wait_for
from ._core.call import Connection, call
from ._core.io import Operation
from ._core.settings import Settings
from ._core.sync_io import SyncIo, run
from .generated.models import Problem, StatusView
from .types import Downloaded, OnProgress, Source, Target, Token, UploadedFile

T = TypeVar("T")


class Malote:
    """A connection to the service. Threads may share it.

    ```python
    with Malote("https://api.example.com/v1", token=lambda: session.id_token) as malote:
        file = malote.upload("holiday.mp4")
        malote.wait_for(file.file_id)
        malote.download(file.file_id, "copy.mp4")
    ```
    """

    def __init__(
        self,
        url: str,
        *,
        token: Token,
        retries: int = 10,
        retry_delay: float = 0.5,
        max_retry_delay: float = 30,
        timeout: float = 35,
        connections: int = 8,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """
        `token` is a Cognito ID token, or a function that returns a current one: it is called again 60 s before the
        token expires, and once after a 401. A repeat waits a random time up to `retry_delay` seconds, doubled each time
        up to `max_retry_delay`, and longer if Retry-After requires it. `timeout` is that of one request to the API, in
        seconds. An upload in parts sends `connections` of them at once (1 to 256). `transport` is httpx's, such as
        `httpx.HTTPTransport(proxy=…)`.
        """
        settings = Settings(url, token, retries, retry_delay, max_retry_delay, timeout, connections)
        self._io = SyncIo(settings, transport)
        self._connection = Connection(self._io, settings.policy, connections)

    def upload(
        self,
        source: Source,
        *,
        name: str | None = None,
        type: str | None = None,
        path: str | None = None,
        tags: Mapping[str, str] | None = None,
        on_behalf_of: UUID | str | None = None,
        idempotency_key: str | None = None,
        multipart_from: int = upload.MULTIPART_FROM,
        on_progress: OnProgress | None = None,
    ) -> UploadedFile:
        """Uploads one file and confirms it. Returns when the service has accepted it.

        `name` is needed for bytes. Without a `type`, the name decides. With an `idempotency_key` of your own, the same
        call continues an upload that was interrupted, and never creates a second file. Files of `multipart_from` bytes
        or more are sent in parts. Raises ServiceError, StorageError or MaloteError.
        """
        return run(
            upload.upload(
                self._connection,
                source,
                name=name,
                type=type,
                path=path,
                tags=tags,
                on_behalf_of=on_behalf_of,
                idempotency_key=idempotency_key,
                multipart_from=multipart_from,
                on_progress=on_progress,
            )
        )

    def wait_for(
        self,
        file_id: UUID | str,
        *,
        timeout: float | None = None,
        on_status: Callable[[StatusView], object] | None = None,
    ) -> StatusView:
        """Waits until the service has verified and stored a file. Raises FileFailed if it never will, and MaloteError
        `wait-timeout` after `timeout` seconds. `on_status` gets the first status, and each change.
        """
        return run(wait_for.wait_for(self._connection, file_id, timeout=timeout, on_status=on_status))

    def download(
        self, file_id: UUID | str, target: Target, *, on_progress: OnProgress | None = None
    ) -> Downloaded:
        """Downloads a completed file and compares it with its checksum. A path gets the file only if they agree; an
        open file gets the bytes as they arrive. Raises MaloteError `not-completed` or `checksum-differs`.
        """
        return run(download.download(self._connection, file_id, target, on_progress=on_progress))

    def call(self, operation: Operation[Problem | T], *args: Any, **arguments: Any) -> T:
        """Any operation of the generated client, with the token, the repeats and the errors of this one.

        ```python
        from malote.generated.api.files import list_files

        page = malote.call(list_files, limit=100)
        ```
        """
        return run(call(self._connection, operation, *args, **arguments))

    def close(self) -> None:
        self._io.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
