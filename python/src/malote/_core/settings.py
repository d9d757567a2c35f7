"""How both clients reach the API and S3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

import httpx

from ..types import AsyncToken
from .auth import TokenAuth
from .retrying import RetryPolicy


class _Api(TypedDict):
    base_url: str
    auth: httpx.Auth
    timeout: httpx.Timeout


class _Storage(TypedDict):
    timeout: httpx.Timeout


@dataclass(frozen=True)
class Settings:
    url: str
    token: AsyncToken
    retries: int
    retry_delay: float
    max_retry_delay: float
    timeout: float
    connections: int

    def __post_init__(self) -> None:
        if not self.url.startswith(("https://", "http://")):
            raise ValueError("url must begin with https:// or http://.")
        if not isinstance(self.token, str) and not callable(self.token):
            raise TypeError("token must be a text, or a function that returns one.")
        if not 1 <= self.connections <= 256:
            raise ValueError("connections must be 1 to 256.")
        if min(self.retries, self.retry_delay, self.max_retry_delay, self.timeout) < 0:
            raise ValueError("retries, retry_delay, max_retry_delay and timeout must not be negative.")

    @property
    def policy(self) -> RetryPolicy:
        return RetryPolicy(self.retries, self.retry_delay, self.max_retry_delay)

    def api(self) -> _Api:
        return {
            "base_url": self.url,
            "auth": TokenAuth(self.token),
            "timeout": httpx.Timeout(self.timeout),
        }

    def storage(self) -> _Storage:
        """Seconds without a byte. After the last byte of a large file, S3 may need long to respond. A connection is
        never waited for, because no upload uses more than it may.
        """
        return {"timeout": httpx.Timeout(30, read=90, pool=None)}
