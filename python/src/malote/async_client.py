"""The asynchronous client, on asyncio."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar
from uuid import UUID

import httpx

from ._core import download, upload, wait_for
from ._core.async_io import AsyncIo
from ._core.call import Connection, call
from ._core.io import Operation
from ._core.settings import Settings
from .generated.models import Problem, StatusView
from .types import AsyncToken, Downloaded, OnProgress, Source, Target, UploadedFile

T = TypeVar("T")


class AsyncMalote:
    """`Malote` for asyncio: the same methods and options, to be awaited. `token` may also be a coroutine function.

    Files are read and checksums are computed in threads, beside the event loop. A cancelled upload leaves the parts that
    arrived; the same `idempotency_key` continues it.

    ```python
    async with AsyncMalote("https://api.example.com/v1", token=session.id_token) as malote:
        file = await malote.upload("holiday.mp4")
        await malote.wait_for(file.file_id)
        await malote.download(file.file_id, "copy.mp4")
    ```
    """

    def __init__(
        self,
        url: str,
        *,
        token: AsyncToken,
        retries: int = 10,
        retry_delay: float = 0.5,
        max_retry_delay: float = 30,
        timeout: float = 35,
        connections: int = 8,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        settings = Settings(url, token, retries, retry_delay, max_retry_delay, timeout, connections)
        self._io = AsyncIo(settings, transport)
        self._connection = Connection(self._io, settings.policy, connections)

    async def upload(
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
        """As `Malote.upload`."""
        return await upload.upload(
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

    async def wait_for(
        self,
        file_id: UUID | str,
        *,
        timeout: float | None = None,
        on_status: Callable[[StatusView], object] | None = None,
    ) -> StatusView:
        """As `Malote.wait_for`."""
        return await wait_for.wait_for(self._connection, file_id, timeout=timeout, on_status=on_status)

    async def download(
        self, file_id: UUID | str, target: Target, *, on_progress: OnProgress | None = None
    ) -> Downloaded:
        """As `Malote.download`."""
        return await download.download(self._connection, file_id, target, on_progress=on_progress)

    async def call(self, operation: Operation[Problem | T], *args: Any, **arguments: Any) -> T:
        """As `Malote.call`."""
        return await call(self._connection, operation, *args, **arguments)

    async def close(self) -> None:
        await self._io.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
