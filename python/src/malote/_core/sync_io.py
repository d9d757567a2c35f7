"""The outside of `Malote`: every method blocks, and none suspends."""

from __future__ import annotations

import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpx

from ..generated import Client
from ..generated.types import Response
from .check_response import require_json
from .io import Operation, Outgoing
from .settings import Settings

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine over `SyncIo` to its end."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    coroutine.close()
    raise RuntimeError("a step of the synchronous client suspended")


class SyncIo:
    def __init__(self, settings: Settings, transport: httpx.BaseTransport | None) -> None:
        self._api = Client(base_url=settings.url)
        self._api.set_httpx_client(
            httpx.Client(**settings.api(), transport=transport, event_hooks={"response": [_read_json]})
        )
        self._storage = httpx.Client(**settings.storage(), transport=transport)

    def close(self) -> None:
        self._api.get_httpx_client().close()
        self._storage.close()

    async def call(self, operation: Operation[T], *args: object, **arguments: object) -> Response[T]:
        return operation.sync_detailed(*args, client=self._api, **arguments)

    async def send(self, request: Outgoing) -> httpx.Response:
        return self._storage.request(
            request.method, request.url, headers=request.headers, content=request.chunks
        )

    async def fetch(
        self,
        url: str,
        headers: Mapping[str, str],
        begin: Callable[[httpx.Response], None],
        write: Callable[[bytes], object],
    ) -> None:
        with self._storage.stream("GET", url, headers=headers) as response:
            if response.is_error:
                response.read()
            begin(response)
            for chunk in response.iter_raw():
                write(chunk)

    async def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def run(self, work: Callable[[], T]) -> T:
        return work()

    async def together(self, tasks: Sequence[Callable[[], Awaitable[None]]]) -> None:
        async def one(task: Callable[[], Awaitable[None]]) -> None:
            await task()

        with ThreadPoolExecutor(max_workers=len(tasks), thread_name_prefix="malote") as pool:
            futures = [pool.submit(lambda task=task: run(one(task))) for task in tasks]  # type: ignore[misc]
        for future in futures:
            future.result()

    def lock(self) -> _Lock:
        return _Lock()


class _Lock:
    def __init__(self) -> None:
        self._lock = threading.Lock()

    async def __aenter__(self) -> None:
        self._lock.acquire()

    async def __aexit__(self, *_: object) -> None:
        self._lock.release()


def _read_json(response: httpx.Response) -> None:
    response.read()
    require_json(response)
