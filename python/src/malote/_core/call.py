"""Requests to the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import httpx

from ..errors import MaloteError, ServiceError
from ..generated.models import Problem
from ..generated.types import Response
from .io import Io, Operation
from .retrying import RetryPolicy, retry_after_of, retrying

T = TypeVar("T")


@dataclass(frozen=True)
class Connection:
    io: Io
    policy: RetryPolicy
    connections: int
    """The most parts of one upload that are sent at once."""


async def call(
    connection: Connection, operation: Operation[Problem | T], *args: object, **arguments: object
) -> T:
    """One operation of the generated client, repeated after retryable errors. Every operation may be called twice
    without harm. Raises ServiceError with the service's problem.
    """
    name = getattr(operation, "__name__", "").rpartition(".")[2]

    async def attempt() -> T:
        try:
            response: Response[Problem | T] = await connection.io.call(operation, *args, **arguments)
        except httpx.TransportError as error:
            raise network_error(error, name) from None
        # The generated client found a member missing, a date that is none, or a status that HTTP does not know.
        except (KeyError, ValueError) as error:
            raise MaloteError(
                "unexpected-response",
                f"{name}: the response is not this service's. Check the url of the client.",
            ) from error
        parsed = response.parsed
        if isinstance(parsed, Problem):
            raise ServiceError(name, parsed, retry_after_of(response.headers))
        # The generated client returns None for a response without a body, such as a 204.
        return parsed  # type: ignore[return-value]

    return await retrying(connection.io, connection.policy, attempt)


def network_error(error: httpx.TransportError, what: str) -> MaloteError:
    """Without its cause's text, which may quote a signed URL."""
    if isinstance(error, httpx.TimeoutException):
        return MaloteError("timeout", f"{what} got no response in time. Call again later.", retryable=True)
    kind = type(error).__name__
    return MaloteError(
        "network",
        f"{what} failed: the connection was lost or not made ({kind}). Check the url, or call again later.",
        retryable=True,
    )
