"""Repeats of what failed for a moment."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TypeVar

from ..errors import MaloteError
from .io import Io

T = TypeVar("T")

_LONGEST_RETRY_AFTER = 60.0
"""Seconds. After a longer Retry-After the caller decides, because it is a quota and no busy moment."""


@dataclass(frozen=True)
class RetryPolicy:
    retries: int
    delay: float
    """Seconds. A repeat waits a random time up to this, doubled each time."""
    max_delay: float


def retry_after_of(headers: Mapping[str, str]) -> float | None:
    """Seconds from the header Retry-After, which has seconds or a date."""
    value = headers.get("Retry-After", "")
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None


def backoff(policy: RetryPolicy, attempt: int, retry_after: float | None) -> float:
    """Seconds before the repeat number `attempt`, from 0. Full jitter, so that many clients do not repeat together."""
    longest = min(policy.max_delay, policy.delay * 2**attempt)
    return max(random.uniform(0, longest), retry_after or 0)  # noqa: S311, no secret


def is_passing(error: MaloteError) -> bool:
    """Whether the same call may be repeated soon."""
    return error.retryable and not error.exhausted and (error.retry_after or 0) <= _LONGEST_RETRY_AFTER


async def retrying(io: Io, policy: RetryPolicy, work: Callable[[], Awaitable[T]]) -> T:
    """Repeats `work` after retryable errors. Raises the last error."""
    attempt = 0
    while True:
        try:
            return await work()
        except MaloteError as error:
            if not is_passing(error):
                raise
            if attempt >= policy.retries:
                error.exhausted = True
                raise
            await io.sleep(backoff(policy, attempt, error.retry_after))
            attempt += 1
