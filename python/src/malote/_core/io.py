"""What the protocol needs of the outside, for both clients.

The protocol is written once, as coroutines. `AsyncIo` runs them on an event loop. The methods of `SyncIo` block instead
of suspending, so `SyncIo.run` can drive the same coroutines without any loop.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import httpx

from ..generated.types import Response

T = TypeVar("T")


class Operation(Protocol[T]):
    """A module of the generated client, such as `malote.generated.api.files.get_file`."""

    @property
    def sync_detailed(self) -> Callable[..., Response[T]]: ...

    @property
    def asyncio_detailed(self) -> Callable[..., Coroutine[Any, Any, Response[T]]]: ...


@dataclass(frozen=True)
class Outgoing:
    """One request to S3. It never has the service's token, which S3 refuses."""

    method: str
    url: str
    headers: Mapping[str, str]
    chunks: Iterator[bytes]


class Io(Protocol):
    async def call(self, operation: Operation[T], *args: object, **arguments: object) -> Response[T]:
        """One request to the API, by the generated client."""

    async def send(self, request: Outgoing) -> httpx.Response:
        """Sends bytes to S3, and returns its whole response."""

    async def fetch(
        self,
        url: str,
        headers: Mapping[str, str],
        begin: Callable[[httpx.Response], None],
        write: Callable[[bytes], object],
    ) -> None:
        """Downloads. `begin` gets the response with its headers, or with its body if it is an error."""

    async def sleep(self, seconds: float) -> None: ...

    async def run(self, work: Callable[[], T]) -> T:
        """Runs something that reads files or computes, beside the event loop if there is one."""

    async def together(self, tasks: Sequence[Callable[[], Awaitable[None]]]) -> None:
        """Runs tasks at the same time, and raises the first error of them when all have ended."""

    def lock(self) -> AbstractAsyncContextManager[None]: ...
