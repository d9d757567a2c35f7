"""The bytes of a completed file, compared with its checksum."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

import httpx

from ..errors import MaloteError, StorageError, not_completed
from ..generated.api.files import get_file
from ..generated.models import FileView
from ..types import Downloaded, OnProgress, Target
from .call import Connection, call, network_error
from .check_response import s3_code_of
from .checksums import Digest, digest_for
from .retrying import retry_after_of, retrying


async def download(
    connection: Connection, file_id: UUID | str, target: Target, *, on_progress: OnProgress | None
) -> Downloaded:
    """A path gets the file only when all of it is verified."""
    wanted = UUID(str(file_id))
    if not isinstance(target, str | os.PathLike):
        return await _Download(connection, wanted, target, on_progress).run()
    path = Path(target)
    # Not the file's name and more: a name may be as long as the disk accepts.
    partial = path.with_name(f".malote-{uuid4().hex}.part")
    try:
        with partial.open("xb") as file:
            downloaded = await _Download(connection, wanted, file, on_progress).run()
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return downloaded


class _Download:
    def __init__(
        self, connection: Connection, file_id: UUID, file: BinaryIO, on_progress: OnProgress | None
    ) -> None:
        self._connection, self._file_id, self._file = connection, file_id, file
        self._report = on_progress
        self._at = 0
        self._etag: str | None = None

    async def run(self) -> Downloaded:
        view = await self._view()
        algorithm, expected = _checksum_of(view)
        digest = digest_for(algorithm) if algorithm else None
        await self._fetch(view, digest)
        if digest and digest.value() != expected:
            raise MaloteError(
                "checksum-differs", "The bytes are not the file's. Download it again.", retryable=True
            )
        return Downloaded(view.file_id, view.file_name, view.len_, algorithm if digest else None)

    async def _view(self) -> FileView:
        view = await call(self._connection, get_file, self._file_id)
        if not view.download:
            raise not_completed(view.file_id, view.status)
        return view

    async def _fetch(self, view: FileView, digest: Digest | None) -> None:
        """A connection that is lost is replaced by one that continues at the next byte, with a new URL if the old one
        has expired.
        """
        renewed = False

        async def attempt() -> None:
            nonlocal view, renewed
            before = self._at
            try:
                await self._rest(view, self._writer(view.len_, digest))
            except httpx.TransportError as error:
                raise network_error(error, "The download") from None
            except StorageError as error:
                if error.is_signature and not renewed:
                    view, renewed, error.retryable = await self._view(), True, True
                raise
            finally:
                # A URL that has worked may expire later.
                renewed = renewed and self._at == before
            if self._at != view.len_:
                raise MaloteError("network", "The download ended early. Download it again.", retryable=True)

        # A file of 0 bytes has no range, and nothing to fetch.
        while view.len_ > 0 and self._at < view.len_:
            before = self._at
            try:
                await retrying(self._connection.io, self._connection.policy, attempt)
            except MaloteError as error:
                # The repeats are counted from the last byte that arrived.
                if not error.exhausted or self._at == before:
                    raise

    async def _rest(self, view: FileView, write: Callable[[bytes], None]) -> None:
        headers = {"Accept-Encoding": "identity", "Range": f"bytes={self._at}-{view.len_ - 1}"}
        if self._etag:
            headers["If-Match"] = self._etag

        def begin(response: httpx.Response) -> None:
            if response.is_error:
                raise StorageError(
                    response.status_code, s3_code_of(response), retry_after_of(response.headers)
                )
            # The whole file would pass for its rest.
            if response.status_code != 206 and self._at > 0:
                raise MaloteError("unexpected-response", "The storage ignored the range. Download it again.")
            self._etag = response.headers.get("ETag")

        assert view.download  # noqa: S101, for the types
        await self._connection.io.fetch(view.download.url, headers, begin, write)

    def _writer(self, size: int, digest: Digest | None) -> Callable[[bytes], None]:
        def write(chunk: bytes) -> None:
            self._file.write(chunk)
            if digest:
                digest.update(chunk)
            self._at += len(chunk)
            if self._report is not None:
                self._report(self._at, size)

        return write


def _checksum_of(view: FileView) -> tuple[str | None, str | None]:
    """The checksum that the service has verified, or the one that was declared."""
    checksum = view.verified or view.checksum
    return (str(checksum.algorithm), checksum.value) if checksum else (None, None)
