"""Waiting for the service to verify and store a file."""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import UUID

from ..errors import FileFailed, MaloteError
from ..generated.api.files import get_status
from ..generated.models import KnownStatus, StatusView
from .call import Connection, call

_ENDS = frozenset({KnownStatus.ERROR, KnownStatus.EXPIRED, KnownStatus.QUARANTINED, KnownStatus.DELETED})
"""From these a file is not completed by waiting. A status that this version does not know is waited for."""

_FIRST, _LONGEST = 0.25, 5.0
"""Seconds between two requests."""


async def wait_for(
    connection: Connection,
    file_id: UUID | str,
    *,
    timeout: float | None,
    on_status: Callable[[StatusView], object] | None,
) -> StatusView:
    wanted = UUID(str(file_id))
    deadline = None if timeout is None else time.monotonic() + timeout
    interval = _FIRST
    last: str | None = None
    while True:
        view = await call(connection, get_status, file_id=[wanted])
        if not isinstance(view, StatusView):
            raise MaloteError("unexpected-response", "get_status responded no status.")
        if view.status != last and on_status is not None:
            on_status(view)
        last = view.status
        if last == KnownStatus.COMPLETED:
            return view
        if last in _ENDS:
            raise FileFailed(view)
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise MaloteError(
                "wait-timeout", f"The file is still {last}. Wait again, or look later.", retryable=True
            )
        await connection.io.sleep(interval if left is None else min(interval, left))
        interval = min(interval * 1.5, _LONGEST)
