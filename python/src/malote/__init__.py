"""Uploads files of any size to a Malote service: verified end to end, and resumable."""

from .async_client import AsyncMalote
from .errors import FileFailed, MaloteError, ServiceError, StorageError
from .sync_client import Malote
from .types import Downloaded, UploadedFile

__all__ = [
    "AsyncMalote",
    "Downloaded",
    "FileFailed",
    "Malote",
    "MaloteError",
    "ServiceError",
    "StorageError",
    "UploadedFile",
]
