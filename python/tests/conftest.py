"""Each test with `connect` runs with both clients."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from fake_service import API, FakeService
from malote import AsyncMalote, Downloaded, Malote, UploadedFile
from malote._core import async_io, sync_io
from malote.generated.models import StatusView


class Face:
    """One of the two clients, with blocking methods."""

    def __init__(self, client: Malote | AsyncMalote, run: Callable[[Any], Any]) -> None:
        self._client, self._run = client, run

    def upload(self, *args: Any, **options: Any) -> UploadedFile:
        uploaded: UploadedFile = self._run(self._client.upload(*args, **options))
        return uploaded

    def wait_for(self, *args: Any, **options: Any) -> StatusView:
        view: StatusView = self._run(self._client.wait_for(*args, **options))
        return view

    def download(self, *args: Any, **options: Any) -> Downloaded:
        downloaded: Downloaded = self._run(self._client.download(*args, **options))
        return downloaded

    def call(self, *args: Any, **arguments: Any) -> Any:
        return self._run(self._client.call(*args, **arguments))


Connect = Callable[..., Face]


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def connect(kind: str, service: FakeService) -> Iterator[Connect]:
    """Makes a client of the fake service. No repeat waits, unless the test lets it."""
    with asyncio.Runner() as runner:

        def make(url: str = API, **options: Any) -> Face:
            options = {"token": "token", "retry_delay": 0, "transport": service.transport, **options}
            if kind == "sync":
                return Face(Malote(url, **options), lambda result: result)
            return Face(AsyncMalote(url, **options), runner.run)

        yield make


@pytest.fixture
def sleeps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Records the waits, and does not wait."""
    recorded: list[float] = []

    async def sleep(_: object, seconds: float) -> None:
        recorded.append(seconds)

    monkeypatch.setattr(sync_io.SyncIo, "sleep", sleep)
    monkeypatch.setattr(async_io.AsyncIo, "sleep", sleep)
    return recorded


def lost(request: httpx.Request) -> httpx.TransportError:
    return httpx.ConnectError("https://secret.example/?X-Amz-Signature=secret", request=request)
