"""What goes into and comes out of uploads and downloads."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from .generated.models import KnownStatus

Source = str | os.PathLike[str] | bytes | BinaryIO
"""A path, bytes, or a file that is open for reading in binary mode and can seek. It is sent whole."""

Target = str | os.PathLike[str] | BinaryIO
"""A path, or a file that is open for writing in binary mode."""

Token = str | Callable[[], str]
"""A Cognito ID token, or a function that returns a current one."""

AsyncToken = str | Callable[[], str | Awaitable[str]]

OnProgress = Callable[[int, int], None]
"""Called with the bytes that are done, and with all of them. In an upload in parts, by several threads in turn."""


@dataclass(frozen=True)
class UploadedFile:
    """A file whose bytes the service has accepted. `wait_for` follows it from there."""

    file_id: UUID
    file_name: str
    """In Unicode's NFC, as the service stores it."""
    len: int
    status: KnownStatus | str
    crc32: str
    """Base64 of the big-endian CRC-32 of the whole file."""
    resumed: bool
    """Whether bytes of an earlier attempt with the same idempotency key were kept."""


@dataclass(frozen=True)
class Downloaded:
    """A file that was downloaded, with the bytes that were compared with its checksum."""

    file_id: UUID
    file_name: str
    len: int
    verified: str | None
    """The algorithm of the checksum that the bytes were compared with. None if the service has none of the file."""
