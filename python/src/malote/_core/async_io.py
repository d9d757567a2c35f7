"""The outside of `AsyncMalote`, on asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from typing import TypeVar

import httpx

from ..generated import Client
from ..generated.types import Response
from .check_response import require_json
from .io import Operation, Outgoing
from .settings import Settings

T = TypeVar("T")


class AsyncIo:
    def __init__(self, settings: Settings, transport: httpx.AsyncBaseTransport | None) -> None:
        self._api = Client(base_url=settings.url)
        self._api.set_async_httpx_client(
            httpx.AsyncClient(**settings.api(), transport=transport, event_hooks={"response": [_read_json]})
        )
        self._storage = httpx.AsyncClient(**settings.storage(), transport=transport)

    async def close(self) -> None:
        await self._api.get_async_httpx_client().aclose()
        await self._storage.aclose()

    async def call(self, operation: Operation[T], *args: object, **arguments: object) -> Response[T]:
        return await operation.asyncio_detailed(*args, client=self._api, **arguments)

    async def send(self, request: Outgoing) -> httpx.Response:
        return await self._storage.request(
            request.method, request.url, headers=request.headers, content=_in_threads(request.chunks)
        )

    async def fetch(
        self,
        url: str,
        headers: Mapping[str, str],
        begin: Callable[[httpx.Response], None],
        write: Callable[[bytes], object],
    ) -> None:
        async with self._storage.stream("GET", url, headers=headers) as response:
            if response.is_error:
                await response.aread()
            begin(response)
            async for chunk in response.aiter_raw():
                await asyncio.to_thread(write, chunk)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def run(self, work: Callable[[], T]) -> T:
        return await asyncio.to_thread(work)

    async def together(self, tasks: Sequence[Callable[[], Awaitable[None]]]) -> None:
        async def one(task: Callable[[], Awaitable[None]]) -> None:
            await task()

        try:
            async with asyncio.TaskGroup() as group:
                for task in tasks:
                    group.create_task(one(task))
        except BaseExceptionGroup as errors:
            # The first one is the cause of the others.
            raise errors.exceptions[0] from None

    def lock(self) -> asyncio.Lock:
        return asyncio.Lock()


async def _in_threads(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Reads files beside the event loop."""
    while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
        yield chunk


async def _read_json(response: httpx.Response) -> None:
    await response.aread()
    require_json(response)
