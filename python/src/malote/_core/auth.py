"""The token of each request to the API."""

from __future__ import annotations

import asyncio
import base64
import inspect
import json
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator

import httpx

from ..errors import MaloteError
from ..types import AsyncToken

_MARGIN = 60.0
"""Seconds. A token is replaced this long before it expires."""


class TokenAuth(httpx.Auth):
    """Keeps the token. The function that returns it is called again before it expires, and once after a 401."""

    def __init__(self, token: AsyncToken) -> None:
        self._ask: Callable[[], str | Awaitable[str]] = (lambda: token) if isinstance(token, str) else token
        self._current: tuple[str, float] | None = None
        self._lock = threading.Lock()
        self._async_lock = asyncio.Lock()

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        with self._lock:
            token = self._kept() or self._keep(self._given())
        response = yield _with_token(request, token)
        if response.status_code == 401:
            with self._lock:
                other = self._kept(token) or self._keep(self._given())
            if other != token:
                yield _with_token(request, other)

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        async with self._async_lock:
            token = self._kept() or self._keep(await self._awaited())
        response = yield _with_token(request, token)
        if response.status_code == 401:
            async with self._async_lock:
                other = self._kept(token) or self._keep(await self._awaited())
            if other != token:
                yield _with_token(request, other)

    def _kept(self, refused: str | None = None) -> str | None:
        """A current token. Never the one that the service has refused."""
        if self._current and self._current[0] != refused and time.time() < self._current[1]:
            return self._current[0]
        return None

    def _keep(self, given: object) -> str:
        # An error about a header that is not valid would quote it.
        if (
            not isinstance(given, str)
            or not given.isascii()
            or not given.isprintable()
            or " " in given
            or not given
        ):
            raise MaloteError("no-token", "token returned no token. Sign in again.")
        # A token that seems to expire at once: the clock of this machine may be wrong. The service decides.
        self._current = (given, max(_expiry_of(given) - _MARGIN, time.time() + _MARGIN / 2))
        return given

    def _given(self) -> object:
        try:
            given = self._ask()
        except Exception as error:
            raise _failed() from error
        if inspect.iscoroutine(given):
            given.close()
            raise TypeError(
                "token is a coroutine function; use AsyncMalote, or a function that returns the token."
            )
        return given

    async def _awaited(self) -> object:
        try:
            given = self._ask()
            return await given if inspect.isawaitable(given) else given
        except Exception as error:
            raise _failed() from error


def _failed() -> MaloteError:
    return MaloteError("no-token", "token raised an error. Sign in again.")


def _with_token(request: httpx.Request, token: str) -> httpx.Request:
    request.headers["Authorization"] = f"Bearer {token}"
    return request


def _expiry_of(token: str) -> float:
    """When a JWT expires. Infinity if it cannot be read: then only a 401 replaces the token."""
    try:
        payload = token.split(".")[1]
        return float(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["exp"])
    except (LookupError, ValueError, TypeError):
        return float("inf")
