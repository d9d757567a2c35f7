"""What an upload reads."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from .. import types
from ..errors import file_changed

CHUNK = 256 * 1024


class OpenedSource:
    """A source of known length that several threads can read at once."""

    name: str
    size: int

    def open(self) -> BinaryIO:
        """A reader of its own, from the first byte."""
        raise NotImplementedError

    def require_unchanged(self) -> None:
        """Parts of two versions of a file must not become one file."""

    def chunks(self, start: int, size: int) -> Iterator[bytes]:
        with self.open() as reader:
            reader.seek(start)
            while size > 0:
                chunk = reader.read(min(CHUNK, size))
                if not chunk:
                    raise file_changed(self.name)
                size -= len(chunk)
                yield chunk


def open_source(source: types.Source, name: str | None) -> OpenedSource:
    if isinstance(source, bytes):
        opened: OpenedSource = _Bytes(source)
    elif isinstance(source, str | os.PathLike):
        opened = _Path(Path(source))
    elif hasattr(source, "read") and hasattr(source, "seek"):
        opened = _File(source)
    else:
        raise TypeError("Give a path, bytes, or a file that is open in binary mode and can seek.")
    opened.name = name if name is not None else opened.name
    if not opened.name:
        raise TypeError("name is needed: these bytes have no file name.")
    try:
        opened.name.encode()
    except UnicodeEncodeError:
        raise ValueError("The name of the file is not valid Unicode; pass another one as name.") from None
    return opened


class _Bytes(OpenedSource):
    def __init__(self, data: bytes) -> None:
        self._data, self.name, self.size = data, "", len(data)

    def open(self) -> BinaryIO:
        return io.BytesIO(self._data)


class _Path(OpenedSource):
    def __init__(self, path: Path) -> None:
        self._path, self.name = path, path.name
        self._stat = self._now()
        self.size = self._stat[0]

    def open(self) -> BinaryIO:
        return self._path.open("rb")

    def _now(self) -> tuple[int, int]:
        stat = self._path.stat()
        return stat.st_size, stat.st_mtime_ns

    def require_unchanged(self) -> None:
        if self._now() != self._stat:
            raise file_changed(self.name)


class _File(OpenedSource):
    """A file of the caller, which has one position. Its readers take turns."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._lock = file, threading.Lock()
        name = getattr(file, "name", "")
        self.name = os.path.basename(name) if isinstance(name, str) else ""
        self.size = self._length()
        if not isinstance(file.read(0), bytes):
            raise TypeError("The file must be open in binary mode.")

    def _length(self) -> int:
        return self._file.seek(0, os.SEEK_END)

    def require_unchanged(self) -> None:
        with self._lock:
            if self._length() != self.size:
                raise file_changed(self.name)

    def open(self) -> BinaryIO:
        return cast(BinaryIO, _Reader(self._file, self._lock, self.size))


class _Reader(io.RawIOBase):
    def __init__(self, file: BinaryIO, lock: threading.Lock, size: int) -> None:
        self._file, self._turn, self._size, self._at = file, lock, size, 0

    def read(self, size: int = -1) -> bytes:
        with self._turn:
            self._file.seek(self._at)
            data = self._file.read(size)
        self._at += len(data)
        return data

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at
